package io.jobwire.http.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobwire.http.Client;
import io.jobwire.http.Reply;
import io.jobwire.http.Service;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Nobody takes more than his own: urgency from the others, types from all. */
@DisplayName("Where the settings hold users to it")
class UserLimitsTest {
  /** Those that the service itself has, and two more. */
  private static final int TYPES = 9;

  private static Service service;
  private static Client ada;
  private static Client worker;

  @BeforeAll
  static void start() {
    service = Service.start(Map.of("limits.priority", 2, "limits.types", TYPES));
    ada = service.as("ada");
    worker = service.as("robot", "worker");
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  private static JsonObject job(int priority) {
    return new JsonObject()
        .put("type", "load.noop")
        .put("priority", priority)
        .put("delayMs", 3_600_000);
  }

  @Test
  @DisplayName("a priority above the highest is refused by its path, on whatever way it comes")
  void priority() {
    JsonObject problem = ada.create(job(3)).isProblem(422, "invalid").json();
    assertThat(problem.getJsonArray("errors").getJsonObject(0))
        .isEqualTo(
            new JsonObject().put("path", "priority").put("message", "must be at most 2 here"));
    JsonObject batch =
        new JsonObject().put("jobs", new JsonArray().add(job(2)).add(job(3)).add(job(-10)));
    List<JsonObject> answers = ada.post("/api/jobs/batch", batch).is(207).list("jobs");
    assertThat(answers.stream().map(one -> one.getInteger("status")))
        .containsExactly(201, 422, 201);
    try (BridgeClient client = BridgeClient.as(ada.token(), service.port())) {
      assertThat(client.ask("jobs.create", job(10)).getInteger("failureCode")).isEqualTo(422);
      assertThat(client.ask("jobs.create", job(2)).getString("type")).isEqualTo("rec");
    }
  }

  @Test
  @DisplayName("an admin gives any priority there is, and no other")
  void admin() {
    service.admin().create(job(10)).is(201);
    service.admin().create(job(11)).isProblem(422, "invalid");
  }

  @Test
  @DisplayName("a worker that names types without end is refused with 429, and the others go on")
  void types() {
    for (int i = 0; i < 2; i++) {
      claim("made-up-" + i).is(200);
    }
    for (int i = 2; i < 5; i++) {
      Reply refused = claim("made-up-" + i).isProblem(429, "rate_limited");
      assertThat(refused.json().getString("detail")).contains("limits.types");
      assertThat(refused.header("Retry-After")).isEqualTo("60");
      assertThat(refused.header("RateLimit-Policy")).isEqualTo("\"types\";q=" + TYPES);
    }
    claim("made-up-0").is(200);
    claim("load.noop").is(200);
    ada.create(new JsonObject().put("type", "made-up-1")).is(201);
    ada.create(new JsonObject().put("type", "made-up-2")).isProblem(422, "unknown_type");
    assertThat(ada.get("/api/types").is(200).list("types")).hasSize(TYPES);
  }

  private static Reply claim(String type) {
    return worker.post(
        "/api/worker/claim",
        new JsonObject()
            .put("types", new JsonArray().add(type))
            .put("max", 1)
            .put("waitMs", 0)
            .put("worker", "w-" + type));
  }
}
