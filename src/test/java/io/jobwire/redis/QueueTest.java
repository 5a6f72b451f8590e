package io.jobwire.redis;

import static io.jobwire.redis.Given.ANNA;
import static io.jobwire.redis.Given.ERROR;
import static io.jobwire.redis.Given.NOTHING;
import static io.jobwire.redis.Given.got;
import static org.assertj.core.api.Assertions.assertThat;

import io.jobwire.model.Backoff;
import io.jobwire.model.ClaimedJob;
import io.jobwire.model.JobId;
import io.jobwire.redis.Queues.Depth;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A queue")
class QueueTest extends StoreSpec {

  @Test
  @DisplayName(
      "counts who waits, runs and is delayed, over all partitions, and each type by itself")
  void counts() {
    AJob later = AJob.usual().delayMs(3_600_000);
    for (int i = 0; i < 5; i++) {
      given.created();
    }
    given.created(later);
    given.created(AJob.usual().type("film"));
    assertDepth(5, 0, 1);
    assertThat(got(given.queues.depth("film"))).returns(1L, Depth::waiting);
    assertThat(got(given.queues.depth("none"))).isEqualTo(new Depth("none", 0, 0, 0, -1, false));
    assertThat(given.depth().oldestWaitMs()).isBetween(0L, 10_000L);
  }

  @Test
  @DisplayName("tells how long the oldest has waited, whatever its priority")
  void oldest() {
    List<JobId> ids = given.idsTogether(3);
    given.created(ids.get(0), AJob.usual().priority(-10));
    long since = given.view(ids.get(0)).createdAt();
    Given.eventually(() -> given.now() > since + 15);
    given.created(ids.get(1), AJob.usual().priority(10));
    given.created(ids.get(2), AJob.usual());
    assertThat(given.depth().oldestWaitMs()).isGreaterThanOrEqualTo(15);
  }

  @Test
  @DisplayName("is empty again when everything has ended, however it ended")
  void backToNothing() {
    AJob job = AJob.usual().attempts(2).backoff(Backoff.Kind.FIXED, 3_600_000, 0);
    List<JobId> ids = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      ids.add(given.created(job).id());
    }
    List<ClaimedJob> running = new ArrayList<>();
    for (int p = 0; p < given.keys.partitions(); p++) {
      running.addAll(given.claim(p, 8, java.util.Map.of(AJob.TYPE, 8)));
    }
    assertThat(running).hasSize(8);
    assertDepth(0, 8, 0);
    got(given.store.complete(running.get(0).claim(), 1, NOTHING));
    got(given.store.fail(running.get(1).claim(), 1, ERROR, false));
    got(given.store.cancel(running.get(2).id(), ANNA, ANNA, null));
    got(given.store.fail(running.get(3).claim(), 1, ERROR, true));
    got(given.store.release(running.get(4).claim(), 1));
    got(given.store.fail(running.get(5).claim(), 1, ERROR, true));
    got(given.store.cancel(running.get(5).id(), ANNA, ANNA, null));
    got(given.store.resume(running.get(2).id(), ANNA, ANNA));
    assertDepth(2, 2, 1);

    for (ClaimedJob any : running) {
      got(given.store.cancel(any.id(), ANNA, ANNA, null).otherwiseEmpty());
    }
    assertDepth(0, 0, 0);
    for (ClaimedJob any : running) {
      got(given.store.remove(any.id(), ANNA));
    }
    assertDepth(0, 0, 0);
  }

  private void assertDepth(long waiting, long running, long delayed) {
    assertThat(given.depth())
        .returns(waiting, Depth::waiting)
        .returns(running, Depth::running)
        .returns(delayed, Depth::delayed);
  }
}
