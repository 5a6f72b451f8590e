package io.jobwire.redis;

import static io.jobwire.redis.Given.ANNA;
import static io.jobwire.redis.Given.BEN;
import static io.jobwire.redis.Given.aSignal;
import static io.jobwire.redis.Given.got;
import static io.jobwire.redis.Given.refusal;
import static io.jobwire.redis.JobStore.ANYBODY;
import static org.assertj.core.api.Assertions.assertThat;

import io.jobwire.model.JobId;
import io.jobwire.model.JobState;
import io.jobwire.model.Refused;
import io.jobwire.model.Refused.Reason;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Somebody else's job")
class OwnershipTest extends StoreSpec {

  /** Each thing a user can ask of a job. */
  private Map<String, Function<JobId, Future<?>>> asBen() {
    return Map.of(
        "view", id -> given.store.view(id, BEN),
        "status", id -> given.store.status(id, BEN),
        "state", id -> given.store.state(id, BEN),
        "page", id -> given.store.page(id, BEN, null, false, 10, 1000),
        "snapshot", id -> given.store.page(id, BEN, null, true, 10, 1000),
        "cancel", id -> given.store.cancel(id, BEN, BEN, null),
        "resume", id -> given.store.resume(id, BEN, BEN),
        "signal", id -> given.store.signal(id, BEN, BEN, aSignal("s1")),
        "remove", id -> given.store.remove(id, BEN));
  }

  @Test
  @DisplayName("is refused in the very words for a job that does not exist, whatever its state")
  void notFound() {
    JobId missing = new JobId("never-made");
    List<JobId> annas =
        List.of(given.running().id(), given.completed(), given.failed(), given.cancelled());
    Map<String, String> before = given.everything();
    asBen()
        .forEach(
            (name, ask) -> {
              Refused none = refusal(ask.apply(missing));
              assertThat(none.reason()).as(name).isEqualTo(Reason.NOT_FOUND);
              for (JobId id : annas) {
                assertThat(refusal(ask.apply(id)))
                    .as(name)
                    .usingRecursiveComparison()
                    .isEqualTo(none);
              }
            });
    assertThat(given.everything()).isEqualTo(before);
  }

  @Test
  @DisplayName("is there for an admin")
  void admin() {
    JobId id = given.created();
    assertThat(got(given.store.view(id, ANYBODY)).user()).isEqualTo(ANNA);
    assertThat(got(given.store.cancel(id, ANYBODY, "root", null)).view().state())
        .isEqualTo(JobState.CANCELLED);
    assertThat(got(given.store.remove(id, ANYBODY)).user()).isEqualTo(ANNA);
  }
}
