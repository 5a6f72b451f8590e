package io.jobwire.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag(Doors.TAG)
@DisplayName("A worker elsewhere")
class WorkerDoorTest {
  private static final String TYPE = "foreign";
  private static final String FENCED = "jobwire_writes_fenced_total";

  @RegisterExtension
  static final Doors doors =
      Doors.of(() -> Service.start(Map.of("limits.outputBytes", 65_536)))
          .counting(FENCED, "lease_lost");

  private static Client ada;
  private static Client worker;

  @BeforeAll
  static void start() {
    ada = doors.service().as("ada");
    worker = doors.service().as("robot", "worker");
    assertThat(claimed(0)).isEmpty();
  }

  private static List<JsonObject> claimed(int waitMs) {
    JsonObject wish =
        new JsonObject()
            .put("types", new JsonArray().add(TYPE))
            .put("max", 1)
            .put("waitMs", waitMs)
            .put("worker", "w");
    return worker.post("/api/worker/claim", wish).is(200).list("jobs");
  }

  private static JsonObject job() {
    ada.created(TYPE, new JsonObject());
    return claimed(5_000).get(0);
  }

  private static JsonObject chunk(int index, String text) {
    JsonObject data = new JsonObject().put("text", text).put("index", index);
    return new JsonObject().put("type", "model:chunk:v1").put("data", data);
  }

  private static Map<String, JsonObject> writes(String lease) {
    JsonObject first = new JsonObject().put("lease", lease).put("first", 1);
    JsonObject error =
        new JsonObject().put("code", "c").put("message", Doors.PAYLOAD).put("retryable", false);
    return Map.of(
        "events", first.copy().put("events", new JsonArray().add(chunk(0, Doors.PAYLOAD))),
        "checkpoint", first.copy().put("data", Doors.PAYLOAD),
        "complete", first.copy().put("result", Doors.PAYLOAD),
        "fail", first.copy().put("error", error),
        "release", first,
        "heartbeat", new JsonObject().put("lease", lease));
  }

  private static Reply write(Client by, String id, String step, JsonObject body) {
    return by.post("/api/worker/jobs/" + id + "/" + step, body);
  }

  private static void assertFenced(String id, String lease) {
    double before = doors.count(FENCED, "lease_lost");
    Map<String, JsonObject> writes = writes(lease);
    writes.forEach((step, body) -> write(worker, id, step, body).isProblem(409, "lease_lost"));
    assertThat(doors.count(FENCED, "lease_lost")).isEqualTo(before + writes.size());
  }

  @Test
  @DisplayName("writes nothing under a guessed, an old or another job's lease, and each is counted")
  void lease() {
    JsonObject job = job();
    JsonObject other = job();
    String id = job.getString("jobId");
    String lease = job.getString("lease");
    assertFenced(id, "guessed");
    assertFenced(id, lease.substring(1));
    assertFenced(id, lease + "0");
    assertFenced(id, other.getString("lease"));
    write(worker, id, "release", writes(lease).get("release")).is(200);
    JsonObject again = claimed(5_000).get(0);
    assertThat(again.getString("jobId")).isEqualTo(id);
    double before = doors.count(FENCED, "lease_lost");
    write(worker, id, "complete", writes(lease).get("complete")).isProblem(409, "lease_lost");
    assertThat(doors.count(FENCED, "lease_lost")).isEqualTo(before + 1);
    write(worker, id, "complete", writes(again.getString("lease")).get("complete")).is(200);
    assertThat(Client.types(ada.toTheEnd(id)))
        .containsExactly(
            "job:created:v1",
            "job:running:v1",
            "job:retrying:v1",
            "job:running:v1",
            "job:completed:v1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"jobs:read jobs:write", "admin", "jobs:read jobs:write admin"})
  @DisplayName("is nobody without the scope of one: 403 for each call, whatever lease he has")
  void scope(String scopes) {
    JsonObject job = job();
    Client user = doors.service().as("mallory", scopes.split(" "));
    String id = job.getString("jobId");
    writes(job.getString("lease"))
        .forEach((step, body) -> write(user, id, step, body).isProblem(403, "forbidden"));
    user.post("/api/worker/claim", new JsonObject()).isProblem(403, "forbidden");
    assertThat(ada.view(id).getString("state")).isEqualTo("running");
  }

  @Test
  @DisplayName("cannot write a gigabyte: at the limit his job has failed, and keeps what it had")
  void gigabyte() {
    JsonObject job = job();
    String id = job.getString("jobId");
    String text = "x".repeat(16_000);
    int most = 1_000_000_000 / text.length();
    Reply last = null;
    for (int i = 0; i < most && (last == null || last.status() == 200); i++) {
      JsonObject body =
          new JsonObject()
              .put("lease", job.getString("lease"))
              .put("first", i + 1)
              .put("events", new JsonArray().add(chunk(i, text)));
      last = write(worker, id, "events", body);
    }
    last.isProblem(413, "too_large");
    JsonObject ended = ada.whole(id);
    assertThat(ended.getString("state")).isEqualTo("failed");
    assertThat(ended.getJsonObject("error").getString("code")).isEqualTo("output_too_large");
    assertThat(ended.getString("output")).isEqualTo(text.repeat(4));
  }

  @Test
  @DisplayName("tells nothing that the catalogue does not allow")
  void events() {
    JsonObject job = job();
    JsonObject odd = new JsonObject();
    for (JsonObject event :
        List.of(
            chunk(-1, "a"),
            chunk(0, "a").put("seq", 1),
            new JsonObject().put("type", "job:completed:v1").put("data", odd),
            new JsonObject().put("type", "stream:end:v1").put("data", odd),
            new JsonObject().put("type", "tab:update:v1").put("data", odd),
            progress(150),
            progress(-1),
            progress("NaN"))) {
      JsonObject body =
          new JsonObject()
              .put("lease", job.getString("lease"))
              .put("first", 1)
              .put("events", new JsonArray().add(event));
      write(worker, job.getString("jobId"), "events", body).isProblem(422, "invalid");
    }
    assertThat(ada.view(job.getString("jobId")).getInteger("seq")).isEqualTo(2);
  }

  private static JsonObject progress(Object percent) {
    JsonObject data = new JsonObject().put("percent", percent);
    return new JsonObject().put("type", "job:progress:v1").put("data", data);
  }
}
