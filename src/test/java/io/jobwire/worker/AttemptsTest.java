package io.jobwire.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobwire.http.Client;
import io.jobwire.http.Reply;
import io.jobwire.http.Service;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("An attempt")
class AttemptsTest {
  private static final Map<String, CompletableFuture<Long>> TOLD = new ConcurrentHashMap<>();
  private static Service service;
  private static Service door;
  private static Client ada;

  private static Map<String, JobHandler> handlers() {
    Map<String, JobHandler> handlers = new HashMap<>();
    handlers.put("listener", AttemptsTest::listen);
    handlers.put("endless", AttemptsTest::endless);
    handlers.put("keys", job -> Future.failedFuture(JobFailure.retryable("key", job.attemptKey())));
    handlers.put("poet", AttemptsTest::poem);
    return handlers;
  }

  /** One that works, and one that only answers calls. */
  @BeforeAll
  static void start() {
    service = Service.start(Map.of("jobs.leaseMs", 3_000, "jobs.sweepMs", 500), handlers());
    door =
        service.another(
            Map.of("verticles.worker.instances", 0, "verticles.scheduler.instances", 0), Map.of());
    ada = service.as("ada");
  }

  @AfterAll
  static void stop() {
    door.close();
    service.close();
  }

  /** Tells the payload of each signal as it comes; "save" saves, "die" fails, "end" ends. */
  private static Future<?> listen(JobContext job) {
    return job.signals().next().compose(signal -> heard(job, signal));
  }

  private static Future<?> heard(JobContext job, JobSignal signal) {
    JsonObject data =
        new JsonObject()
            .put("name", signal.name())
            .put("attempt", job.attempt())
            .put("payload", signal.payload());
    Future<Void> told = job.event("x:heard:v1", data);
    return switch (signal.name()) {
      case "end" -> told;
      case "die" ->
          told.compose(said -> Future.failedFuture(JobFailure.retryable("died", "asked")));
      case "save" -> told.compose(said -> job.saveCheckpoint(1)).compose(saved -> listen(job));
      default -> told.compose(said -> listen(job));
    };
  }

  private static Future<?> endless(JobContext job) {
    CompletableFuture<Long> told =
        TOLD.computeIfAbsent(job.jobId(), id -> new CompletableFuture<>());
    job.chunk("begun");
    return job.cancelled().onSuccess(over -> told.complete(System.nanoTime()));
  }

  /** A line each time, saved each time, torn in the middle of the third until the last attempt. */
  private static Future<?> poem(JobContext job) {
    return poem(job, job.checkpoint() instanceof Integer done ? done : 0);
  }

  private static Future<?> poem(JobContext job, int line) {
    if (line == 5) {
      return Future.succeededFuture(job.attempt());
    }
    job.progress(line * 20, "line " + line);
    job.task("line " + line, JobContext.TaskState.DONE);
    job.chunk(line + " 😀");
    if (line + 1 == job.attempt()) {
      job.chunk("torn \ud83d");
      job.task("torn", JobContext.TaskState.FAILED);
      return Future.failedFuture(JobFailure.retryable("torn", "The page is torn."));
    }
    job.chunk(" é\n");
    return job.saveCheckpoint(line + 1).compose(saved -> poem(job, line + 1));
  }

  private static Future<?> held(JobContext job) {
    job.chunk("begun");
    Promise<Object> held = Promise.promise();
    job.draining().onSuccess(going -> held.tryComplete("finished in time"));
    return held.future();
  }

  /** Saves when it has to go; whoever comes next ends it. */
  private static Future<?> leave(JobContext job) {
    if (job.checkpoint() != null) {
      return job.chunk("and done").map(told -> job.attempt());
    }
    job.chunk("half ");
    job.draining().compose(going -> job.saveCheckpoint("half"));
    return job.cancelled().compose(over -> Future.failedFuture("over"));
  }

  private static String created(String type, int maxAttempts) {
    JsonObject backoff = new JsonObject().put("kind", "fixed").put("delayMs", 0);
    return ada.created(
        new JsonObject().put("type", type).put("maxAttempts", maxAttempts).put("backoff", backoff));
  }

  // signals

  private static List<Object> heardBy(String id) {
    List<Object> payloads = new ArrayList<>();
    ada.toTheEnd(id).stream()
        .filter(event -> event.getString("type").equals("x:heard:v1"))
        .forEach(event -> payloads.add(event.getJsonObject("data").getValue("payload")));
    return payloads;
  }

  @Test
  @DisplayName("gets every signal once and in order, those from before its start too, soon")
  void signals() {
    String id = ada.created(new JsonObject().put("type", "listener").put("delayMs", 300));
    long start = System.nanoTime();
    for (int i = 0; i < 60; i++) {
      ada.signal(id, "s" + i, "go", i).is(202);
      ada.signal(id, "s" + i, "go", "again").is(202);
    }
    ada.signal(id, "last", "end", new JsonArray().add("😀")).is(202);
    List<Object> expected = new ArrayList<>(IntStream.range(0, 60).boxed().toList());
    expected.add(new JsonArray().add("😀"));
    assertThat(heardBy(id)).isEqualTo(expected);
    assertThat((System.nanoTime() - start) / 1_000_000).isLessThan(6_000);
  }

  @Test
  @DisplayName("after a checkpoint gets again only the signals since then")
  void signalsSinceCheckpoint() {
    String id = created("listener", 3);
    int number = 0;
    for (String name : List.of("go", "save", "go", "die")) {
      ada.signal(id, "s" + number, name, number).is(202);
      number++;
    }
    ada.event(id, "job:retrying:v1");
    // The one that killed the first attempt comes again, and kills the second and the third.
    assertThat(heardBy(id)).containsExactly(0, 1, 2, 3, 2, 3, 2, 3);
  }

  // cancel

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  @DisplayName("hears of a cancel within a second, also of one that another instance was told")
  void cancel(boolean elsewhere) throws Exception {
    Client caller = elsewhere ? door.as("ada") : ada;
    String id = caller.created("endless", new JsonObject());
    ada.event(id, "model:chunk:v1");
    long start = System.nanoTime();
    caller.cancel(id).is(200);
    long told = TOLD.get(id).get(5, TimeUnit.SECONDS);
    assertThat((told - start) / 1_000_000).isLessThan(1_000);
    List<JsonObject> events = ada.toTheEnd(id);
    assertThat(Client.types(events).get(events.size() - 1)).isEqualTo("job:cancelled:v1");
  }

  // time-outs

  @Test
  @DisplayName(
      "that takes longer than its time-out is ended and tried again, then the job has failed")
  void timeout() throws Exception {
    JsonObject backoff = new JsonObject().put("kind", "fixed").put("delayMs", 0);
    String id =
        ada.created(
            new JsonObject()
                .put("type", "endless")
                .put("timeoutMs", 300)
                .put("maxAttempts", 2)
                .put("backoff", backoff));
    List<JsonObject> events = ada.toTheEnd(id);
    assertThat(Client.types(events))
        .containsExactly(
            "job:created:v1",
            "job:running:v1",
            "model:chunk:v1",
            "job:retrying:v1",
            "job:running:v1",
            "model:chunk:v1",
            "job:failed:v1");
    assertThat(events.get(3).getJsonObject("data").getString("reason")).isEqualTo("timeout");
    assertThat(ada.view(id).getJsonObject("error").getString("code")).isEqualTo("timeout");
    TOLD.get(id).get(5, TimeUnit.SECONDS);
  }

  // checkpoints

  @Test
  @DisplayName("starts from the checkpoint: what the one before wrote after it is void")
  void checkpoints() {
    JsonObject backoff = new JsonObject().put("kind", "fixed").put("delayMs", 0);
    String id =
        ada.created(
            new JsonObject().put("type", "poet").put("maxAttempts", 9).put("backoff", backoff));
    List<JsonObject> events = ada.toTheEnd(id);
    JsonObject job = ada.whole(id);
    assertThat(job.getString("state")).as(job.encode()).isEqualTo("completed");
    assertThat(job.getString("output")).isEqualTo("0 😀 é\n1 😀 é\n2 😀 é\n3 😀 é\n4 😀 é\n");
    assertThat(job.getInteger("outputLength")).isEqualTo(5 * 7);
    assertThat(job.getJsonArray("steps")).hasSize(5);
    assertThat(folded(events)).isEqualTo(job.getString("output"));
  }

  /** As a viewer folds it: cut back at each start, then append. */
  private static String folded(List<JsonObject> events) {
    StringBuilder text = new StringBuilder();
    for (JsonObject event : events) {
      if (event.getString("type").equals("job:running:v1")) {
        text.setLength(event.getJsonObject("data").getInteger("keep"));
      } else if (event.getString("type").equals("model:chunk:v1")) {
        text.append(event.getJsonObject("data").getString("text"));
      }
    }
    return text.toString();
  }

  @Test
  @DisplayName("that fails as told gives the known output in the end, and counts its starts")
  void knownOutput() {
    JsonObject input =
        new JsonObject()
            .put("chunks", 30)
            .put("bytes", 8)
            .put("checkpointEvery", 7)
            .put("failAt", 25)
            .put("failAttempts", 2);
    JsonObject backoff = new JsonObject().put("kind", "fixed").put("delayMs", 10);
    String id =
        ada.created(
            new JsonObject()
                .put("type", "load.stream")
                .put("input", input)
                .put("backoff", backoff));
    List<JsonObject> events = ada.toTheEnd(id);
    StringBuilder expected = new StringBuilder();
    IntStream.range(0, 30)
        .forEach(i -> expected.append((i + ":xxxxxxxx").substring(0, 8)).append(' '));
    JsonObject job = ada.whole(id);
    assertThat(job.getString("output")).isEqualTo(expected.toString());
    assertThat(folded(events)).isEqualTo(expected.toString());
    assertThat(job.getInteger("attempt")).isEqualTo(3);
  }

  @Test
  @DisplayName("has a key of its own, which no other attempt has")
  void keys() {
    List<JsonObject> events = ada.toTheEnd(created("keys", 4));
    List<String> keys =
        events.stream()
            .map(event -> event.getJsonObject("data").getJsonObject("error"))
            .filter(error -> error != null)
            .map(error -> error.getString("message"))
            .toList();
    assertThat(keys).hasSize(4).doesNotHaveDuplicates();
  }

  // going

  @Test
  @DisplayName(
      "may finish while its process goes; one that does not is handed back and done elsewhere")
  void drain() {
    Service going =
        service.another(
            Map.of("drainMs", 1_000, "verticles.scheduler.instances", 0),
            Map.of("held.here", AttemptsTest::held, "leaver.here", AttemptsTest::leave));
    String held = created("held.here", 1);
    String leaver = created("leaver.here", 1);
    ada.event(held, "model:chunk:v1");
    ada.event(leaver, "model:chunk:v1");
    going.close();
    assertThat(ada.view(held).getString("result")).isEqualTo("finished in time");
    JsonObject left = ada.view(leaver);
    assertThat(left.getString("state")).isEqualTo("created");
    assertThat(left.getBoolean("hasCheckpoint")).isTrue();
    try (Service next = service.another(Map.of(), Map.of("leaver.here", AttemptsTest::leave))) {
      List<JsonObject> events = next.as("ada").toTheEnd(leaver);
      assertThat(
              events.stream()
                  .filter(event -> event.getString("type").equals("job:retrying:v1"))
                  .map(event -> event.getJsonObject("data").getString("reason")))
          .containsExactly("released");
      JsonObject job = ada.whole(leaver);
      assertThat(job.getString("state")).isEqualTo("completed");
      assertThat(job.getString("output")).isEqualTo("half and done");
      assertThat(job.getInteger("result")).isEqualTo(2);
    }
  }

  // found

  /** What the service loader finds. */
  public static final class Found implements JobHandler {
    @Override
    public Future<?> run(JobContext job) {
      return Future.succeededFuture("found " + job.type() + " for " + job.userId());
    }

    @Override
    public List<String> types() {
      return List.of("found.one", "found.two");
    }
  }

  @Test
  @DisplayName("is made by a handler that the service loader found, for each of its types")
  void found(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("META-INF/services/" + JobHandler.class.getName());
    Files.createDirectories(file.getParent());
    Files.writeString(file, Found.class.getName());
    ClassLoader before = Thread.currentThread().getContextClassLoader();
    try (URLClassLoader loader = new URLClassLoader(new URL[] {folder.toUri().toURL()}, before)) {
      Thread.currentThread().setContextClassLoader(loader);
      try (Service finding = Service.start()) {
        Client eve = finding.as("eve");
        for (String type : List.of("found.one", "found.two")) {
          String id = eve.created(type, new JsonObject());
          eve.toTheEnd(id);
          assertThat(eve.view(id).getString("result")).isEqualTo("found " + type + " for eve");
        }
        List<JsonObject> types = eve.get("/api/types").is(200).list("types");
        assertThat(types.stream().map(type -> type.getString("type")))
            .contains("found.one", "found.two");
      }
    } finally {
      Thread.currentThread().setContextClassLoader(before);
    }
  }

  @Test
  @DisplayName("of a type is known from the first moment that the service has started")
  void knownAtOnce() {
    for (int i = 0; i < 5; i++) {
      try (Service fresh =
          Service.start(Map.of(), Map.of("fresh", job -> Future.succeededFuture(1)))) {
        Reply reply = fresh.as("ada").create(new JsonObject().put("type", "fresh"));
        reply.is(201);
      }
    }
  }
}
