package io.jobwire.redis;

import static io.jobwire.redis.Given.ERROR;
import static io.jobwire.redis.Given.NOTHING;
import static io.jobwire.redis.Given.assertRefused;
import static io.jobwire.redis.Given.eventually;
import static io.jobwire.redis.Given.got;
import static io.jobwire.redis.Given.own;
import static io.jobwire.redis.Given.progress;
import static org.assertj.core.api.Assertions.assertThat;

import io.jobwire.model.Backoff;
import io.jobwire.model.ClaimedJob;
import io.jobwire.model.JobId;
import io.jobwire.model.JobState;
import io.jobwire.model.JobView;
import io.jobwire.model.JsonText;
import io.jobwire.model.Refused.Reason;
import io.jobwire.model.Written;
import io.jobwire.redis.JobStore.Failed;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("An attempt ends")
class EndTest extends StoreSpec {

  @Test
  @DisplayName("with success: the job is completed, with its result")
  void completed() {
    ClaimedJob job = given.running();
    got(given.store.append(job.claim(), 1, 0, List.of(progress(70))));
    Written written = got(given.store.complete(job.claim(), 2, new JsonText("[1.10,{}]")));
    assertThat(written).isEqualTo(new Written(4, 3, List.of()));

    JobView view = given.view(job.id());
    assertThat(view.state()).isEqualTo(JobState.COMPLETED);
    assertThat(view.result()).hasToString("[1.10,{}]");
    assertThat(view.progress().percent()).isEqualTo("100");
    Event last = given.last(job.id());
    assertThat(last.text()).contains("\"data\":{\"result\":[1.10,{}],\"durationMs\":");
    assertThat(view.finishedAt()).isEqualTo(last.at());
    assertThat(last.data().get("durationMs").asLong())
        .isEqualTo(view.finishedAt() - view.startedAt());
    assertNobodyWorks();
  }

  @Test
  @DisplayName("once: the end sent again gets its first answer, any other write is refused")
  void once() {
    ClaimedJob job = given.running();
    Written first = got(given.store.complete(job.claim(), 1, NOTHING));
    Map<String, String> before = given.everything();
    assertThat(got(given.store.complete(job.claim(), 1, NOTHING))).isEqualTo(first);
    assertRefused(Reason.LEASE_LOST, given.store.complete(job.claim(), 2, NOTHING));
    assertRefused(Reason.LEASE_LOST, given.store.fail(job.claim(), 1, ERROR, true));
    assertRefused(Reason.LEASE_LOST, given.store.release(job.claim(), 1));
    assertRefused(Reason.LEASE_LOST, given.store.append(job.claim(), 1, 0, List.of(own(1))));
    assertRefused(Reason.LEASE_LOST, given.store.heartbeat(job.claim(), 0));
    assertThat(given.everything()).isEqualTo(before);
  }

  @Test
  @DisplayName("only under a number of its own: one that another write has taken ends nothing")
  void takenNumber() {
    ClaimedJob job = given.running();
    got(given.store.append(job.claim(), 1, 0, List.of(own(1), own(2))));
    Map<String, String> before = given.everything();
    assertRefused(Reason.EVENTS_MISSING, given.store.complete(job.claim(), 2, NOTHING));
    assertRefused(Reason.EVENTS_MISSING, given.store.fail(job.claim(), 1, ERROR, true));
    assertRefused(Reason.EVENTS_MISSING, given.store.release(job.claim(), 2));
    assertThat(given.everything()).isEqualTo(before);
    got(given.store.complete(job.claim(), 3, NOTHING));
  }

  @Test
  @DisplayName("with an error that may be tried again: the next attempt waits its fixed time")
  void fixedBackoff() {
    AJob job = AJob.usual().backoff(Backoff.Kind.FIXED, 30, 0);
    ClaimedJob first = given.running(job);
    Failed failed = got(given.store.fail(first.claim(), 1, ERROR, true));
    assertThat(failed.state()).isEqualTo(JobState.CREATED);
    Event last = given.last(first.id());
    assertThat(failed.dueMs()).isEqualTo(last.at() + 30);
    assertThat(failed.written()).isEqualTo(new Written(3, 2, List.of()));
    assertThat(last.data())
        .hasToString(
            "{\"reason\":\"failed\",\"error\":%s,\"retryAt\":%d}".formatted(ERROR, failed.dueMs()));
    JobView view = given.view(first.id());
    assertThat(view.state()).isEqualTo(JobState.CREATED);
    assertThat(view.runAt()).isEqualTo(failed.dueMs());
    assertThat(view.error()).isEqualTo(ERROR);
    assertThat(view.finishedAt()).isNull();
    assertThat(given.depth()).returns(1L, Queues.Depth::delayed).returns(0L, Queues.Depth::running);

    assertThat(failed.repeated()).isFalse();
    assertThat(got(given.store.fail(first.claim(), 1, ERROR, true)))
        .isEqualTo(
            new Failed(failed.written(), JobState.CREATED, 0, failed.type(), failed.trace(), true));
    int partition = given.keys.partitionOf(first.id());
    eventually(() -> !given.claim(partition, 1, job.slot()).isEmpty());
    JobView again = given.view(first.id());
    assertThat(again.attempt()).isEqualTo(2);
    assertThat(again.error()).isNull();
    assertThat(again.runAt()).isNull();
    assertThat(again.startedAt()).isEqualTo(view.startedAt());
    assertThat(got(given.store.fail(first.claim(), 1, ERROR, true)).written())
        .isEqualTo(failed.written());
  }

  @Test
  @DisplayName(
      "with an error that asks for time: the next attempt waits for it, if its own is shorter")
  void leastWait() {
    AJob soon = AJob.usual().backoff(Backoff.Kind.FIXED, 30, 0);
    assertThat(waitOf(soon, Duration.ofHours(2))).isEqualTo(7_200_000);
    assertThat(waitOf(AJob.usual().attempts(2), Duration.ofMillis(500))).isEqualTo(500);
    AJob late = AJob.usual().backoff(Backoff.Kind.FIXED, 60_000, 0);
    assertThat(waitOf(late, Duration.ofSeconds(2))).isEqualTo(60_000);
  }

  private long waitOf(AJob job, Duration leastWait) {
    ClaimedJob first = given.running(job);
    Failed failed = got(given.store.fail(first.claim(), 1, ERROR, true, leastWait));
    assertThat(given.view(first.id()).runAt()).isEqualTo(failed.dueMs());
    return failed.dueMs() - given.last(first.id()).at();
  }

  @Test
  @DisplayName("with a wait that doubles up to its bound, half of it by chance")
  void exponentialBackoff() {
    AJob job = AJob.usual().attempts(6).backoff(Backoff.Kind.EXPONENTIAL, 1_000_000, 3_000_000);
    JobId id = given.created(job).id();
    long[] most = {1_000_000, 2_000_000, 3_000_000, 3_000_000};
    for (long bound : most) {
      ClaimedJob attempt = given.claimed(id, job);
      Failed failed = got(given.store.fail(attempt.claim(), 1, ERROR, true));
      long wait = failed.dueMs() - given.last(id).at();
      assertThat(wait).isBetween(bound / 2, bound);
      comesDueNow(id);
    }
  }

  @Test
  @DisplayName("at once when there is no wait")
  void noBackoff() {
    ClaimedJob first = given.running();
    Failed failed = got(given.store.fail(first.claim(), 1, ERROR, true));
    assertThat(failed.dueMs()).isZero();
    assertThat(given.depth().waiting()).isEqualTo(1);
    given.claimed(first.id());
  }

  @Test
  @DisplayName("with its last error: the job has failed")
  void lastAttempt() {
    AJob job = AJob.usual().attempts(2);
    ClaimedJob first = given.running(job);
    assertThat(got(given.store.fail(first.claim(), 1, ERROR, true)).state())
        .isEqualTo(JobState.CREATED);
    ClaimedJob second = given.claimed(first.id());
    Failed failed = got(given.store.fail(second.claim(), 1, ERROR, true));
    assertThat(failed.state()).isEqualTo(JobState.FAILED);
    assertThat(failed.dueMs()).isZero();
    assertHasFailed(first.id());
  }

  @Test
  @DisplayName("with an error that cannot be cured: the job has failed at once")
  void notRetryable() {
    ClaimedJob job = given.running();
    Failed failed = got(given.store.fail(job.claim(), 1, ERROR, false));
    assertThat(failed.state()).isEqualTo(JobState.FAILED);
    assertHasFailed(job.id());
    Map<String, String> before = given.everything();
    assertThat(got(given.store.fail(job.claim(), 1, ERROR, false)).written())
        .isEqualTo(failed.written());
    assertThat(given.everything()).isEqualTo(before);
  }

  @Test
  @DisplayName("handed back: that start does not count, and the job keeps its place in the queue")
  void released() {
    List<JobId> ids = given.idsTogether(2);
    AJob twice = AJob.usual().attempts(2);
    given.created(ids.get(0), twice);
    given.created(ids.get(1), AJob.usual());
    for (int i = 1; i <= 3; i++) {
      ClaimedJob job = given.claimed(ids.get(0));
      assertThat(job.attempt()).isEqualTo(i);
      Written written = got(given.store.release(job.claim(), 1));
      assertThat(written.next()).isEqualTo(2);
      assertThat(given.last(ids.get(0)).seq()).isEqualTo(written.seq());
      assertThat(got(given.store.release(job.claim(), 1))).isEqualTo(written);
    }
    Event told = given.last(ids.get(0));
    assertThat(told.data())
        .hasToString("{\"reason\":\"released\",\"retryAt\":%d}".formatted(told.at()));
    assertThat(given.depth()).returns(2L, Queues.Depth::waiting).returns(0L, Queues.Depth::running);

    ClaimedJob job = given.claimed(ids.get(0));
    assertThat(got(given.store.fail(job.claim(), 1, ERROR, true)).state())
        .isEqualTo(JobState.CREATED);
    ClaimedJob last = given.claimed(ids.get(0));
    assertThat(got(given.store.fail(last.claim(), 1, ERROR, true)).state())
        .isEqualTo(JobState.FAILED);
  }

  private void assertHasFailed(JobId id) {
    JobView view = given.view(id);
    assertThat(view.state()).isEqualTo(JobState.FAILED);
    assertThat(view.error()).isEqualTo(ERROR);
    assertThat(view.runAt()).isNull();
    Event last = given.last(id);
    assertThat(last.type()).isEqualTo("job:failed:v1");
    assertThat(view.finishedAt()).isEqualTo(last.at());
    assertThat(last.data())
        .hasToString(
            "{\"error\":%s,\"durationMs\":%d}".formatted(ERROR, last.at() - view.startedAt()));
    assertNobodyWorks();
  }

  private void assertNobodyWorks() {
    assertThat(given.depth()).isEqualTo(new Queues.Depth(AJob.TYPE, 0, 0, 0, -1, false));
  }

  private void comesDueNow(JobId id) {
    got(given.link.send(Given.command("ZADD", given.beside(id, "due"), "1", id.value())));
  }
}
