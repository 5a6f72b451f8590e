package io.jobwire.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import io.jobwire.Jobwire;
import io.jobwire.StartError;
import io.jobwire.config.Settings;
import io.jobwire.config.SettingsError;
import io.jobwire.http.auth.LogTap;
import io.jobwire.http.bridge.BridgeClient;
import io.jobwire.redis.JobTypes;
import io.jobwire.redis.Keys;
import io.jobwire.redis.RedisAddress;
import io.jobwire.redis.RedisLink;
import io.jobwire.testing.RedisServer;
import io.jobwire.worker.JobHandler;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The input of a job whose type has a schema")
class JobInputTest {
  private static final String SCHEMA =
      """
      {
        "type": "object",
        "required": ["query"],
        "properties": { "query": { "type": "string", "minLength": 3 }, "most": { "type": "integer", "maximum": 9 } },
        "additionalProperties": false
      }
      """;
  private static final JobHandler ECHO = job -> Future.succeededFuture(job.input());
  private static final Map<String, Object> NO_WORKER = Map.of("verticles.worker.instances", 0);

  private static Service worker;

  /** Does no work, so that it knows of the schemas only what Redis tells. */
  private static Service door;

  private static Client ada;

  @BeforeAll
  static void start() {
    worker =
        Service.start(
            Map.of(),
            Map.of("search", ECHO.taking(SCHEMA), "agent", ECHO.taking(SCHEMA), "free", ECHO));
    door = worker.another(NO_WORKER, Map.of());
    ada = door.as("ada");
  }

  @AfterAll
  static void stop() {
    door.close();
    worker.close();
  }

  private static JsonObject agent(JsonObject input) {
    return new JsonObject().put("type", "agent").put("input", input);
  }

  private static JsonObject wrong() {
    return new JsonObject().put("query", "").put("most", 10).put("odd", true);
  }

  private static List<String> paths(JsonObject problem) {
    return Reply.objects(problem.getJsonArray("errors")).stream()
        .map(error -> error.getString("path") + " " + error.getString("message"))
        .toList();
  }

  private static void assertTellsAll(JsonObject problem) {
    assertThat(paths(problem))
        .containsExactly(
            "input.query must have at least 3 characters",
            "input.most must be at most 9",
            "input may have no other fields than most, query");
  }

  @Test
  @DisplayName("is refused with 422 and the path of each flaw, also where no worker is")
  void refused() {
    assertTellsAll(ada.create(agent(wrong())).isProblem(422, "invalid").problem());
    assertTellsAll(worker.as("ada").create(agent(wrong())).isProblem(422, "invalid").problem());
    ada.create(new JsonObject().put("type", "agent")).isInvalidAt("input.query");
  }

  @Test
  @DisplayName("is the short form's too: query is looked at as input.query")
  void shortForm() {
    JsonObject ask = new JsonObject().put("type", "agent");
    ada.create(ask.copy().put("query", "ab")).isInvalidAt("input.query");
    String id = ada.created(ask.put("query", "abc").put("input", new JsonObject().put("most", 1)));
    ada.toTheEnd(id);
    assertThat(ada.view(id).getJsonObject("result"))
        .isEqualTo(new JsonObject().put("query", "abc").put("most", 1));
  }

  @Test
  @DisplayName("is refused in a batch by itself, the others are made")
  void batch() {
    JsonArray jobs =
        new JsonArray()
            .add(agent(new JsonObject().put("query", "good")))
            .add(agent(wrong()))
            .add(new JsonObject().put("type", "free").put("input", wrong()));
    List<JsonObject> answers =
        ada.post("/api/jobs/batch", new JsonObject().put("jobs", jobs)).is(207).list("jobs");
    assertThat(answers.stream().map(answer -> answer.getInteger("status")))
        .containsExactly(201, 422, 201);
    assertTellsAll(answers.get(1).getJsonObject("problem"));
  }

  @Test
  @DisplayName("is looked at on the bridge as well")
  void bridge() {
    try (BridgeClient client = BridgeClient.as(ada.token(), door.port())) {
      JsonObject made = client.ask("jobs.create", agent(new JsonObject().put("query", "good")));
      assertThat(made.getString("type")).isEqualTo("rec");
      for (JsonObject refused :
          List.of(
              client.ask("jobs.create", agent(wrong())),
              client.ask("search.start", new JsonObject().put("query", "ab")))) {
        assertThat(refused.getString("type")).isEqualTo("err");
        assertThat(refused.getInteger("failureCode")).isEqualTo(422);
        assertThat(refused.getString("message")).isEqualTo("invalid");
      }
    }
  }

  @Test
  @DisplayName("costs nothing of the user's share when it is refused")
  void free() {
    try (Service strict =
        worker.another(
            Map.of(
                "verticles.worker.instances",
                0,
                "limits.createsPerMinute",
                1,
                "limits.createBurst",
                1),
            Map.of())) {
      Client ben = strict.as("ben");
      for (int i = 0; i < 3; i++) {
        ben.create(agent(wrong())).isProblem(422, "invalid");
      }
      ben.create(agent(new JsonObject().put("query", "good"))).is(201);
    }
  }

  @Test
  @DisplayName("may have been taken by an earlier version: who asks again gets the same job")
  void repeated() {
    try (Service own = Service.start(Map.of(), Map.of("mail", ECHO))) {
      Client eve = own.as("eve");
      JsonObject mail = new JsonObject().put("type", "mail").put("input", wrong());
      String made = eve.post("/api/jobs", mail, "Idempotency-Key", "once").is(201).jobId();
      eve.created(mail.copy().put("jobId", "named"));
      try (Service newer = own.another(Map.of(), Map.of("mail", ECHO.taking(SCHEMA)))) {
        Client again = newer.as("eve");
        again.create(mail).isProblem(422, "invalid");
        assertThat(again.post("/api/jobs", mail, "Idempotency-Key", "once").is(200).jobId())
            .isEqualTo(made);
        again.create(mail.copy().put("jobId", "named")).is(200);
        JsonObject other = mail.copy().put("priority", 1);
        again.post("/api/jobs", other, "Idempotency-Key", "once").isProblem(409, "job_exists");
        again.post("/api/jobs", mail, "Idempotency-Key", "new").isProblem(422, "invalid");
      }
    }
  }

  @Test
  @DisplayName("is as GET /api/types says, for who has a schema")
  void types() {
    List<JsonObject> types = ada.get("/api/types").is(200).list("types");
    assertThat(schemaOf(types, "agent")).isEqualTo(new JsonObject(SCHEMA));
    assertThat(schemaOf(types, "load.stream").getJsonArray("required"))
        .isEqualTo(new JsonArray().add("chunks"));
    assertThat(type(types, "free").fieldNames()).containsExactly("type", "workers");
    assertThat(type(types, "agent").getInteger("workers")).isPositive();
  }

  private static JsonObject type(List<JsonObject> types, String name) {
    return types.stream()
        .filter(type -> type.getString("type").equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static JsonObject schemaOf(List<JsonObject> types, String name) {
    return type(types, name).getJsonObject("schema");
  }

  @Test
  @DisplayName("is not looked at by who does not understand the schema, which is logged once")
  void foreign() {
    Vertx vertx = Vertx.vertx();
    try (LogTap log = LogTap.on("io.jobwire.jobs.InputSchemas", Level.WARN)) {
      RedisLink link =
          new RedisLink(
              vertx, RedisAddress.single(RedisServer.shared().uri()), Duration.ofSeconds(5));
      await(link.open());
      JobTypes types = new JobTypes(link, new Keys(door.prefix(), 1));
      await(types.tell(Map.of("newer", "{\"type\":\"object\",\"unheardOf\":1}")));
      await(types.seen("w", List.of("newer")));
      JsonObject job = new JsonObject().put("type", "newer").put("input", wrong());
      ada.create(job).is(201);
      ada.create(job).is(201);
      assertThat(type(ada.get("/api/types").is(200).list("types"), "newer").fieldNames())
          .containsExactly("type", "workers");
      assertThat(log.lines())
          .filteredOn(line -> line.contains("newer"))
          .allMatch(line -> line.endsWith("not checked here: the keyword unheardOf is not known"))
          .hasSizeBetween(1, 2);
      await(link.close());
    } finally {
      await(vertx.close());
    }
  }

  private static <T> T await(Future<T> future) {
    return future
        .toCompletionStage()
        .toCompletableFuture()
        .orTimeout(10, java.util.concurrent.TimeUnit.SECONDS)
        .join();
  }

  @Test
  @DisplayName("cannot be said by a broken schema: the process with that handler does not start")
  void broken() throws SettingsError {
    Map<String, Object> settings = new HashMap<>();
    settings.put("verticles.api.port", 0);
    settings.put("verticles.bridge.port", 0);
    settings.put("management.port", 0);
    settings.put("redis.url", RedisServer.shared().uri());
    settings.put("redis.prefix", RedisServer.shared().freshPrefix());
    settings.put("drainMs", 100);
    Jobwire.Builder builder =
        Jobwire.builder()
            .settings(Settings.of(settings))
            .handler("film", ECHO.taking("{\"type\":\"object\",\"pattern\":\"x\"}"));
    assertThatThrownBy(builder::start)
        .isInstanceOf(StartError.class)
        .hasMessage(
            "The input schema of the handler for film is no good: the keyword pattern is not known");
  }
}
