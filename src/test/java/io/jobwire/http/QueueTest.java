package io.jobwire.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobwire.testing.Eventually;
import io.jobwire.testing.RedisServer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A queue")
class QueueTest {
  private static Service service;
  private static Service other;
  private static Client ada;
  private static Client admin;

  @BeforeAll
  static void start() {
    service = Service.start(Map.of("workers.configured-only.concurrency", 1));
    other = service.another();
    ada = service.as("ada");
    admin = service.as("chief", "admin");
  }

  @AfterAll
  static void stop() {
    other.close();
    service.close();
  }

  private static JsonObject queue(String type) {
    return admin.get("/api/queues").is(200).list("queues").stream()
        .filter(queue -> queue.getString("type").equals(type))
        .findFirst()
        .orElseThrow();
  }

  @Test
  @DisplayName("that is paused starts nothing on any instance until it is resumed; others move on")
  void pause() {
    JsonObject paused = admin.post("/api/queues/load.noop/pause").is(200).json();
    assertThat(paused.getBoolean("paused")).isTrue();
    String id = ada.created("load.noop", new JsonObject());
    // Another type goes its whole way meanwhile, on the same workers.
    ada.toTheEnd(ada.created("load.sleep", new JsonObject().put("ms", 1_200)));
    assertThat(ada.view(id).getString("state")).isEqualTo("created");
    JsonObject queue = queue("load.noop");
    assertThat(queue.getInteger("depth")).isEqualTo(1);
    assertThat(queue.getInteger("oldestWaitMs")).isGreaterThan(1_000);
    assertThat(admin.post("/api/queues/load.noop/pause").is(200).json().getBoolean("paused"))
        .isTrue();
    assertThat(admin.post("/api/queues/load.noop/resume").is(200).json().getBoolean("paused"))
        .isFalse();
    ada.toTheEnd(id);
    assertThat(queue("load.noop").getInteger("depth")).isZero();
    assertThat(queue("load.noop").containsKey("oldestWaitMs")).isFalse();
  }

  /**
   * A long line went at the pace of the looking around: the claim for the types that still had
   * slots found nothing, and was taken for the word that no type had anything.
   */
  @Test
  @DisplayName(
      "that is long is worked off without a pause between the jobs, while others are empty")
  void longLine() {
    Map<String, Object> oneSlot =
        Map.of(
            "redis.prefix", service.prefix() + "line",
            "verticles.worker.instances", 1,
            "jobs.concurrency", 1);
    try (Service alone = service.another(oneSlot, Map.of())) {
      Client bob = alone.as("bob");
      alone.as("chief", "admin").post("/api/queues/load.noop/pause").is(200);
      List<String> line =
          IntStream.range(0, 30).mapToObj(i -> bob.created("load.noop", new JsonObject())).toList();
      alone.as("chief", "admin").post("/api/queues/load.noop/resume").is(200);
      line.forEach(bob::toTheEnd);
      Instant first = Instant.parse(bob.view(line.get(0)).getString("startedAt"));
      Instant last = Instant.parse(bob.view(line.get(29)).getString("finishedAt"));
      assertThat(Duration.between(first, last)).isLessThan(Duration.ofSeconds(15));
    }
  }

  @Test
  @DisplayName("tells what is delayed and what runs")
  void depths() {
    JsonObject slow = new JsonObject().put("chunks", 100).put("everyMs", 1_000);
    String delayed =
        ada.created(
            new JsonObject()
                .put("type", "load.stream")
                .put("input", slow)
                .put("delayMs", 3_600_000));
    String running = ada.created("load.stream", slow);
    ada.event(running, "job:running:v1");
    JsonObject queue = queue("load.stream");
    assertThat(queue.getInteger("running")).isEqualTo(1);
    assertThat(queue.getInteger("delayed")).isEqualTo(1);
    ada.cancel(delayed);
    ada.cancel(running);
    assertThat(queue("load.stream").getInteger("running")).isZero();
    assertThat(queue("load.stream").getInteger("delayed")).isZero();
  }

  /**
   * A fleet died on a Friday, and from Saturday on nobody was told that all its jobs still waited.
   */
  @Test
  @DisplayName(
      "with jobs in it is told of though nobody has served it for a day, and can be paused")
  void forsaken() {
    JsonObject wish =
        new JsonObject()
            .put("types", new JsonArray().add("forsaken"))
            .put("max", 1)
            .put("waitMs", 0)
            .put("worker", "w");
    service.as("robot", "worker").post("/api/worker/claim", wish).is(200);
    String id = ada.created("forsaken", new JsonObject());
    RedisServer.shared().cli("ZREM", service.prefix() + ":{workers}:types", "forsaken");
    assertThat(queue("forsaken").getInteger("depth")).isEqualTo(1);
    assertThat(admin.post("/api/queues/forsaken/pause").is(200).json().getBoolean("paused"))
        .isTrue();
    admin.post("/api/queues/forsaken/resume").is(200);
    String waits = "jobwire_queue_waiting{type=\"forsaken\"} 1";
    String named = "jobwire_queue_oldest_wait_seconds{type=\"configured-only\"}";
    Eventually.holds(
        waits + " and " + named,
        Duration.ofSeconds(20),
        () -> metrics().contains(waits) && metrics().contains(named));
    ada.cancel(id);
    assertThat(admin.get("/api/queues").is(200).body()).doesNotContain("forsaken");
  }

  /** Of whichever of the two sweeps. */
  private static String metrics() {
    return service.metrics() + other.metrics();
  }

  @ParameterizedTest
  @ValueSource(strings = {"nobody-does-this", "A", "*", "a%2fb", "a%00b", "%20"})
  @DisplayName("that is not there cannot be paused")
  void unknown(String type) {
    admin.post("/api/queues/" + type + "/pause").isProblem(404, "not_found");
    admin.post("/api/queues/" + type + "/resume").isProblem(404, "not_found");
  }

  @Test
  @DisplayName("is an admin's business only")
  void adminOnly() {
    ada.get("/api/queues").isProblem(403, "forbidden");
    ada.post("/api/queues/load.noop/pause").isProblem(403, "forbidden");
    ada.post("/api/queues/load.noop/resume").isProblem(403, "forbidden");
    assertThat(queue("load.noop").getBoolean("paused")).isFalse();
  }

  @Test
  @DisplayName("is there for each known type: served or configured, with its live workers")
  void types() {
    List<JsonObject> types = ada.get("/api/types").is(200).list("types");
    assertThat(types.stream().map(type -> type.getString("type")))
        .containsExactly(
            "agent",
            "configured-only",
            "llm",
            "load.noop",
            "load.sleep",
            "load.stream",
            "research",
            "search");
    assertThat(types.stream().map(type -> type.getInteger("workers")))
        .containsExactly(4, 0, 4, 4, 4, 4, 4, 4);
    String id = ada.created("configured-only", new JsonObject());
    assertThat(ada.view(id).getString("state")).isEqualTo("created");
  }
}
