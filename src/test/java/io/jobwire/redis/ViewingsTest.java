package io.jobwire.redis;

import static io.jobwire.redis.Given.command;
import static io.jobwire.redis.Given.eventually;
import static io.jobwire.redis.Given.got;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jobwire.model.JobId;
import io.jobwire.model.JobState;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A job that is to be cancelled when nobody watches it")
class ViewingsTest extends StoreSpec {
  private static final String HERE = "node-a";
  private static final String THERE = "node-b";

  private Viewings viewings;

  @BeforeEach
  void nobodyWatches() {
    viewings = new Viewings(given.link, given.keys);
  }

  @Test
  @DisplayName("is cancelled by a sweep once its last viewer has gone, waiting or running")
  void lastGone() {
    for (JobId id : List.of(given.running(unwatched(0)).id(), aJob(0))) {
      given.sweptBefore(id);
      got(viewings.watch(HERE, List.of(id)));
      got(viewings.watch(THERE, List.of(id)));
      got(viewings.unwatch(HERE, id));
      assertThat(sweptState(id)).isNotEqualTo(JobState.CANCELLED);
      got(viewings.unwatch(THERE, id));
      eventually(() -> sweptState(id) == JobState.CANCELLED);
      assertThat(given.last(id).json().toString())
          .contains("\"by\":\"jobwire\"", "\"reason\":\"Nobody watches it any more.\"");
    }
  }

  @Test
  @DisplayName("has its grace, in which somebody may come back")
  void grace() {
    JobId id = watchedJob(60_000);
    got(viewings.unwatch(HERE, id));
    assertThat(due(id)).isBetween(given.now() + 50_000, given.now() + 60_000);
    assertThat(sweptState(id)).isEqualTo(JobState.CREATED);
    got(viewings.watch(THERE, List.of(id)));
    assertThat(due(id)).isGreaterThan(given.now() + 80_000);
  }

  @Test
  @DisplayName("is not cancelled before anybody has watched it")
  void nobodyYet() {
    JobId id = aJob(0);
    given.sweptBefore(id);
    assertThat(sweptState(id)).isEqualTo(JobState.CREATED);
    got(viewings.unwatch(HERE, id));
    assertThat(sweptState(id)).isEqualTo(JobState.CREATED);
  }

  @Test
  @DisplayName("is cancelled too when the node of its last viewer is dead")
  void deadNode() {
    JobId id = watchedJob(0);
    pass(id);
    eventually(() -> sweptState(id) == JobState.CANCELLED);
  }

  @Test
  @DisplayName("lives on when a node that looked for it too early finds its viewer's lease renewed")
  void renewed() {
    JobId id = watchedJob(0);
    got(given.link.send(command("ZADD", given.beside(id, "watched"), "0", id.value())));
    assertThat(sweptState(id)).isEqualTo(JobState.CREATED);
    assertThat(due(id)).isGreaterThan(given.now());
  }

  @Test
  @DisplayName(
      "is no more looked after once it has ended; one that is not to be cancelled never is")
  void others() {
    JobId done = given.completed();
    JobId ordinary = given.created();
    got(viewings.watch(HERE, List.of(ordinary, done, given.anId())));
    assertThat(given.everything().keySet())
        .noneMatch(key -> key.contains("viewers") || key.endsWith("watched"));
    JobId id = watchedJob(0);
    got(given.store.cancel(id, JobStore.ANYBODY, "anna", null));
    pass(id);
    given.swept(id);
    assertThat(got(given.link.send(command("ZSCORE", given.beside(id, "watched"), id.value()))))
        .isNull();
    assertThat(given.types(id)).containsOnlyOnce("job:cancelled:v1");
  }

  @Test
  @DisplayName("is watched as a whole or not at all beside a foreign value")
  void foreign() {
    JobId id = aJob(0);
    got(given.link.send(command("RPUSH", given.beside(id, "watched"), "foreign")));
    var before = given.everything();
    assertThatThrownBy(() -> got(viewings.watch(HERE, List.of(id)))).isNotNull();
    assertThatThrownBy(() -> got(viewings.unwatch(HERE, id))).isNotNull();
    assertThat(given.everything()).isEqualTo(before);
  }

  /** Somebody watches it on this node. */
  private JobId watchedJob(long graceMs) {
    JobId id = aJob(graceMs);
    given.sweptBefore(id);
    got(viewings.watch(HERE, List.of(id)));
    return id;
  }

  private JobId aJob(long graceMs) {
    return given.created(unwatched(graceMs)).id();
  }

  private static AJob unwatched(long graceMs) {
    return AJob.usual().cancelledUnwatchedFor(graceMs);
  }

  private JobState sweptState(JobId id) {
    given.swept(id);
    return given.view(id).state();
  }

  /** Time passes: the lease of whoever watches has ended. */
  private void pass(JobId id) {
    got(given.link.send(command("ZADD", given.beside(id, "viewers:" + id), "0", HERE)));
    got(given.link.send(command("ZADD", given.beside(id, "watched"), "0", id.value())));
  }

  private long due(JobId id) {
    return got(given.link.send(command("ZSCORE", given.beside(id, "watched"), id.value())))
        .toLong();
  }
}
