package io.jobwire.redis;

import static io.jobwire.redis.Given.ANNA;
import static io.jobwire.redis.Given.ERROR;
import static io.jobwire.redis.Given.NOTHING;
import static io.jobwire.redis.Given.chunk;
import static io.jobwire.redis.Given.got;
import static io.jobwire.redis.Given.own;
import static io.jobwire.redis.Given.progress;
import static io.jobwire.redis.Given.task;
import static org.assertj.core.api.Assertions.assertThat;

import io.jobwire.model.ClaimedJob;
import io.jobwire.model.JobView;
import io.jobwire.model.JsonText;
import io.jobwire.model.Written;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A checkpoint")
class CheckpointTest extends StoreSpec {
  private static final JsonText SAVED = new JsonText("{\"page\":7,\"seen\":[]}");
  private static final JsonText LABEL = new JsonText("{\"label\":\"page 7\"}");

  @Test
  @DisplayName("is kept, counts as one write, and is told")
  void kept() {
    ClaimedJob job = given.running();
    got(given.store.append(job.claim(), 1, 0, List.of(own(1))));
    Written written = got(given.store.checkpoint(job.claim(), 2, 0, SAVED, LABEL));
    assertThat(written).isEqualTo(new Written(4, 3, List.of()));
    assertThat(given.view(job.id()).hasCheckpoint()).isTrue();
    assertThat(given.state(job.id()).checkpoint()).isEqualTo(SAVED);
    assertThat(given.last(job.id()).type()).isEqualTo("job:checkpoint:v1");
    assertThat(given.last(job.id()).data()).hasToString(LABEL.text());

    Map<String, String> before = given.everything();
    assertThat(got(given.store.checkpoint(job.claim(), 2, 0, SAVED, LABEL))).isEqualTo(written);
    assertThat(given.everything()).isEqualTo(before);
  }

  @Test
  @DisplayName("is where the next attempt starts: output cut back, steps and progress as they were")
  void nextAttempt() {
    ClaimedJob first = given.running();
    got(
        given.store.append(
            first.claim(), 1, 0, List.of(chunk("é🚲", 0), task("one", "done"), progress(40))));
    got(given.store.checkpoint(first.claim(), 4, 0, SAVED, NOTHING));
    got(
        given.store.append(
            first.claim(),
            5,
            0,
            List.of(chunk("lost", 1), task("one", "failed"), task("two", "active"), progress(90))));
    got(given.store.fail(first.claim(), 9, ERROR, true));
    assertThat(given.state(first.id()).output()).isEqualTo("é🚲lost");

    ClaimedJob second = given.claimed(first.id());
    assertThat(second.checkpoint()).isEqualTo(SAVED);
    assertThat(second.keepUnits()).isEqualTo(3);
    assertThat(given.state(first.id()).output()).isEqualTo("é🚲");
    JobView view = given.view(first.id());
    assertThat(view.outputLength()).isEqualTo(3);
    assertThat(view.progress().percent()).isEqualTo("40");
    assertThat(view.steps())
        .extracting(JsonText::text)
        .containsExactly("{\"task\":\"one\",\"state\":\"done\"}");
    assertThat(given.last(first.id()).data())
        .hasToString(
            "{\"worker\":\"w1\",\"keep\":3,\"steps\":[{\"task\":\"one\",\"state\":\"done\"}],\"progress\":{\"percent\":40},\"fromCheckpoint\":true}");

    got(given.store.append(second.claim(), 1, 0, List.of(chunk("!", 1), task("two", "done"))));
    assertThat(given.state(first.id()).output()).isEqualTo("é🚲!");
    assertThat(given.view(first.id()).steps()).hasSize(2);
  }

  @Test
  @DisplayName("replaces the one before, also with fewer steps, and by an attempt without any")
  void replaced() {
    ClaimedJob first = given.running();
    got(given.store.append(first.claim(), 1, 0, List.of(chunk("ab", 0))));
    got(given.store.checkpoint(first.claim(), 2, 0, SAVED, NOTHING));
    got(given.store.append(first.claim(), 3, 0, List.of(chunk("cd", 0))));
    got(given.store.checkpoint(first.claim(), 4, 0, new JsonText("{}"), NOTHING));
    got(given.store.append(first.claim(), 5, 0, List.of(task("gone", "active"))));
    got(given.store.fail(first.claim(), 6, ERROR, true));
    ClaimedJob second = given.claimed(first.id());
    assertThat(second.checkpoint()).hasToString("{}");
    assertThat(second.keepUnits()).isEqualTo(4);
    assertThat(given.view(first.id()).steps()).isEmpty();
  }

  @Test
  @DisplayName("without one, the next attempt starts with nothing")
  void none() {
    ClaimedJob first = given.running();
    got(
        given.store.append(
            first.claim(), 1, 0, List.of(chunk("lost", 0), task("one", "done"), progress(40))));
    got(given.store.fail(first.claim(), 4, ERROR, true));
    assertThat(given.claimed(first.id()).checkpoint()).isNull();
    assertThat(given.state(first.id()).output()).isEmpty();
    assertThat(given.view(first.id()).steps()).isEmpty();
    assertThat(given.view(first.id()).progress().percent()).isEqualTo("0");
  }

  @Test
  @DisplayName("takes up the signals that were seen; the next attempt gets only later ones")
  void signals() {
    ClaimedJob first = given.running();
    given.signalled(first.id(), "s1");
    given.signalled(first.id(), "s2");
    got(given.store.checkpoint(first.claim(), 1, 1, SAVED, NOTHING));
    given.signalled(first.id(), "s3");
    got(given.store.heartbeat(first.claim(), 3));
    got(given.store.fail(first.claim(), 2, ERROR, true));
    assertThat(given.claimed(first.id()).signals())
        .extracting(signal -> signal.signalId())
        .containsExactly("s2", "s3");
    assertThat(got(given.store.cancel(first.id(), ANNA, ANNA, null)).view().hasCheckpoint())
        .isTrue();
  }
}
