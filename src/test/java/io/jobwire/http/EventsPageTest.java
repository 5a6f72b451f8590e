package io.jobwire.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag(Doors.TAG)
@DisplayName("A page of events")
class EventsPageTest {
  @RegisterExtension
  static final Doors doors = Doors.of(() -> Service.start(Map.of("backlog.events", 50)));

  private static Service service;
  private static Client ada;

  @BeforeAll
  static void start() {
    service = doors.service();
    ada = service.as("ada");
  }

  /** created, running, so many chunks, completed. */
  private static String streamed(int chunks) {
    String id = ada.created("load.stream", new JsonObject().put("chunks", chunks));
    ada.ended(id);
    return id;
  }

  private static List<JsonObject> events(JsonObject page) {
    return Reply.objects(page.getJsonArray("events"));
  }

  private static String idAt(String id, int seq) {
    return events(ada.page(id, "")).get(seq - 1).getString("id");
  }

  private static long millisSince(long start) {
    return (System.nanoTime() - start) / 1_000_000;
  }

  @Test
  @DisplayName(
      "from the beginning has everything, its reason is first, and it says that this is all")
  void whole() {
    String id = streamed(10);
    JsonObject page = ada.page(id, "");
    assertThat(page.getString("mode")).isEqualTo("complete");
    assertThat(page.getString("reason")).isEqualTo("first");
    assertThat(page.getInteger("first")).isEqualTo(1);
    assertThat(page.getInteger("top")).isEqualTo(13);
    assertThat(page.getString("state")).isEqualTo("completed");
    assertThat(page.getBoolean("ended")).isTrue();
    assertThat(page.containsKey("missing")).isFalse();
    assertThat(page.containsKey("snapshot")).isFalse();
    assertThat(events(page)).hasSize(13);
    assertThat(page.getString("next")).isEqualTo(events(page).get(12).getString("id"));
    assertThat(ada.page(id, "after=0").getJsonArray("events"))
        .isEqualTo(page.getJsonArray("events"));
  }

  @Test
  @DisplayName("after any of its events has exactly the rest, whatever the limit")
  void rest() {
    String id = streamed(10);
    List<JsonObject> all = events(ada.page(id, ""));
    for (int k = 1; k <= all.size(); k++) {
      JsonObject page = ada.page(id, "after=" + all.get(k - 1).getString("id"));
      assertThat(page.containsKey("reason")).isFalse();
      assertThat(events(page)).isEqualTo(all.subList(k, all.size()));
      assertThat(page.getBoolean("ended")).isTrue();
    }
    for (int limit : new int[] {1, 5, 12, 13, 14, 500}) {
      List<JsonObject> found = new ArrayList<>();
      JsonObject page = ada.page(id, "limit=" + limit);
      found.addAll(events(page));
      while (!page.getBoolean("ended")) {
        assertThat(events(page)).hasSize(limit);
        page = ada.page(id, "limit=" + limit + "&after=" + page.getString("next"));
        found.addAll(events(page));
      }
      assertThat(found).isEqualTo(all);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "limit=0",
        "limit=-1",
        "limit=501",
        "limit=1000000000",
        "limit=1e9",
        "waitMs=-1",
        "waitMs=30001",
        "waitMs=soon",
        "start=now",
        "start=",
        "after=a&after=b"
      })
  @DisplayName("is refused with 422 when the query is out of range")
  void outOfRange(String query) {
    ada.get("/api/jobs/" + ada.waiting() + "/events?" + query)
        .isInvalidAt(query.substring(0, query.indexOf('=')));
  }

  // waiting

  @Test
  @DisplayName("waits for the next event and comes with it within half a second")
  void comesAtOnce() {
    for (int round = 0; round < 5; round++) {
      String id = ada.waiting();
      String after = ada.page(id, "").getString("next");
      CompletableFuture<Reply> waiting =
          ada.getAsync("/api/jobs/" + id + "/events?waitMs=20000&after=" + after);
      // Whether the write comes before or after the wait has begun must not matter.
      if (round > 0) {
        ada.page(id, "waitMs=" + round * 60 + "&after=" + after);
      }
      assertThat(waiting).isNotDone();
      long start = System.nanoTime();
      ada.signal(id, "s", "go", null).is(202);
      JsonObject page = Client.join(waiting).is(200).json();
      assertThat(millisSince(start)).isLessThan(500);
      assertThat(Client.types(events(page))).containsExactly("job:signal:v1");
    }
  }

  @Test
  @DisplayName("comes at once when there is something already, or nothing will come any more")
  void noNeedToWait() {
    long start = System.nanoTime();
    String done = streamed(1);
    String last = ada.page(done, "").getString("next");
    assertThat(ada.page(done, "waitMs=20000&after=" + last).getBoolean("ended")).isTrue();
    assertThat(events(ada.page(ada.waiting(), "waitMs=20000"))).hasSize(1);
    assertThat(ada.page(ada.waiting(), "waitMs=20000&start=snapshot").getString("mode"))
        .isEqualTo("snapshot");
    assertThat(millisSince(start)).isLessThan(5_000);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 300, 700})
  @DisplayName("comes empty when the wait is over, and not before, also the first on its channel")
  void comesEmpty(int waitMs) {
    String id = ada.waiting();
    String after = ada.page(id, "").getString("next");
    for (int round = 0; round < 2; round++) {
      long start = System.nanoTime();
      JsonObject page = ada.page(id, "waitMs=" + waitMs + "&after=" + after);
      assertThat(millisSince(start)).isBetween((long) waitMs, waitMs + 1_000L);
      assertThat(events(page)).isEmpty();
      assertThat(page.getString("next")).isEqualTo(after);
      assertThat(page.getBoolean("ended")).isFalse();
    }
  }

  @Test
  @DisplayName("comes to a thousand who wait for one job, each with the whole news")
  void crowd() {
    String id = ada.waiting();
    String path =
        "/api/jobs/" + id + "/events?waitMs=25000&after=" + ada.page(id, "").getString("next");
    List<CompletableFuture<Reply>> crowd =
        IntStream.range(0, 1_000).mapToObj(i -> ada.getAsync(path)).toList();
    // Behind them in line; when it comes back most of them wait.
    ada.get(path.replace("25000", "400")).is(200);
    ada.signal(id, "s", "go", null).is(202);
    String next = ada.page(id, "").getString("next");
    for (CompletableFuture<Reply> one : crowd) {
      JsonObject page = Client.join(one).is(200).json();
      assertThat(Client.types(events(page))).containsExactly("job:signal:v1");
      assertThat(page.getString("next")).isEqualTo(next);
    }
  }

  @Test
  @DisplayName("to one who waits comes with the end: ended is told with the last event")
  void waitsForTheEnd() {
    String id = ada.waiting();
    String after = ada.page(id, "").getString("next");
    CompletableFuture<Reply> waiting =
        ada.getAsync("/api/jobs/" + id + "/events?waitMs=20000&after=" + after);
    ada.cancel(id).is(200);
    JsonObject page = Client.join(waiting).json();
    assertThat(page.getBoolean("ended")).isTrue();
    assertThat(page.getString("state")).isEqualTo("cancelled");
    ada.resume(id).is(200);
    JsonObject on = ada.page(id, "waitMs=10000&after=" + page.getString("next"));
    assertThat(events(on).get(0).getString("type")).isEqualTo("job:resumed:v1");
  }

  // declared resets

  private static JsonObject reset(String id, String query, String reason) {
    JsonObject page = ada.page(id, query);
    assertThat(page.getString("mode")).as(page.encode()).isEqualTo("snapshot");
    assertThat(page.getString("reason")).as(page.encode()).isEqualTo(reason);
    assertThat(page.getString("next"))
        .isEqualTo(page.getJsonObject("snapshot").getString("position"));
    assertThat(events(page)).isEmpty();
    JsonObject whole = ada.whole(id);
    whole.remove("events");
    whole.remove("checkpoint");
    assertThat(page.getJsonObject("snapshot")).isEqualTo(whole);
    return page;
  }

  private static List<Object> missing(JsonObject page) {
    return page.containsKey("missing") ? page.getJsonArray("missing").stream().toList() : List.of();
  }

  @Test
  @DisplayName("is a snapshot when asked for one, with the output whole")
  void asked() {
    String id = streamed(3);
    JsonObject page = reset(id, "start=snapshot", "asked");
    assertThat(page.getJsonObject("snapshot").getString("output")).isEqualTo("0: 1: 2: ");
    assertThat(missing(page)).containsExactly(1, 6);
    assertThat(page.getBoolean("ended")).isTrue();
    page = reset(id, "start=snapshot&after=" + idAt(id, 4), "asked");
    assertThat(missing(page)).containsExactly(5, 6);
    page = reset(id, "start=snapshot&after=" + idAt(id, 6), "asked");
    assertThat(missing(page)).isEmpty();
    page = reset(id, "start=snapshot&after=rubbish", "asked");
    assertThat(missing(page)).containsExactly(1, 6);
  }

  @Test
  @DisplayName("is a snapshot when the backlog no longer reaches back to the position")
  void truncated() {
    String id = ada.created("load.stream", new JsonObject().put("chunks", 100));
    ada.ended(id);
    JsonObject first = reset(id, "", "first");
    assertThat(missing(first)).containsExactly(1, 103);
    assertThat(first.getInteger("first")).isEqualTo(54);
    String epoch = first.getString("next").substring(0, first.getString("next").indexOf('.'));
    JsonObject page = reset(id, "after=" + epoch + ".7.abc", "backlog-truncated");
    assertThat(missing(page)).containsExactly(8, 103);
    String held = Reply.objects(ada.whole(id).getJsonArray("events")).get(0).getString("id");
    assertThat(events(ada.page(id, "after=" + held))).hasSize(49);
  }

  @Test
  @DisplayName("is a snapshot when the position is from a job of the same name that was deleted")
  void otherEpoch() {
    JsonObject job = new JsonObject().put("type", "load.noop").put("jobId", "twice");
    ada.created(job);
    String old = ada.toTheEnd("twice").get(1).getString("id");
    ada.delete("/api/jobs/twice").is(204);
    ada.created(job);
    ada.toTheEnd("twice");
    JsonObject page = reset("twice", "after=" + old, "epoch-changed");
    assertThat(missing(page)).containsExactly(1, 3);
  }

  @Test
  @DisplayName("is a snapshot when the position is another job's")
  void otherJob() {
    String id = streamed(1);
    reset(id, "after=" + idAt(streamed(1), 2), "position-invalid");
  }

  @Test
  @DisplayName(
      "is a snapshot when the event at the position has another instant, or is yet to come")
  void rewound() {
    String id = streamed(3);
    String[] parts = idAt(id, 3).split("\\.");
    String instant = Long.toString(Long.parseLong(parts[2], 36) + 1, 36);
    JsonObject page = reset(id, "after=" + parts[0] + ".3." + instant, "history-rewound");
    assertThat(missing(page)).containsExactly(1, 6);
    page = reset(id, "after=" + parts[0] + ".7." + parts[2], "history-rewound");
    assertThat(missing(page)).containsExactly(1, 6);
    reset(id, "after=" + parts[0] + ".9007199254740991." + parts[2], "history-rewound");
  }

  @ParameterizedTest
  @CsvSource({
    "garbage",
    "''",
    "-1",
    "1",
    "a.0.b",
    "a.1",
    "a.1.b.c",
    "A.1.b",
    "a.01.b",
    "a.1e3.b",
    "a.9007199254740992.b",
    "a.18446744073709551616.b",
    "a.1.b%0A",
    "a.1.b%00",
    "%F0%9F%98%80",
    "null",
    "%7B%7D",
    "00",
    "*"
  })
  @DisplayName("is a snapshot, never an error, when the position is none")
  void invalid(String after) {
    reset(streamed(1), "after=" + after, "position-invalid");
  }

  @Test
  @DisplayName("is a snapshot at once also for one who would wait, then goes on from there")
  void goesOn() {
    String id = ada.waiting();
    JsonObject page = reset(id, "waitMs=20000&after=rubbish", "position-invalid");
    assertThat(page.getBoolean("ended")).isFalse();
    CompletableFuture<Reply> waiting =
        ada.getAsync("/api/jobs/" + id + "/events?waitMs=20000&after=" + page.getString("next"));
    ada.signal(id, "s", "go", null).is(202);
    JsonObject on = Client.join(waiting).json();
    assertThat(on.getString("mode")).isEqualTo("complete");
    assertThat(events(on).get(0).getInteger("seq")).isEqualTo(2);
  }
}
