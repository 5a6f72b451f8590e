package io.jobwire.redis;

import static io.jobwire.redis.Given.ANNA;
import static io.jobwire.redis.Given.ERROR;
import static io.jobwire.redis.Given.NOTHING;
import static io.jobwire.redis.Given.command;
import static io.jobwire.redis.Given.got;
import static org.assertj.core.api.Assertions.assertThat;

import io.jobwire.model.Backoff;
import io.jobwire.model.ClaimedJob;
import io.jobwire.model.JobId;
import io.jobwire.redis.Queues.Depth;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
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

  /**
   * One that had come early and was tried again just now hid another that had waited for an hour.
   */
  @Test
  @DisplayName("tells how long the oldest has waited, whoever comes back in front of it")
  void oldestBehindWhoCameBack() {
    List<JobId> ids = given.idsTogether(3);
    AJob job = AJob.usual().attempts(9);
    given.created(ids.get(0), job);
    ClaimedJob early = given.claimed(ids.get(0));
    given.created(ids.get(1), job.delayMs(3_600_000));
    given.created(ids.get(2), job.delayMs(0));
    String hourAgo = Long.toString(given.now() - 3_600_000);
    got(given.link.send(command("HSET", given.keys.job(ids.get(2)), "readyAt", hourAgo)));

    got(given.store.fail(early.claim(), 1, ERROR, true));
    assertThat(given.depth().oldestWaitMs()).isGreaterThanOrEqualTo(3_600_000);
    got(given.store.cancel(ids.get(0), ANNA, ANNA, null));
    got(given.link.send(command("ZADD", given.beside(ids.get(1), "due"), "1", ids.get(1).value())));
    assertThat(given.swept(ids.get(1)).wokenTypes()).containsExactly(AJob.TYPE);
    assertThat(given.depth().waiting()).isEqualTo(2);
    assertThat(given.depth().oldestWaitMs()).isGreaterThanOrEqualTo(3_600_000);
    got(given.store.cancel(ids.get(2), ANNA, ANNA, null));
    assertThat(given.depth().oldestWaitMs()).isBetween(0L, 60_000L);
  }

  @Test
  @DisplayName("tells how long the oldest has waited, though its worker handed back an older one")
  void oldestBehindWhoWasHandedBack() {
    List<JobId> ids = given.idsTogether(2);
    given.created(ids.get(0), AJob.usual());
    ClaimedJob early = given.claimed(ids.get(0));
    given.created(ids.get(1), AJob.usual());
    String hourAgo = Long.toString(given.now() - 3_600_000);
    got(given.link.send(command("HSET", given.keys.job(ids.get(1)), "readyAt", hourAgo)));
    got(given.store.release(early.claim(), 1));
    assertThat(given.depth().oldestWaitMs()).isGreaterThanOrEqualTo(3_600_000);
    assertThat(given.claimed(ids.get(0)).id()).isEqualTo(ids.get(0));
  }

  @Test
  @DisplayName("is known as long as anything waits, runs or is delayed in it, and no longer")
  void busy() {
    assertThat(busyTypes()).isEmpty();
    JobId waits = given.created(AJob.usual().type("waits")).id();
    JobId later = given.created(AJob.usual().type("later").delayMs(3_600_000)).id();
    AJob runs = AJob.usual().type("runs");
    ClaimedJob running = given.running(runs);
    assertThat(busyTypes()).containsExactlyInAnyOrder("waits", "later", "runs");
    got(given.store.complete(running.claim(), 1, NOTHING));
    got(given.store.cancel(later, ANNA, ANNA, null));
    assertThat(busyTypes()).containsExactly("waits");
    got(given.store.cancel(waits, ANNA, ANNA, null));
    assertThat(busyTypes()).isEmpty();
    assertThat(given.everything().keySet()).noneMatch(name -> name.endsWith(":counts"));
    given.running(runs);
    assertThat(got(given.queues.depth("runs"))).returns(1L, Depth::running);
  }

  private Set<String> busyTypes() {
    return got(given.queues.busy());
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
