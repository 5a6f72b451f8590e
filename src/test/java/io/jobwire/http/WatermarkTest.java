package io.jobwire.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobwire.testing.Eventually;
import io.jobwire.testing.RedisServer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A Redis that is nearly full")
class WatermarkTest {
  private static final long PATIENCE_NANOS = 20_000_000_000L;
  private static final int CHUNKS = 100;

  @Test
  @DisplayName(
      "takes no new jobs, says when to come back, lets those that run end, and recovers by itself")
  void nearlyFull(@TempDir Path folder) {
    try (RedisServer redis =
            RedisServer.startOwn(
                folder, "maxmemory 50mb", "maxmemory-policy noeviction", "appendonly no");
        Service service =
            Service.start(Map.of("redis.url", redis.uri(), "redis.watermarkPercent", 30))) {
      Client ada = service.as("ada");
      JsonObject kept = new JsonObject().put("jobId", "kept").put("type", "load.noop");
      ada.create(kept).is(201);
      String stream = streaming(ada);
      List<String> filling = new ArrayList<>();
      Reply refused = fill(ada, filling);

      refused.isProblem(503, "unavailable");
      assertThat(Integer.parseInt(refused.header("Retry-After"))).isPositive();
      ada.create(kept).is(200);
      JsonArray two = new JsonArray().add(new JsonObject().put("type", "load.noop")).add(kept);
      assertThat(ada.post("/api/jobs/batch", new JsonObject().put("jobs", two)).list("jobs"))
          .extracting(answer -> answer.getInteger("status"))
          .containsExactly(503, 200);
      assertEnds(ada, stream);

      for (String id : filling) {
        ada.cancel(id).is(200);
        ada.delete("/api/jobs/" + id).is(204);
      }
      JsonObject noop = new JsonObject().put("type", "load.noop");
      eventually(() -> ada.create(noop).status() == 201);
    }
  }

  private static String streaming(Client ada) {
    JsonObject input = new JsonObject().put("chunks", CHUNKS).put("bytes", 8).put("everyMs", 30);
    return ada.created("load.stream", input);
  }

  /** Jobs that wait, until one is refused; they are not so quick that Redis is full before that. */
  private static Reply fill(Client ada, List<String> made) {
    JsonObject job =
        new JsonObject()
            .put("type", "load.noop")
            .put("delayMs", 3_600_000)
            .put("input", new JsonObject().put("text", "x".repeat(250_000)));
    Reply answer = ada.create(job);
    while (answer.status() == 201 && made.size() < 400) {
      made.add(answer.jobId());
      answer = ada.create(job);
    }
    return answer;
  }

  private static void assertEnds(Client ada, String stream) {
    eventually(() -> ada.view(stream).getString("state").equals("completed"));
    String whole =
        IntStream.range(0, CHUNKS)
            .mapToObj(i -> (i + ":xxxxxxxx").substring(0, 8) + " ")
            .collect(Collectors.joining());
    JsonObject state = ada.whole(stream);
    assertThat(state.getString("output")).isEqualTo(whole);
    assertThat(state.getInteger("attempt")).isEqualTo(1);
  }

  private static void eventually(BooleanSupplier condition) {
    Eventually.holds("what was waited for", Duration.ofNanos(PATIENCE_NANOS), condition);
  }
}
