package io.jobwire.worker;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.jobwire.http.Client;
import io.jobwire.http.Doors;
import io.jobwire.http.Reply;
import io.jobwire.http.Service;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

@Tag(Doors.TAG)
@DisplayName("What a handler writes")
class HandlerWritesTest {
  @RegisterExtension
  static final Doors doors =
      Doors.of(HandlerWritesTest::withHandlers)
          .counting("jobwire_jobs_finished_total", "outcome=\"failed\"");

  private static final int OUTPUT_LIMIT = 300_000;
  private static final CompletableFuture<Void> TOLD = new CompletableFuture<>();
  private static Service service;
  private static Client ada;

  @BeforeAll
  static void start() {
    service = doors.service();
    ada = service.as("ada");
  }

  private static Service withHandlers() {
    Map<String, JobHandler> handlers = new HashMap<>();
    handlers.put("echo", HandlerWritesTest::echo);
    handlers.put("progress", HandlerWritesTest::progress);
    handlers.put("steps", HandlerWritesTest::steps);
    handlers.put("chunk", job -> job.chunk("é".repeat(job.input().getInteger("chars"))));
    handlers.put("flood", HandlerWritesTest::flood);
    handlers.put("crowd", HandlerWritesTest::crowd);
    handlers.put(
        "event",
        job ->
            job.event(job.input().getString("type"), job.input().getJsonObject("data"))
                .compose(told -> job.chunk("after")));
    handlers.put("long.tale", job -> tell(job, 0));
    handlers.put("save", job -> job.saveCheckpoint("x".repeat(job.input().getInteger("chars"))));
    handlers.put("save.unfit", job -> job.saveCheckpoint(new Object()));
    // What fails here is logged whole, as it should be; here that is meant so.
    ((Logger) LoggerFactory.getLogger(Attempt.class)).setLevel(Level.OFF);
    return Service.start(
        Map.of("backlog.events", 5_000, "limits.outputBytes", OUTPUT_LIMIT), handlers);
  }

  @AfterAll
  static void stop() {
    ((Logger) LoggerFactory.getLogger(Attempt.class)).setLevel(null);
  }

  /** One UTF-16 unit in each chunk, and everything else a text can stand in. */
  private static Future<?> echo(JobContext job) {
    String text = job.input().getString("text");
    for (int i = 0; i < text.length(); i++) {
      job.chunk(text.substring(i, i + 1));
    }
    job.progress(50, text, text);
    job.task(text, JobContext.TaskState.DONE, null, text);
    job.event("x:echo:v1", new JsonObject().put("text", text));
    return job.saveCheckpoint(text).map(saved -> text);
  }

  private static Future<?> progress(JobContext job) {
    Future<Void> last = Future.succeededFuture();
    for (Object percent : job.input().getJsonArray("percents")) {
      last = job.progress(percent.equals("NaN") ? Double.NaN : ((Number) percent).doubleValue());
    }
    return last;
  }

  private static Future<?> steps(JobContext job) {
    Future<Void> last = Future.succeededFuture();
    for (int i = 0; i < job.input().getInteger("steps"); i++) {
      last = job.task("step " + i, JobContext.TaskState.ACTIVE, i * 2.0, "<b>" + i);
    }
    return last;
  }

  /** Writes without ever waiting. */
  private static Future<?> flood(JobContext job) {
    Future<Void> last = Future.succeededFuture();
    for (int i = 0; i < 1_000; i++) {
      last = job.event("x:flood:v1", new JsonObject().put("i", i).put("s", "x".repeat(20_000)));
    }
    return last;
  }

  private static Future<?> crowd(JobContext job) {
    Promise<Void> done = Promise.promise();
    List<Future<Void>> writes = new ArrayList<>();
    List<Thread> threads =
        IntStream.range(0, 4)
            .mapToObj(
                t -> new Thread(() -> IntStream.range(0, 250).forEach(i -> say(job, t, i, writes))))
            .toList();
    new Thread(
            () -> {
              threads.forEach(Thread::start);
              threads.forEach(HandlerWritesTest::joined);
              Future.all(writes).<Void>mapEmpty().onComplete(done);
            })
        .start();
    return done.future();
  }

  private static void say(JobContext job, int thread, int i, List<Future<Void>> writes) {
    Future<Void> write = job.event("x:said:v1", new JsonObject().put("t", thread).put("i", i));
    synchronized (writes) {
      writes.add(write);
    }
  }

  private static void joined(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String run(String type, JsonObject input) {
    String id = ada.created(type, input);
    ada.ended(id);
    return id;
  }

  private static Future<Void> tell(JobContext job, int from) {
    if (from >= job.input().getInteger("events")) {
      TOLD.complete(null);
      return Future.succeededFuture();
    }
    Future<Void> last = Future.succeededFuture();
    for (int i = from; i < from + 500; i++) {
      last = job.event("x:told:v1", new JsonObject().put("i", i));
    }
    return last.compose(told -> tell(job, from + 500));
  }

  private static JsonObject failed(String type, JsonObject input, String code) {
    JsonObject job = ada.whole(run(type, input));
    assertThat(job.getString("state")).isEqualTo("failed");
    assertThat(job.getJsonObject("error").getString("code")).isEqualTo(code);
    assertThat(job.getInteger("attempt")).as("tried once").isEqualTo(1);
    return job;
  }

  // text

  @ParameterizedTest
  @ValueSource(
      strings = {
        "plain",
        "\u0000 NUL \u0000",
        "é ü ß",
        "😀😁 𝕏",
        "\u007f\u0085\u2028\u2029\ufeff\uffff",
        "\"quotes\" \\ and \n\r\t",
        "<script>alert('x')</script>",
        "\ufffd"
      })
  @DisplayName(
      "arrives to the byte: input, chunks cut anywhere, progress, steps, checkpoint, result")
  void text(String text) {
    String id = run("echo", new JsonObject().put("text", text));
    JsonObject job = ada.whole(id);
    assertThat(job.getString("state")).as(job.encode()).isEqualTo("completed");
    assertThat(job.getJsonObject("input").getString("text")).isEqualTo(text);
    assertThat(job.getString("output")).isEqualTo(text);
    assertThat(job.getInteger("outputLength")).isEqualTo(text.length());
    assertThat(job.getString("result")).isEqualTo(text);
    assertThat(job.getString("checkpoint")).isEqualTo(text);
    assertThat(job.getJsonObject("progress").getString("step")).isEqualTo(text);
    assertThat(job.getJsonArray("steps").getJsonObject(0).getString("task")).isEqualTo(text);
    StringBuilder chunks = new StringBuilder();
    for (JsonObject event : Reply.objects(job.getJsonArray("events"))) {
      if (event.getString("type").equals("model:chunk:v1")) {
        chunks.append(event.getJsonObject("data").getString("text"));
      }
      if (event.getString("type").equals("x:echo:v1")) {
        assertThat(event.getJsonObject("data").getString("text")).isEqualTo(text);
      }
    }
    assertThat(chunks).hasToString(text);
  }

  @ParameterizedTest
  @CsvSource({"\\ud83d, 1", "\\ude00, 1", "a\\ud83d, 2", "\\ud83db, 2", "\\ude00\\ud83d, 2"})
  @DisplayName("with half a surrogate pair keeps its length: exact in JSON, U+FFFD in the output")
  void halfPairs(String escaped, int length) {
    String body = "{\"type\":\"echo\",\"input\":{\"text\":\"" + escaped + "\"}}";
    Reply created = ada.post("/api/jobs", body).is(201);
    assertThat(created.body()).contains("\"input\":{\"text\":\"" + escaped + "\"}");
    String id = created.jobId();
    ada.ended(id);
    Reply reply = ada.get("/api/jobs/" + id + "/state").is(200);
    JsonObject job = reply.json();
    assertThat(job.getString("state")).as(job.encode()).isEqualTo("completed");
    assertThat(job.getString("output"))
        .isEqualTo(
            job.getJsonObject("input").getString("text").replaceAll("[\ud800-\udfff]", "\ufffd"));
    assertThat(job.getInteger("outputLength")).isEqualTo(length);
    assertThat(reply.body()).contains("\"result\":\"" + escaped + "\"");
    assertThat(reply.body()).contains("\"checkpoint\":\"" + escaped + "\"");
    assertThat(reply.body()).contains("\"data\":{\"text\":\"" + escaped + "\"}");
  }

  // limits

  @Test
  @DisplayName("in one chunk may have 64 KiB with its frame; a larger one fails the job")
  void largeChunk() {
    assertThat(ada.view(run("chunk", new JsonObject().put("chars", 32_700))).getString("state"))
        .isEqualTo("completed");
    failed("chunk", new JsonObject().put("chars", 32_769), "too_large");
    JsonObject job = failed("chunk", new JsonObject().put("chars", 500_000), "too_large");
    assertThat(job.getString("output")).isEmpty();
  }

  @Test
  @DisplayName("without ever waiting fails the job before it fills the memory")
  void flood() {
    failed("flood", new JsonObject(), "too_large");
  }

  @Test
  @DisplayName("beyond the limit of the output fails the job, which keeps what it had")
  void outputLimit() {
    JsonObject gigabyte = new JsonObject().put("chunks", 1_000_000).put("bytes", 1_000);
    JsonObject job = failed("load.stream", gigabyte, "output_too_large");
    assertThat(job.getString("output").length()).isBetween(1, OUTPUT_LIMIT);
    assertThat(job.getInteger("outputLength")).isEqualTo(job.getString("output").length());
    assertThat(job.getString("output")).startsWith("0:xxx").endsWith("x ");
    List<JsonObject> events = Reply.objects(job.getJsonArray("events"));
    assertThat(Client.types(events).get(events.size() - 1)).isEqualTo("job:failed:v1");
  }

  @Test
  @DisplayName("may be a million events, when it waits for them now and then")
  void manyEvents() {
    String id = ada.created("long.tale", new JsonObject().put("events", 1_000_000));
    TOLD.join();
    ada.ended(id);
    JsonObject job = ada.view(id);
    assertThat(job.getString("state")).isEqualTo("completed");
    assertThat(job.getInteger("seq")).isEqualTo(1_000_003);
    assertThat(job.getInteger("firstSeq")).isGreaterThan(990_000);
  }

  @Test
  @DisplayName("from many threads at once arrives whole, each thread's in its order")
  void threads() {
    JsonObject job = ada.whole(run("crowd", new JsonObject()));
    assertThat(job.getString("state")).isEqualTo("completed");
    Map<Integer, Integer> next = new HashMap<>();
    for (JsonObject event : Reply.objects(job.getJsonArray("events"))) {
      if (event.getString("type").equals("x:said:v1")) {
        JsonObject data = event.getJsonObject("data");
        assertThat(data.getInteger("i")).isEqualTo(next.getOrDefault(data.getInteger("t"), 0));
        next.merge(data.getInteger("t"), 1, Integer::sum);
      }
    }
    assertThat(next).isEqualTo(Map.of(0, 250, 1, 250, 2, 250, 3, 250));
  }

  // progress and steps

  @ParameterizedTest
  @CsvSource({
    "'[150]', '[100]'",
    "'[-1]', '[0]'",
    "'[1e300]', '[100]'",
    "'[80, 20]', '[80, 20]'",
    "'[33.3, 33.34]', '[33.3, 33.34]'"
  })
  @DisplayName("as progress is drawn in to 0..100, and may go back")
  void progress(String percents, String shown) {
    JsonObject input = new JsonObject().put("percents", new JsonArray(percents));
    JsonObject job = ada.whole(run("progress", input));
    assertThat(job.getString("state")).isEqualTo("completed");
    JsonArray told = new JsonArray();
    Reply.objects(job.getJsonArray("events")).stream()
        .filter(event -> event.getString("type").equals("job:progress:v1"))
        .forEach(event -> told.add(event.getJsonObject("data").getValue("percent")));
    assertThat(told).isEqualTo(new JsonArray(shown));
  }

  @Test
  @DisplayName("as progress that is no number fails the job")
  void noNumber() {
    JsonObject input = new JsonObject().put("percents", new JsonArray().add(10).add("NaN").add(90));
    JsonObject job = failed("progress", input, "invalid");
    assertThat(job.getJsonObject("progress").getInteger("percent")).isEqualTo(10);
  }

  @Test
  @DisplayName("may be a hundred steps; with one more the job has failed, finally")
  void steps() {
    JsonObject job = ada.view(run("steps", new JsonObject().put("steps", 100)));
    assertThat(job.getString("state")).isEqualTo("completed");
    assertThat(job.getJsonArray("steps")).hasSize(100);
    assertThat(job.getJsonArray("steps").getJsonObject(99).getInteger("percent")).isEqualTo(100);
    failed("steps", new JsonObject().put("steps", 101), "invalid");
  }

  // events and checkpoints

  @ParameterizedTest
  @ValueSource(
      strings = {
        "job:completed:v1",
        "job:failed:v1",
        "job:created:v1",
        "stream:open:v1",
        "tab:update:v1",
        "nonsense",
        "x:a",
        "x::v1",
        "x:a:v0",
        "X:a:v1",
        "x:<name>:v<n>",
        "search:started:v1",
        ""
      })
  @DisplayName("as an event that is not a handler's to send, or is not well-formed, fails the job")
  void wrongEvent(String type) {
    JsonObject input = new JsonObject().put("type", type).put("data", new JsonObject().put("a", 1));
    assertThat(failed("event", input, "invalid").getString("output")).isEmpty();
  }

  @Test
  @DisplayName("as an event of its own stands in the stream as it was said")
  void ownEvent() {
    JsonObject data = new JsonObject().put("a", new JsonArray()).put("b", new JsonObject());
    JsonObject input = new JsonObject().put("type", "x:mine-1:v12").put("data", data);
    List<JsonObject> events = ada.toTheEnd(run("event", input));
    assertThat(events.get(2).getString("type")).isEqualTo("x:mine-1:v12");
    assertThat(events.get(2).getJsonObject("data")).isEqualTo(data);
  }

  @Test
  @DisplayName(
      "as a checkpoint may have 256 KiB; a larger one, or one that is no JSON, fails the job")
  void checkpoints() {
    int most = (256 << 10) - 2;
    JsonObject job = ada.view(run("save", new JsonObject().put("chars", most)));
    assertThat(job.getString("state")).isEqualTo("completed");
    assertThat(job.getBoolean("hasCheckpoint")).isTrue();
    failed("save", new JsonObject().put("chars", most + 1), "too_large");
    failed("save.unfit", new JsonObject(), "invalid");
  }

  @Test
  @DisplayName("leaves in the view what its events say, also those that it put together itself")
  void ownChunksAndTasks() {
    JsonObject chunk = new JsonObject().put("text", "größer 🚲, ").put("index", 7);
    JsonObject one = new JsonObject().put("type", "model:chunk:v1").put("data", chunk);
    String id = run("event", one);
    ada.toTheEnd(id);
    JsonObject job = ada.whole(id);
    assertThat(job.getString("output")).isEqualTo("größer 🚲, after");
    assertThat(job.getInteger("outputLength")).isEqualTo("größer 🚲, after".length());
    JsonObject task = new JsonObject().put("task", "pack").put("state", "done");
    String other = run("event", new JsonObject().put("type", "task:progress:v1").put("data", task));
    ada.toTheEnd(other);
    assertThat(ada.whole(other).getJsonArray("steps")).containsExactly(task);
  }
}
