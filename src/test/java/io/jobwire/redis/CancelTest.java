package io.jobwire.redis;

import static io.jobwire.redis.Given.ANNA;
import static io.jobwire.redis.Given.BEN;
import static io.jobwire.redis.Given.ERROR;
import static io.jobwire.redis.Given.NOTHING;
import static io.jobwire.redis.Given.assertRefused;
import static io.jobwire.redis.Given.chunk;
import static io.jobwire.redis.Given.got;
import static io.jobwire.redis.Given.own;
import static io.jobwire.redis.Given.progress;
import static io.jobwire.redis.Given.task;
import static org.assertj.core.api.Assertions.assertThat;

import io.jobwire.model.Backoff;
import io.jobwire.model.ClaimedJob;
import io.jobwire.model.JobId;
import io.jobwire.model.JobState;
import io.jobwire.model.JobView;
import io.jobwire.model.JsonText;
import io.jobwire.model.Refused.Reason;
import io.jobwire.redis.JobStore.Cancelled;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

@DisplayName("By hand")
class CancelTest extends StoreSpec {

  @Nested
  @DisplayName("a job is cancelled")
  class Cancel {

    @Test
    @DisplayName("while it waits: nobody gets it any more")
    void waiting() {
      JobId id = given.created();
      assertCancelled(id, got(given.store.cancel(id, ANNA, ANNA, "no longer wanted")).view());
      assertThat(given.last(id).data())
          .hasToString("{\"by\":\"anna\",\"reason\":\"no longer wanted\"}");
      assertThat(given.view(id).startedAt()).isNull();
    }

    @Test
    @DisplayName("while it waits for its time")
    void delayed() {
      JobId id = given.created(AJob.usual().delayMs(3_600_000)).id();
      JobView view = got(given.store.cancel(id, ANNA, ANNA, null)).view();
      assertCancelled(id, view);
      assertThat(view.runAt()).isNull();
      assertThat(given.last(id).data()).hasToString("{\"by\":\"anna\"}");
    }

    @Test
    @DisplayName("while it waits for its next attempt")
    void retrying() {
      ClaimedJob job = given.running(AJob.usual().backoff(Backoff.Kind.FIXED, 3_600_000, 0));
      got(given.store.fail(job.claim(), 1, ERROR, true));
      assertCancelled(job.id(), got(given.store.cancel(job.id(), ANNA, ANNA, null)).view());
      assertThat(given.view(job.id()).error()).isEqualTo(ERROR);
    }

    @Test
    @DisplayName("while it runs: whatever its worker still writes is refused with that reason")
    void running() {
      ClaimedJob job = given.running();
      got(given.store.append(job.claim(), 1, 0, List.of(chunk("kept", 0))));
      assertCancelled(job.id(), got(given.store.cancel(job.id(), ANNA, ANNA, null)).view());
      assertThat(given.state(job.id()).output()).isEqualTo("kept");

      Map<String, String> before = given.everything();
      assertRefused(Reason.JOB_CANCELLED, given.store.append(job.claim(), 2, 0, List.of(own(1))));
      assertRefused(
          Reason.JOB_CANCELLED, given.store.append(job.claim(), 1, 0, List.of(chunk("kept", 0))));
      assertRefused(
          Reason.JOB_CANCELLED, given.store.checkpoint(job.claim(), 2, 0, NOTHING, NOTHING));
      assertRefused(Reason.JOB_CANCELLED, given.store.complete(job.claim(), 2, NOTHING));
      assertRefused(Reason.JOB_CANCELLED, given.store.fail(job.claim(), 2, ERROR, true));
      assertRefused(Reason.JOB_CANCELLED, given.store.release(job.claim(), 2));
      assertRefused(Reason.JOB_CANCELLED, given.store.heartbeat(job.claim(), 0));
      assertThat(given.everything()).isEqualTo(before);
    }

    @Test
    @DisplayName("again: the same answer, and no second event")
    void again() {
      JobId id = given.created();
      Cancelled first = got(given.store.cancel(id, ANNA, ANNA, "once"));
      assertThat(first.fresh()).isTrue();
      Map<String, String> before = given.everything();
      assertThat(got(given.store.cancel(id, ANNA, ANNA, "twice")))
          .isEqualTo(new Cancelled(false, first.view()));
      assertThat(given.everything()).isEqualTo(before);
    }

    @Test
    @DisplayName("but not when it is completed or failed")
    void ended() {
      assertRefused(Reason.ILLEGAL_STATE, given.store.cancel(given.completed(), ANNA, ANNA, null));
      assertRefused(Reason.ILLEGAL_STATE, given.store.cancel(given.failed(), ANNA, ANNA, null));
    }

    private void assertCancelled(JobId id, JobView view) {
      assertThat(view).isEqualTo(given.view(id));
      assertThat(view.state()).isEqualTo(JobState.CANCELLED);
      Event last = given.last(id);
      assertThat(last.type()).isEqualTo("job:cancelled:v1");
      assertThat(view.finishedAt()).isEqualTo(last.at());
      assertThat(given.depth()).isEqualTo(new Queues.Depth(AJob.TYPE, 0, 0, 0, -1, false));
      assertThat(given.claim(given.keys.partitionOf(id), 1, AJob.usual().slot())).isEmpty();
    }
  }

  @Nested
  @DisplayName("a job is put back to work")
  class Resume {

    @Test
    @DisplayName("after it failed or was cancelled: it waits again, as if nothing had ended")
    void waitsAgain() {
      for (JobId id : List.of(given.failed(), given.cancelled())) {
        JobView view = got(given.store.resume(id, ANNA, BEN));
        assertThat(view).isEqualTo(given.view(id));
        assertThat(view.state()).isEqualTo(JobState.CREATED);
        assertThat(view.error()).isNull();
        assertThat(view.startedAt()).isNull();
        assertThat(view.finishedAt()).isNull();
        assertThat(given.last(id).type()).isEqualTo("job:resumed:v1");
        assertThat(given.last(id).data()).hasToString("{\"by\":\"ben\"}");
        given.claimed(id);
        assertThat(given.view(id).startedAt()).isEqualTo(given.last(id).at());
      }
    }

    @Test
    @DisplayName("with all its attempts, and counting on")
    void attemptsAnew() {
      AJob twice = AJob.usual().attempts(2);
      JobId id = given.created(twice).id();
      for (int round = 0; round < 2; round++) {
        ClaimedJob first = given.claimed(id);
        assertThat(first.attempt()).isEqualTo(round * 2 + 1);
        got(given.store.fail(first.claim(), 1, ERROR, true));
        ClaimedJob second = given.claimed(id);
        assertThat(got(given.store.fail(second.claim(), 1, ERROR, true)).state())
            .isEqualTo(JobState.FAILED);
        got(given.store.resume(id, ANNA, ANNA));
      }
      assertThat(given.view(id).attempt()).isEqualTo(4);
    }

    @Test
    @DisplayName("from its checkpoint: output, steps and progress as they were there")
    void fromCheckpoint() {
      ClaimedJob first = given.running();
      got(
          given.store.append(
              first.claim(), 1, 0, List.of(chunk("kept🚲", 0), task("one", "done"), progress(50))));
      got(given.store.checkpoint(first.claim(), 4, 0, new JsonText("7"), NOTHING));
      got(
          given.store.append(
              first.claim(), 5, 0, List.of(chunk("lost", 0), task("two", "active"), progress(90))));
      got(given.store.cancel(first.id(), ANNA, ANNA, null));
      got(given.store.resume(first.id(), ANNA, ANNA));
      assertThat(given.state(first.id()).output()).isEqualTo("kept🚲lost");

      ClaimedJob second = given.claimed(first.id());
      assertThat(second.checkpoint()).hasToString("7");
      assertThat(second.keepUnits()).isEqualTo(6);
      assertThat(given.state(first.id()).output()).isEqualTo("kept🚲");
      assertThat(given.view(first.id()).steps()).hasSize(1);
      assertThat(given.view(first.id()).progress().percent()).isEqualTo("50");
      assertRefused(Reason.JOB_CANCELLED, given.store.heartbeat(first.claim(), 0));
    }

    @Test
    @DisplayName("at the end of the queue")
    void atTheEnd() {
      List<JobId> ids = given.idsTogether(2);
      given.created(ids.get(0), AJob.usual());
      got(given.store.cancel(ids.get(0), ANNA, ANNA, null));
      given.created(ids.get(1), AJob.usual());
      got(given.store.resume(ids.get(0), ANNA, ANNA));
      given.claimed(ids.get(1));
      given.claimed(ids.get(0));
    }

    @Test
    @DisplayName("and is not purged with those that ended")
    void notPurged() {
      JobId id = given.failed();
      got(given.store.resume(id, ANNA, ANNA));
      assertThat(got(given.sweeps(0).sweep(given.keys.partitionOf(id))).removed()).isEmpty();
      given.claimed(id);
    }

    @Test
    @DisplayName("but not while it waits or runs, nor when it is completed")
    void illegal() {
      for (JobId id : List.of(given.running().id(), given.completed(), given.created())) {
        Map<String, String> before = given.everything();
        assertRefused(Reason.ILLEGAL_STATE, given.store.resume(id, ANNA, ANNA));
        assertThat(given.everything()).isEqualTo(before);
      }
    }
  }
}
