package io.jobwire.redis;

import static io.jobwire.redis.Given.ANNA;
import static io.jobwire.redis.Given.NOTHING;
import static io.jobwire.redis.Given.assertRefused;
import static io.jobwire.redis.Given.chunk;
import static io.jobwire.redis.Given.got;
import static io.jobwire.redis.Given.task;
import static org.assertj.core.api.Assertions.assertThat;

import io.jobwire.model.ClaimedJob;
import io.jobwire.model.JobId;
import io.jobwire.model.Refused.Reason;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Removing a job")
class RemoveTest extends StoreSpec {

  @Test
  @DisplayName("that has ended leaves nothing of it, and tells whose it was")
  void everythingGoes() {
    ClaimedJob job = given.running();
    given.signalled(job.id(), "s1");
    got(given.store.append(job.claim(), 1, 0, List.of(chunk("text", 0), task("one", "done"))));
    got(given.store.checkpoint(job.claim(), 3, 0, NOTHING, NOTHING));
    got(given.store.complete(job.claim(), 4, NOTHING));

    assertThat(got(given.store.remove(job.id(), ANNA)).user()).isEqualTo(ANNA);
    Map<String, String> left = given.everything();
    assertThat(left.keySet()).noneMatch(name -> name.contains(job.id().value()));
    left.keySet().removeIf(name -> name.contains(":op:"));
    assertThat(left.values()).noneMatch(content -> content.contains(job.id().value()));
    assertRefused(Reason.NOT_FOUND, given.store.view(job.id(), ANNA));
    assertRefused(Reason.NOT_FOUND, given.store.remove(job.id(), ANNA));
    assertRefused(Reason.NOT_FOUND, given.store.heartbeat(job.claim(), 0));
  }

  @Test
  @DisplayName("is refused while it waits or runs")
  void alive() {
    for (JobId id : List.of(given.running().id(), given.created())) {
      Map<String, String> before = given.everything();
      assertRefused(Reason.ILLEGAL_STATE, given.store.remove(id, ANNA));
      assertThat(given.everything()).isEqualTo(before);
    }
  }
}
