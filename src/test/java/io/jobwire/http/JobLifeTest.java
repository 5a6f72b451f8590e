package io.jobwire.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@Tag(Doors.TAG)
@DisplayName("A job's owner")
class JobLifeTest {
  @RegisterExtension static final Doors doors = Doors.of(Service::start);

  private static final JsonObject LONG = new JsonObject().put("ms", 60_000);
  private static Service service;
  private static Client ada;

  @BeforeAll
  static void start() {
    service = doors.service();
    ada = service.as("ada");
  }

  private static String running() {
    String id = ada.created("load.sleep", LONG);
    ada.event(id, "job:running:v1");
    return id;
  }

  private static String completed() {
    String id = ada.created("load.noop", new JsonObject());
    ada.toTheEnd(id);
    return id;
  }

  private static String failed() {
    JsonObject input = new JsonObject().put("chunks", 1).put("failAt", 0);
    String id =
        ada.created(
            new JsonObject().put("type", "load.stream").put("input", input).put("maxAttempts", 1));
    ada.toTheEnd(id);
    return id;
  }

  private static String cancelled() {
    String id = ada.waiting();
    ada.cancel(id).is(200);
    return id;
  }

  static String in(String state) {
    return switch (state) {
      case "created" -> ada.waiting();
      case "running" -> running();
      case "completed" -> completed();
      case "failed" -> failed();
      default -> cancelled();
    };
  }

  static Stream<Arguments> moves() {
    return Stream.of(
        Arguments.of("created", 200, 409, 202, 409),
        Arguments.of("running", 200, 409, 202, 409),
        Arguments.of("completed", 409, 409, 409, 204),
        Arguments.of("failed", 409, 200, 409, 204),
        Arguments.of("cancelled", 200, 200, 409, 204));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("moves")
  @DisplayName("may cancel, resume, signal and delete only from the states that allow it")
  void stateMachine(String state, int cancel, int resume, int signal, int delete) {
    answers(ada.cancel(in(state)), cancel);
    String resumed = in(state);
    answers(ada.resume(resumed), resume);
    answers(ada.signal(in(state), "s-1", "go", null), signal);
    String deleted = in(state);
    answers(ada.delete("/api/jobs/" + deleted), delete);
    ada.get("/api/jobs/" + deleted).is(delete == 204 ? 404 : 200);
  }

  private static void answers(Reply reply, int status) {
    if (status == 409) {
      reply.isProblem(409, "illegal_state");
    } else {
      reply.is(status);
    }
  }

  @Test
  @DisplayName(
      "cancels a waiting job at once, with the reason in its stream, and again without one")
  void cancelWaiting() {
    String id = ada.waiting();
    JsonObject reason = new JsonObject().put("reason", "asked <the wrong> \"question\" 😀");
    Reply reply = ada.patch("/api/jobs/" + id + "/cancel", reason).is(200);
    assertThat(reply.state()).isEqualTo("cancelled");
    assertThat(reply.json().getString("finishedAt")).isNotNull();
    Reply again = ada.cancel(id).is(200);
    assertThat(again.json()).isEqualTo(reply.json());
    List<JsonObject> events = ada.toTheEnd(id);
    assertThat(Client.types(events)).containsExactly("job:created:v1", "job:cancelled:v1");
    assertThat(events.get(1).getJsonObject("data"))
        .isEqualTo(new JsonObject().put("by", "ada").mergeIn(reason));
  }

  @Test
  @DisplayName("cancels a running job: nothing is written after the cancel")
  void cancelRunning() {
    String id = running();
    assertThat(ada.cancel(id).is(200).state()).isEqualTo("cancelled");
    List<JsonObject> events = ada.toTheEnd(id);
    assertThat(Client.types(events).get(events.size() - 1)).isEqualTo("job:cancelled:v1");
  }

  @Test
  @DisplayName(
      "resumes a failed job: from its checkpoint, with all attempts again, attempt counts on")
  void resumeFailed() {
    JsonObject input = new JsonObject().put("chunks", 6).put("checkpointEvery", 2).put("failAt", 5);
    JsonObject job =
        new JsonObject().put("type", "load.stream").put("input", input).put("maxAttempts", 1);
    String id = ada.created(job);
    ada.toTheEnd(id);
    JsonObject failed = ada.view(id);
    assertThat(failed.getString("state")).isEqualTo("failed");
    assertThat(failed.getJsonObject("error").getString("code")).isEqualTo("load_failed");
    assertThat(failed.getBoolean("hasCheckpoint")).isTrue();
    Reply resumed = ada.resume(id).is(200);
    assertThat(resumed.state()).isIn("created", "running");
    assertThat(resumed.json().containsKey("error")).isFalse();
    assertThat(resumed.json().containsKey("finishedAt")).isFalse();
    List<JsonObject> events = ada.toTheEnd(id);
    JsonObject done = ada.whole(id);
    assertThat(done.getString("state")).isEqualTo("completed");
    assertThat(done.getInteger("attempt")).isEqualTo(2);
    assertThat(done.getString("output")).isEqualTo("0: 1: 2: 3: 4: 5: ");
    assertThat(done.getInteger("outputLength")).isEqualTo(18);
    JsonObject second =
        events.stream()
            .filter(event -> event.getString("type").equals("job:running:v1"))
            .skip(1)
            .findFirst()
            .orElseThrow();
    assertThat(second.getJsonObject("data").getInteger("keep")).isEqualTo(12);
    assertThat(second.getJsonObject("data").getBoolean("fromCheckpoint")).isTrue();
    assertThat(Client.types(events)).contains("job:resumed:v1");
  }

  @Test
  @DisplayName("deletes an ended job: then it is not there, and its id is free for a new one")
  void delete() {
    JsonObject job = new JsonObject().put("type", "load.noop").put("jobId", "phoenix");
    ada.created(job);
    JsonObject before = ada.toTheEnd("phoenix").get(0);
    Reply gone = ada.delete("/api/jobs/phoenix").is(204);
    assertThat(gone.body()).isEmpty();
    for (String path : List.of("", "/status", "/state", "/events")) {
      ada.get("/api/jobs/phoenix" + path).isProblem(404, "not_found");
    }
    ada.delete("/api/jobs/phoenix").isProblem(404, "not_found");
    service.as("bob").created(job);
    JsonObject after = service.as("bob").toTheEnd("phoenix").get(0);
    assertThat(after.getInteger("seq")).isEqualTo(1);
    assertThat(after.getString("id")).isNotEqualTo(before.getString("id"));
  }

  @Test
  @DisplayName("sends a signal once: the same signalId again answers 202 and changes nothing")
  void signals() {
    String id = ada.waiting();
    JsonArray payload = new JsonArray().add(1).add("😀").addNull();
    assertThat(ada.signal(id, "s-1", "answer", payload).is(202).body()).isEmpty();
    ada.signal(id, "s-1", "answer", "other").is(202);
    ada.signal(id, "s-2", "answer", null).is(202);
    JsonObject page = ada.page(id, "");
    assertThat(page.getInteger("top")).isEqualTo(3);
    JsonObject data = page.getJsonArray("events").getJsonObject(1).getJsonObject("data");
    assertThat(data)
        .isEqualTo(new JsonObject().put("name", "answer").put("payload", payload).put("by", "ada"));
  }

  static Stream<Arguments> wrongSignals() {
    return Stream.of(
        Arguments.of("{}", "name signalId"),
        Arguments.of("{\"name\":\"a b\",\"signalId\":\"x\"}", "name"),
        Arguments.of("{\"name\":\"a\",\"signalId\":\"\"}", "signalId"),
        Arguments.of("{\"name\":\"a\",\"signalId\":\"x\",\"by\":\"eve\"}", "by"),
        Arguments.of("{\"name\":\"a\",\"signalId\":\"" + "x".repeat(129) + "\"}", "signalId"));
  }

  @ParameterizedTest
  @MethodSource("wrongSignals")
  @DisplayName("gets 422 for a signal that breaks the rules, with each place told")
  void wrongSignal(String body, String places) {
    ada.post("/api/jobs/" + ada.waiting() + "/signals", body).isInvalidAt(places.split(" "));
  }

  @Test
  @DisplayName("gets 413 for a signal's payload over 64 KiB")
  void largeSignal() {
    ada.signal(ada.waiting(), "s", "a", "x".repeat((64 << 10) - 1)).isProblem(413, "too_large");
  }

  @Test
  @DisplayName("gets 409 when a thousand signals wait already")
  void manySignals() {
    String id = ada.waiting();
    List<Reply> refused = new ArrayList<>();
    // Some at a time: what is tried is how many may wait, and not how many may come at once.
    for (int wave = 0; wave <= 1_000; wave += 50) {
      List<CompletableFuture<Reply>> some =
          IntStream.range(wave, Math.min(wave + 50, 1_001))
              .mapToObj(i -> "{\"name\":\"n\",\"signalId\":\"s" + i + "\"}")
              .map(body -> ada.sendJsonAsync("POST", "/api/jobs/" + id + "/signals", body))
              .toList();
      some.stream().map(Client::join).filter(reply -> reply.status() != 202).forEach(refused::add);
    }
    assertThat(refused).hasSize(1);
    refused.get(0).isProblem(409, "illegal_state");
  }

  @Test
  @DisplayName("has company: an admin may read, cancel, resume, signal and delete any job")
  void admin() {
    Client admin = service.as("chief", "admin");
    String id = ada.waiting();
    admin.get("/api/jobs/" + id).is(200);
    admin.signal(id, "s", "hello", null).is(202);
    assertThat(admin.cancel(id).is(200).state()).isEqualTo("cancelled");
    admin.resume(id).is(200);
    ada.toTheEnd(id);
    assertThat(ada.view(id).getString("userId")).isEqualTo("ada");
    admin.get("/api/jobs/" + id + "/events").is(200);
    admin.delete("/api/jobs/" + id).is(204);
    ada.get("/api/jobs/" + id).isProblem(404, "not_found");
  }
}
