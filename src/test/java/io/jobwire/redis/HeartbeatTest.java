package io.jobwire.redis;

import static io.jobwire.redis.Given.chunk;
import static io.jobwire.redis.Given.got;
import static io.jobwire.redis.Given.own;
import static org.assertj.core.api.Assertions.assertThat;

import io.jobwire.model.ClaimedJob;
import io.jobwire.model.JobId;
import io.jobwire.model.Written;
import io.jobwire.redis.Sweeps.Outcome;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A heartbeat")
class HeartbeatTest extends StoreSpec {

  @Test
  @DisplayName("tells where the writer stands, records nothing and takes no number")
  void tells() {
    ClaimedJob job = given.running();
    assertThat(got(given.store.heartbeat(job.claim(), 0))).isEqualTo(new Written(2, 1, List.of()));
    got(given.store.append(job.claim(), 1, 0, List.of(own(1))));
    assertThat(got(given.store.heartbeat(job.claim(), 0))).isEqualTo(new Written(3, 2, List.of()));
    assertThat(given.events(job.id())).hasSize(3);
    assertThat(got(given.store.append(job.claim(), 2, 0, List.of(own(2)))).seq()).isEqualTo(4);
  }

  @Test
  @DisplayName("renews the lease, as every write does")
  void renews() {
    JobId id = given.created();
    given.sweptBefore(id);
    ClaimedJob job = given.claimed(id);
    Given dying = given.withLease(0);

    got(dying.store.heartbeat(job.claim(), 0));
    got(given.store.heartbeat(job.claim(), 0));
    assertThat(given.swept(id).outcomes()).isEmpty();
    got(dying.store.heartbeat(job.claim(), 0));
    got(given.store.append(job.claim(), 1, 0, List.of(chunk("a", 0))));
    assertThat(given.swept(id).outcomes()).isEmpty();
    got(dying.store.append(job.claim(), 2, 0, List.of(chunk("b", 1))));
    got(given.store.checkpoint(job.claim(), 3, 0, Given.NOTHING, Given.NOTHING));
    assertThat(given.swept(id).outcomes()).isEmpty();
    got(dying.store.checkpoint(job.claim(), 4, 0, Given.NOTHING, Given.NOTHING));
    assertThat(given.swept(id).outcomes()).extracting(Outcome::word).containsExactly("orphaned");
  }
}
