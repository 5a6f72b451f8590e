package io.jobwire.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
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
@DisplayName("Creating a job")
class JobCreationTest {
  @RegisterExtension static final Doors doors = Doors.of(Service::start);

  private static Service service;
  private static Client ada;

  @BeforeAll
  static void start() {
    service = doors.service();
    ada = service.as("ada");
  }

  private static JsonObject noop() {
    return new JsonObject().put("type", "load.noop");
  }

  @Test
  @DisplayName("answers 201 with its address and its view, as it stands before any work")
  void created() {
    JsonObject asked =
        noop()
            .put("jobId", "thumb-1")
            .put("priority", -3)
            .put("maxAttempts", 7)
            .put("delayMs", 3_600_000)
            .put("tags", new JsonArray().add("a").add("é 😀"))
            .put("input", new JsonObject().put("n", 1));
    Reply reply = ada.create(asked).is(201);
    assertThat(reply.header("Location")).isEqualTo("/api/jobs/thumb-1");
    assertThat(reply.header("Content-Type")).isEqualTo("application/json");
    JsonObject job = reply.json();
    assertThat(job.getString("jobId")).isEqualTo("thumb-1");
    assertThat(job.getString("state")).isEqualTo("created");
    assertThat(job.getString("userId")).isEqualTo("ada");
    assertThat(job.getInteger("priority")).isEqualTo(-3);
    assertThat(job.getInteger("maxAttempts")).isEqualTo(7);
    assertThat(job.getInteger("attempt")).isZero();
    assertThat(job.getJsonArray("tags")).isEqualTo(asked.getJsonArray("tags"));
    assertThat(job.getJsonObject("input")).isEqualTo(asked.getJsonObject("input"));
    assertThat(job.getInteger("seq")).isEqualTo(1);
    assertThat(job.getInteger("outputLength")).isZero();
    assertThat(job.getBoolean("hasCheckpoint")).isFalse();
    assertThat(job.getJsonArray("steps")).isEmpty();
    assertThat(job.getJsonObject("progress").getInteger("percent")).isZero();
    assertThat(Instant.parse(job.getString("runAt")).toEpochMilli())
        .isCloseTo(
            Instant.parse(job.getString("createdAt")).toEpochMilli() + 3_600_000, within(2L));
    assertThat(ada.view("thumb-1")).isEqualTo(job);
  }

  @Test
  @DisplayName("of the least that is needed has the documented defaults and a name of its own")
  void defaults() {
    JsonObject job = ada.create(noop()).is(201).json();
    assertThat(job.getInteger("priority")).isZero();
    assertThat(job.getInteger("maxAttempts")).isEqualTo(3);
    assertThat(job.getJsonArray("tags")).isEmpty();
    assertThat(job.getJsonObject("input")).isEqualTo(new JsonObject());
    assertThat(job.getString("jobId")).matches("[A-Za-z0-9][A-Za-z0-9._-]{0,127}");
    assertThat(ada.create(noop()).is(201).jobId()).isNotEqualTo(job.getString("jobId"));
  }

  @Test
  @DisplayName("runs it to its end: created, running, completed, with the input as the result")
  void runs() {
    String id = ada.created("load.noop", new JsonObject().put("city", "Bern"));
    List<JsonObject> events = ada.toTheEnd(id);
    assertThat(Client.types(events))
        .containsExactly("job:created:v1", "job:running:v1", "job:completed:v1");
    JsonObject job = ada.view(id);
    assertThat(job.getString("state")).isEqualTo("completed");
    assertThat(job.getJsonObject("result")).isEqualTo(new JsonObject().put("city", "Bern"));
    assertThat(job.getJsonObject("progress").getInteger("percent")).isEqualTo(100);
    assertThat(job.getInteger("durationMs")).isNotNegative();
    assertThat(job.getString("position")).isEqualTo(events.get(2).getString("id"));
    JsonObject status = ada.get("/api/jobs/" + id + "/status").is(200).json();
    assertThat(status.fieldNames())
        .containsExactlyInAnyOrder("jobId", "state", "progress", "attempt", "seq");
    assertThat(status.getInteger("seq")).isEqualTo(3);
    assertThat(ada.get("/api/job/" + id + "/status").is(200).json()).isEqualTo(status);
    JsonObject whole = ada.whole(id);
    assertThat(whole.getString("output")).isEmpty();
    assertThat(whole.getValue("checkpoint")).isNull();
    assertThat(Reply.objects(whole.getJsonArray("events"))).isEqualTo(events);
    assertThat(ada.get("/api/job/" + id + "/state").is(200).json()).isEqualTo(whole);
  }

  @Test
  @DisplayName("keeps every digit of the input, and takes query as short for input.query")
  void input() {
    String given = "{\"a\":1e400,\"b\":0.10000000000000000000001,\"c\":[],\"d\":{},\"e\":null}";
    Reply reply = ada.post("/api/jobs", "{\"type\":\"load.noop\",\"input\":" + given + "}").is(201);
    assertThat(reply.body()).contains("\"input\":" + given);
    JsonObject asked = noop().put("query", "why?").put("input", new JsonObject().put("k", 1));
    assertThat(ada.create(asked).is(201).json().getJsonObject("input"))
        .isEqualTo(new JsonObject().put("query", "why?").put("k", 1));
  }

  @Test
  @DisplayName("with a delay starts about then, and not before")
  void delayed() {
    long start = System.nanoTime();
    String id = ada.created(noop().put("delayMs", 700));
    assertThat(ada.view(id).getString("state")).isEqualTo("created");
    ada.toTheEnd(id);
    assertThat((System.nanoTime() - start) / 1_000_000).isBetween(690L, 1_700L);
    assertThat(ada.view(id).containsKey("runAt")).isFalse();
  }

  @Test
  @DisplayName("with a time starts about then; one that is past counts as now")
  void timed() {
    Instant when = Instant.now().plusMillis(500);
    String soon = ada.created(noop().put("runAt", when.toString()));
    String past = ada.created(noop().put("runAt", "2020-01-01T00:00:00Z"));
    ada.toTheEnd(past);
    JsonObject running =
        ada.toTheEnd(soon).stream()
            .filter(event -> event.getString("type").equals("job:running:v1"))
            .findFirst()
            .orElseThrow();
    assertThat(running.getLong("at"))
        .isBetween(when.toEpochMilli() - 2, when.toEpochMilli() + 1500);
  }

  @ParameterizedTest
  @CsvSource({
    "priority, 11",
    "priority, -11",
    "priority, 0.5",
    "priority, null",
    "delayMs, -1",
    "delayMs, 31536000001",
    "delayMs, 1e300",
    "maxAttempts, 0",
    "maxAttempts, 101",
    "timeoutMs, 99",
    "timeoutMs, 604800001",
    "graceMs, -1",
    "graceMs, 3600001",
    "runAt, '\"tomorrow\"'",
    "runAt, 1763629200123",
    "onDisconnect, '\"explode\"'",
    "tags, '\"one\"'",
    "backoff, '{}'",
    "input, '[]'",
    "jobId, '\"\"'",
    "query, '\"\"'"
  })
  @DisplayName("refuses values out of range with 422, naming the place")
  void outOfRange(String field, String value) {
    Reply reply =
        ada.post("/api/jobs", "{\"type\":\"load.noop\",\"" + field + "\":" + value + "}")
            .isProblem(422, "invalid");
    assertThat(reply.list("errors")).isNotEmpty();
    assertThat(reply.list("errors").get(0).getString("path")).startsWith(field);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "owner",
        "userId",
        "state",
        "lease",
        "attempt",
        "seq",
        "result",
        "__proto__",
        "constructor",
        "admin",
        "type ",
        "Type",
        "epoch",
        "createdAt"
      })
  @DisplayName("refuses fields that are not its to set")
  void massAssignment(String field) {
    ada.post("/api/jobs", "{\"type\":\"load.noop\",\"" + field + "\":\"x\"}").isInvalidAt(field);
  }

  @ParameterizedTest
  @ValueSource(strings = {"nobody-does-this", "load", "load.noop.x", "0"})
  @DisplayName("of a type that nobody works on is refused with 422 unknown_type")
  void unknownType(String type) {
    ada.create(new JsonObject().put("type", type)).isProblem(422, "unknown_type");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a{b",
        "a}b",
        "a:b",
        "a*b",
        "a b",
        "a\nb",
        "é",
        "😀",
        ".a",
        "-a",
        "_a",
        "a/b",
        "a\\b",
        "a%2fb",
        "a\u0000b",
        "a?b",
        "a#b"
      })
  @DisplayName("refuses an id that could mean something elsewhere")
  void oddIds(String id) {
    ada.create(noop().put("jobId", id)).isInvalidAt("jobId");
  }

  @Test
  @DisplayName("takes an id of 128 characters and refuses one of 129")
  void longId() {
    assertThat(ada.create(noop().put("jobId", "x".repeat(128))).is(201).jobId()).hasSize(128);
    ada.create(noop().put("jobId", "x".repeat(129))).isInvalidAt("jobId");
    ada.get("/api/jobs/" + "x".repeat(129)).isProblem(404, "not_found");
  }

  @Test
  @DisplayName("refuses an input over 256 KiB with 413, and takes one of exactly that")
  void largeInput() {
    String frame = "{\"s\":\"\"}";
    String most = "{\"s\":\"" + "x".repeat((256 << 10) - frame.length()) + "\"}";
    ada.post("/api/jobs", "{\"type\":\"load.noop\",\"input\":" + most + "}").is(201);
    String over = most.replace("\"}", "x\"}");
    ada.post("/api/jobs", "{\"type\":\"load.noop\",\"input\":" + over + "}")
        .isProblem(413, "too_large");
  }

  @Test
  @DisplayName("in a batch answers 207, one answer for each in order, the good ones made")
  void batch() {
    ada.created(noop().put("jobId", "batch-taken").put("delayMs", 3_600_000));
    service.as("bob").created(noop().put("jobId", "batch-bobs"));
    JsonArray asked =
        new JsonArray()
            .add(noop().put("jobId", "batch-0"))
            .add(new JsonObject().put("type", "nobody-does-this"))
            .add(noop().put("priority", 99))
            .add(noop().put("jobId", "batch-taken").put("delayMs", 3_600_000))
            .add(noop().put("jobId", "batch-taken"))
            .add(noop().put("jobId", "batch-bobs"))
            .add(noop().put("state", "completed"))
            .add("not an object")
            .add(noop().put("input", new JsonObject().put("s", "x".repeat(300_000))))
            .add(noop().put("jobId", "batch-9"));
    List<JsonObject> answers =
        ada.post("/api/jobs/batch", new JsonObject().put("jobs", asked)).is(207).list("jobs");
    assertThat(answers.stream().map(answer -> answer.getInteger("status")))
        .containsExactly(201, 422, 422, 200, 409, 409, 422, 422, 413, 201);
    assertThat(answers.stream().map(JobCreationTest::codeOrId))
        .containsExactly(
            "batch-0",
            "unknown_type",
            "invalid",
            "batch-taken",
            "job_exists",
            "job_exists",
            "invalid",
            "invalid",
            "too_large",
            "batch-9");
    ada.toTheEnd("batch-0");
    ada.toTheEnd("batch-9");
  }

  private static String codeOrId(JsonObject answer) {
    assertThat(answer.containsKey("job") == answer.containsKey("problem")).isFalse();
    return answer.containsKey("job")
        ? answer.getJsonObject("job").getString("jobId")
        : answer.getJsonObject("problem").getString("code");
  }

  @Test
  @DisplayName("a thousand in one batch makes a thousand, in order; one more is refused whole")
  void largeBatch() {
    JsonArray thousand = new JsonArray();
    IntStream.range(0, 1000).forEach(i -> thousand.add(noop().put("jobId", "thousand-" + i)));
    List<JsonObject> answers =
        ada.post("/api/jobs/batch", new JsonObject().put("jobs", thousand)).is(207).list("jobs");
    assertThat(answers).hasSize(1000).allMatch(answer -> answer.getInteger("status") == 201);
    assertThat(answers.stream().map(JobCreationTest::codeOrId))
        .containsExactlyElementsOf(
            IntStream.range(0, 1000).mapToObj(i -> "thousand-" + i).toList());
    ada.post("/api/jobs/batch", new JsonObject().put("jobs", thousand.add(noop())))
        .isInvalidAt("jobs");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "{\"jobs\":[]}", "{\"jobs\":{}}", "[]", "{\"jobs\":null}"})
  @DisplayName("in a batch that is none is refused as a whole")
  void noBatch(String body) {
    ada.post("/api/jobs/batch", body).isProblem(422, "invalid");
  }
}
