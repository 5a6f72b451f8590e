package io.jobwire.redis;

import static io.jobwire.redis.Given.ANNA;
import static io.jobwire.redis.Given.NOTHING;
import static io.jobwire.redis.Given.chunk;
import static io.jobwire.redis.Given.got;
import static io.jobwire.redis.Given.own;
import static io.jobwire.redis.Given.progress;
import static org.assertj.core.api.Assertions.assertThat;

import io.jobwire.model.ClaimedJob;
import io.jobwire.model.FullState;
import io.jobwire.model.JobId;
import io.jobwire.model.JobState;
import io.jobwire.model.JobStatus;
import io.jobwire.model.JsonText;
import io.jobwire.model.Page;
import io.jobwire.model.Position;
import io.jobwire.model.WorkEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Reading a stream")
class PageTest extends StoreSpec {

  @Test
  @DisplayName("from any position gives exactly what follows it")
  void fromEachPosition() {
    JobId id = recorded();
    List<JsonText> canonical = given.state(id).events();
    Page whole = given.page(id, null);
    assertThat(whole.events()).isEqualTo(canonical).hasSize(13);
    assertThat(whole.reason()).isNull();
    assertThat(whole.state()).isEqualTo(JobState.COMPLETED);
    assertThat(whole.first()).isEqualTo(1);
    assertThat(whole.attempt()).isEqualTo(1);
    assertThat(whole.top()).isEqualTo(position(canonical, 13));
    assertThat(whole.snapshot()).isNull();
    assertThat(whole.isTheEnd(0)).isTrue();
    for (int k = 1; k <= canonical.size(); k++) {
      Page page = given.page(id, position(canonical, k));
      assertThat(page.reason()).isNull();
      List<JsonText> joined = new ArrayList<>(canonical.subList(0, k));
      joined.addAll(page.events());
      assertThat(joined).isEqualTo(canonical);
    }
  }

  @Test
  @DisplayName("goes on page by page, by number and by size, but never less than one event")
  void pages() {
    JobId id = recorded();
    List<JsonText> canonical = given.state(id).events();
    for (int most : new int[] {1, 2, 5, 500}) {
      assertThat(readInPages(id, most, 1 << 20)).isEqualTo(canonical);
    }
    int one = canonical.get(0).text().length();
    for (int bytes : new int[] {1, one - 1, one, one * 3}) {
      assertThat(readInPages(id, 500, bytes)).isEqualTo(canonical);
    }
    int exactlyTwo = canonical.get(0).text().length() + canonical.get(1).text().length();
    assertThat(got(given.store.page(id, ANNA, null, false, 500, exactlyTwo)).events()).hasSize(2);
    assertThat(got(given.store.page(id, ANNA, null, false, 500, exactlyTwo - 1)).events())
        .hasSize(1);
  }

  @Test
  @DisplayName("from a position that the backlog no longer holds gives a snapshot")
  void truncated() {
    given = given.withBacklog(3, 1 << 20);
    ClaimedJob job = given.running();
    Position early = given.view(job.id()).position();
    got(given.store.append(job.claim(), 1, 0, List.of(chunk("é🚲", 0), progress(10), own(3))));
    Position late = given.view(job.id()).position();
    got(given.store.append(job.claim(), 4, 0, List.of(own(4))));

    assertSnapshot("backlog-truncated", given.page(job.id(), early));
    assertSnapshot("backlog-truncated", given.page(job.id(), null));
    assertThat(given.page(job.id(), late).events()).hasSize(1);
    assertThat(given.page(job.id(), late).first()).isEqualTo(4);
  }

  @Test
  @DisplayName("from another incarnation's position gives a snapshot")
  void anotherEpoch() {
    JobId id = recorded();
    Position old = given.page(id, null).top();
    got(given.store.remove(id, ANNA));
    given.created(id, AJob.usual());
    assertSnapshot("epoch-changed", given.page(id, new Position(old.epoch(), 1, old.instant())));
    assertSnapshot("epoch-changed", given.page(id, old));
  }

  @Test
  @DisplayName("from a position that was never so gives a snapshot: Redis has lost writes")
  void rewound() {
    JobId id = recorded();
    Position top = given.page(id, null).top();
    Position middle = position(given.state(id).events(), 4);
    assertSnapshot("history-rewound", given.page(id, new Position(top.epoch(), 14, top.instant())));
    assertSnapshot(
        "history-rewound", given.page(id, new Position(top.epoch(), 13, middle.instant() + "0")));
    assertSnapshot("history-rewound", given.page(id, new Position(middle.epoch(), 4, "0")));
    assertSnapshot(
        "history-rewound",
        given.page(id, new Position(middle.epoch(), 4, middle.instant().substring(1))));
    assertSnapshot(
        "history-rewound",
        given.page(id, new Position(middle.epoch(), 4, middle.instant().substring(0, 5))));
  }

  @Test
  @DisplayName("starts with a snapshot when somebody asks for one")
  void asked() {
    JobId id = recorded();
    Page page = got(given.store.page(id, ANNA, null, true, 500, 1 << 20));
    assertSnapshot("asked", page);
    assertThat(page.output()).isEqualTo("ten times 🚲");
    assertThat(page.isTheEnd(0)).isTrue();
  }

  @Test
  @DisplayName("at its top gives nothing more, and tells whether that was all")
  void atTheTop() {
    ClaimedJob job = given.running();
    Position top = given.view(job.id()).position();
    Page page = given.page(job.id(), top);
    assertThat(page.events()).isEmpty();
    assertThat(page.top()).isEqualTo(top);
    assertThat(page.isTheEnd(top.seq())).isFalse();
  }

  @Test
  @DisplayName("view, status and state tell the same of the same instant")
  void views() {
    JobId id = recorded();
    FullState state = given.state(id);
    assertThat(state.view()).isEqualTo(given.view(id));
    assertThat(state.output()).isEqualTo("ten times 🚲");
    assertThat(state.checkpoint()).hasToString("7");
    assertThat(state.events()).hasSize(13);
    assertThat(state.json().text()).endsWith("]}").contains("\"output\":\"ten times 🚲\"");
    assertThat(got(given.store.status(id, ANNA)))
        .isEqualTo(new JobStatus(id, JobState.COMPLETED, state.view().progress(), 1, 13));
    assertThat(given.state(given.created()).checkpoint()).isNull();
  }

  private JobId recorded() {
    ClaimedJob job = given.running();
    List<WorkEvent> some = IntStream.range(0, 8).mapToObj(Given::own).toList();
    got(given.store.append(job.claim(), 1, 0, some));
    got(given.store.append(job.claim(), 9, 0, List.of(chunk("ten times 🚲", 0))));
    got(given.store.checkpoint(job.claim(), 10, 0, new JsonText("7"), NOTHING));
    got(given.store.complete(job.claim(), 11, NOTHING));
    return job.id();
  }

  private List<JsonText> readInPages(JobId id, int most, int bytes) {
    List<JsonText> read = new ArrayList<>();
    Position at = null;
    Page page;
    do {
      page = got(given.store.page(id, ANNA, at, false, most, bytes));
      assertThat(page.reason()).isNull();
      assertThat(page.events()).hasSizeBetween(1, most);
      read.addAll(page.events());
      at = position(read, read.size());
    } while (!page.isTheEnd(at.seq() - page.events().size()));
    return read;
  }

  private void assertSnapshot(String reason, Page page) {
    assertThat(page.reason()).isEqualTo(reason);
    JobId id = page.snapshot().id();
    assertThat(page.events()).isEmpty();
    assertThat(page.snapshot()).isEqualTo(given.view(id));
    assertThat(page.output()).isEqualTo(given.state(id).output());
    assertThat(page.top()).isEqualTo(page.snapshot().position());
  }

  private static Position position(List<JsonText> events, int number) {
    return Event.of(events.get(number - 1)).position();
  }
}
