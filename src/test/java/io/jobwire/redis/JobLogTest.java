package io.jobwire.redis;

import static io.jobwire.redis.Given.ANNA;
import static io.jobwire.redis.Given.BEN;
import static io.jobwire.redis.Given.NOTHING;
import static io.jobwire.redis.Given.assertRefused;
import static io.jobwire.redis.Given.chunk;
import static io.jobwire.redis.Given.got;
import static io.jobwire.redis.Given.own;
import static org.assertj.core.api.Assertions.assertThat;

import io.jobwire.model.ClaimedJob;
import io.jobwire.model.JobId;
import io.jobwire.model.JobState;
import io.jobwire.model.JsonText;
import io.jobwire.model.LogPage;
import io.jobwire.model.Page;
import io.jobwire.model.Position;
import io.jobwire.model.Refused.Reason;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A job's log, as viewers read it,")
class JobLogTest extends StoreSpec {
  private static final String TEXT = "é🚲 and some more";

  private JobLog log;

  @BeforeEach
  void aLog() {
    log = new JobLog(given.link, given.keys);
  }

  @Test
  @DisplayName("holds from each position what a page from there holds")
  void asPages() {
    JobId id = recorded();
    List<JsonText> canonical = given.state(id).events();
    for (int k = 0; k <= canonical.size(); k++) {
      Position after = k == 0 ? null : Event.of(canonical.get(k - 1)).position();
      LogPage here = page(id, after, 1 << 20);
      Page there = given.page(id, after);
      assertThat(here.reason()).isNull();
      assertThat(here.snapshot()).isNull();
      assertThat(here.events()).isEqualTo(canonical.subList(k, canonical.size()));
      assertThat(here.state()).isEqualTo(there.state()).isEqualTo(JobState.COMPLETED);
      assertThat(here.attempt()).isEqualTo(there.attempt());
      assertThat(here.first()).isEqualTo(there.first());
      assertThat(here.topSeq()).isEqualTo(canonical.size());
      assertThat(here.top()).isEqualTo(there.top().toString());
      assertThat(here.watched()).isFalse();
    }
  }

  @Test
  @DisplayName("gives at least one event, however small a page is")
  void smallPages() {
    JobId id = recorded();
    List<JsonText> read = new ArrayList<>();
    for (Position at = null; read.size() < 6; at = Event.of(read.get(read.size() - 1)).position()) {
      List<JsonText> one = page(id, at, 1).events();
      assertThat(one).hasSize(1);
      read.addAll(one);
    }
    assertThat(read).isEqualTo(given.state(id).events());
  }

  @Test
  @DisplayName("gives a snapshot without its text where the position does not hold, and says why")
  void snapshots() {
    JobId id = recorded();
    Position top = given.view(id).position();
    assertSnapshot(id, "asked", got(log.page(id, ANNA, top, true, 500, 1 << 20)));
    assertSnapshot(
        id,
        "history-rewound",
        page(id, new Position(top.epoch(), top.seq(), top.instant() + "0"), 1 << 20));
    assertSnapshot(
        id,
        "history-rewound",
        page(id, new Position(top.epoch(), top.seq() + 1, top.instant()), 1 << 20));
    assertSnapshot(
        id,
        "epoch-changed",
        page(id, new Position("z" + top.epoch(), top.seq(), top.instant()), 1 << 20));
  }

  @Test
  @DisplayName("gives a snapshot where the backlog was cut")
  void cut() {
    given = given.withBacklog(2, 1 << 20);
    aLog();
    JobId id = recorded();
    LogPage page = page(id, null, 1 << 20);
    assertSnapshot(id, "backlog-truncated", page);
    assertThat(page.first()).isEqualTo(5);
  }

  @Test
  @DisplayName("is its owner's, and anybody's inside of the service")
  void owners() {
    JobId id = recorded();
    assertRefused(Reason.NOT_FOUND, log.page(id, BEN, null, false, 500, 1 << 20));
    assertRefused(Reason.NOT_FOUND, log.page(given.anId(), ANNA, null, false, 500, 1 << 20));
    LogPage inside = got(log.page(id, JobStore.ANYBODY, null, false, 500, 1 << 20));
    assertThat(inside.events()).hasSize(6);
    assertThat(inside.user()).isEqualTo(ANNA);
  }

  @Test
  @DisplayName("says when its job is cancelled without viewers")
  void watched() {
    JobId id = given.created(AJob.usual().cancelledUnwatchedFor(1_000)).id();
    assertThat(page(id, null, 1 << 20).watched()).isTrue();
  }

  @Test
  @DisplayName("gives the text in parts, however it is cut")
  void parts() {
    JobId id = recorded();
    LogPage page = got(log.page(id, ANNA, null, true, 500, 1 << 20));
    byte[] whole = TEXT.getBytes(StandardCharsets.UTF_8);
    assertThat(page.outputBytes()).isEqualTo(whole.length);
    for (int size = 1; size <= whole.length; size++) {
      ByteArrayOutputStream read = new ByteArrayOutputStream();
      for (int from = 0; from < whole.length; from += size) {
        int to = Math.min(from + size, whole.length);
        read.writeBytes(part(id, page, from, to).orElseThrow());
      }
      assertThat(read.toByteArray()).isEqualTo(whole);
    }
  }

  @Test
  @DisplayName("keeps a snapshot's text while its attempt writes on, and no longer")
  void anotherAttempt() {
    ClaimedJob job = given.running();
    got(given.store.append(job.claim(), 1, 0, List.of(chunk("one ", 0))));
    LogPage page = got(log.page(job.id(), ANNA, null, true, 500, 1 << 20));
    got(given.store.append(job.claim(), 2, 0, List.of(chunk("two", 1))));
    assertThat(part(job.id(), page, 0, 4)).hasValue("one ".getBytes(StandardCharsets.UTF_8));
    got(given.store.fail(job.claim(), 3, Given.ERROR, true));
    assertThat(part(job.id(), page, 0, 4)).as("the text still stands").isPresent();
    given.claimed(job.id());
    assertThat(part(job.id(), page, 0, 4)).isEmpty();
  }

  @Test
  @DisplayName("has no text of another incarnation, nor of a job that is gone")
  void anotherIncarnation() {
    JobId id = recorded();
    LogPage page = got(log.page(id, ANNA, null, true, 500, 1 << 20));
    got(given.store.remove(id, ANNA));
    assertThat(part(id, page, 0, 4)).isEmpty();
    given.created(id, AJob.usual());
    assertThat(part(id, page, 0, 4)).isEmpty();
  }

  @Test
  @DisplayName("tells its newest position among many of a partition, and none once it is gone")
  void tops() {
    List<JobId> ids = given.idsTogether(3);
    given.created(ids.get(0), AJob.usual());
    given.created(ids.get(2), AJob.usual());
    String first = given.view(ids.get(0)).position().toString();
    String third = given.view(ids.get(2)).position().toString();
    assertThat(got(log.tops(ids))).containsExactly(first, "", third);
    got(given.store.cancel(ids.get(2), ANNA, ANNA, null));
    String cancelled = given.view(ids.get(2)).position().toString();
    assertThat(cancelled).isNotEqualTo(third);
    assertThat(got(log.tops(List.of(ids.get(2), ids.get(1), ids.get(2)))))
        .containsExactly(cancelled, "", cancelled);
    got(given.store.remove(ids.get(2), ANNA));
    assertThat(got(log.tops(ids))).containsExactly(first, "", "");
  }

  /** Six events, the text among them. */
  private JobId recorded() {
    ClaimedJob job = given.running();
    got(given.store.append(job.claim(), 1, 0, List.of(own(1), chunk(TEXT, 0), own(2))));
    got(given.store.complete(job.claim(), 4, NOTHING));
    return job.id();
  }

  private LogPage page(JobId id, Position after, int bytes) {
    return got(log.page(id, ANNA, after, false, 500, bytes));
  }

  private Optional<byte[]> part(JobId id, LogPage page, int from, int to) {
    String epoch = Position.parse(page.top()).orElseThrow().epoch();
    return got(log.output(id, epoch, page.attempt(), from, to));
  }

  private void assertSnapshot(JobId id, String reason, LogPage page) {
    assertThat(page.reason()).isEqualTo(reason);
    assertThat(page.events()).isEmpty();
    assertThat(page.snapshot()).isEqualTo(given.view(id));
    assertThat(page.outputBytes()).isEqualTo(TEXT.getBytes(StandardCharsets.UTF_8).length);
    assertThat(page.top()).isEqualTo(given.view(id).position().toString());
  }
}
