package io.jobwire.redis;

import static io.jobwire.redis.Given.NOTHING;
import static io.jobwire.redis.Given.got;
import static io.jobwire.redis.Given.own;
import static org.assertj.core.api.Assertions.assertThat;

import io.jobwire.model.ClaimedJob;
import io.jobwire.model.JobId;
import io.jobwire.model.JsonText;
import io.jobwire.model.Position;
import io.jobwire.model.WorkEvent;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The backlog")
class BacklogTest extends StoreSpec {

  @Test
  @DisplayName("holds the newest events up to its number, exactly")
  void byCount() {
    given = given.withBacklog(5, 1 << 20);
    ClaimedJob job = given.running();
    for (int n = 1; n <= 7; n++) {
      got(given.store.append(job.claim(), n, 0, List.of(own(n))));
      assertHolds(job.id(), Math.min(5, n + 2), n + 2);
    }
    List<WorkEvent> fifty = IntStream.range(0, 50).mapToObj(Given::own).toList();
    got(given.store.append(job.claim(), 8, 0, fifty));
    assertHolds(job.id(), 5, 59);
    got(given.store.complete(job.claim(), 58, NOTHING));
    assertHolds(job.id(), 5, 60);
  }

  @Test
  @DisplayName("holds the newest events up to its bytes, exactly, whatever their sizes")
  void byBytes() {
    int most = 3_000;
    given = given.withBacklog(200, most);
    ClaimedJob job = given.running();
    List<Integer> sizes = new ArrayList<>(given.events(job.id()).stream().map(this::size).toList());
    for (int n = 1; n <= 60; n++) {
      got(given.store.append(job.claim(), n, 0, List.of(padded(n * 37 % 900))));
      sizes.add(size(given.last(job.id())));
      assertHolds(job.id(), fitting(sizes, most), n + 2);
    }
  }

  @Test
  @DisplayName("never gives up its newest event, however large")
  void theNewest() {
    given = given.withBacklog(200, 1_000);
    ClaimedJob job = given.running();
    got(given.store.append(job.claim(), 1, 0, List.of(padded(5_000))));
    assertHolds(job.id(), 1, 3);
    got(given.store.append(job.claim(), 2, 0, List.of(padded(6_000), padded(7_000))));
    assertHolds(job.id(), 1, 5);
    got(given.store.append(job.claim(), 4, 0, List.of(own(4))));
    assertHolds(job.id(), 1, 6);
    got(given.store.append(job.claim(), 5, 0, List.of(own(5))));
    assertHolds(job.id(), 2, 7);
  }

  @Test
  @DisplayName("shrinks at the next event when its limits have become smaller")
  void smaller() {
    ClaimedJob job = given.running();
    List<WorkEvent> fifty = IntStream.range(0, 50).mapToObj(Given::own).toList();
    got(given.store.append(job.claim(), 1, 0, fifty));
    got(given.withBacklog(2, 1 << 20).store.append(job.claim(), 51, 0, List.of(own(51))));
    assertHolds(job.id(), 2, 53);
  }

  /** The log's real content, its first number, its bytes, and each event a good position. */
  private void assertHolds(JobId id, int events, long top) {
    List<Event> log = given.events(id);
    List<Long> expected = IntStream.range(0, events).mapToObj(i -> top - events + 1 + i).toList();
    assertThat(Given.seqs(log)).isEqualTo(expected);
    assertThat(given.view(id).firstSeq()).isEqualTo(expected.get(0));
    assertThat(given.view(id).position().seq()).isEqualTo(top);
    String bytes =
        got(given.link.send(Given.command("HGET", given.keys.job(id), "bytes"))).toString();
    assertThat(Integer.parseInt(bytes)).isEqualTo(log.stream().mapToInt(this::size).sum());
    Position first = log.get(0).position();
    assertThat(given.page(id, first).reason()).isNull();
  }

  private static int fitting(List<Integer> sizes, int most) {
    int fit = 0;
    int bytes = 0;
    while (fit < sizes.size() && bytes + sizes.get(sizes.size() - 1 - fit) <= most) {
      bytes += sizes.get(sizes.size() - 1 - fit);
      fit++;
    }
    return fit;
  }

  private int size(Event event) {
    return event.text().getBytes(StandardCharsets.UTF_8).length;
  }

  private static WorkEvent padded(int bytes) {
    return WorkEvent.of("x:pad:v1", new JsonText("{\"pad\":\"" + "é".repeat(bytes / 2) + "\"}"));
  }
}
