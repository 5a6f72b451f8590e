package io.jobwire.handlers.llm;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobwire.http.Client;
import io.jobwire.http.Doors;
import io.jobwire.http.Service;
import io.jobwire.testing.LoopbackPort;
import io.jobwire.worker.JobHandler;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag(Doors.TAG)
@DisplayName("A language model's answer")
class LlmTest {
  @RegisterExtension
  static final Doors doors =
      Doors.of(LlmTest::withModels).counting("jobwire_jobs_finished_total", "outcome=\"failed\"");

  private static final String KEY = "sk-hush-hush-hush";
  private static final int OUTPUT_BYTES = 40_000;

  /** The answer that is to be gone on from, of words so that a doubled one shows. */
  private static final String STORY =
      IntStream.range(0, 4_000).mapToObj("w%04dé😀 "::formatted).collect(Collectors.joining());

  private static ModelServer models;
  private static ModelServer elsewhere;
  private static Service service;
  private static Client ada;

  @BeforeAll
  static void start() {
    service = doors.service();
    ada = service.as("ada");
  }

  private static Service withModels() {
    models = new ModelServer();
    elsewhere = new ModelServer();
    return Service.start(settings(), handlers());
  }

  @AfterAll
  static void stop() {
    models.close();
    elsewhere.close();
  }

  private static Map<String, Object> settings() {
    Map<String, Object> settings = new LinkedHashMap<>();
    settings.put("llm.url", models.url().toString());
    settings.put("llm.model", "usual");
    settings.put("llm.key", KEY);
    settings.put("limits.outputBytes", OUTPUT_BYTES);
    settings.put("jobs.sweepMs", 100);
    return settings;
  }

  /** The same handler with less patience, or another server. */
  private static Map<String, JobHandler> handlers() {
    Duration second = Duration.ofSeconds(1);
    Duration long_ = Duration.ofSeconds(30);
    return Map.of(
        "llm.hasty",
        handler(models.url(), false, new Patience(second, long_, second, long_)),
        "llm.rash",
        handler(models.url(), false, new Patience(second, second.dividedBy(4), long_, long_)),
        "llm.brief",
        handler(models.url(), false, new Patience(second, long_, long_, second.dividedBy(2))),
        "llm.nobody-else",
        handler(models.url(), false, Patience.USUAL),
        "llm.continuing",
        handler(models.url(), true, Patience.USUAL),
        "llm.nobody",
        handler(
            URI.create("http://127.0.0.1:" + LoopbackPort.free() + "/v1"), false, Patience.USUAL));
  }

  /** A handler in the loops that run it: its client is made where it is needed first. */
  private static JobHandler handler(URI url, boolean continues, Patience patience) {
    ChatPlan plan = new ChatPlan(url, "usual", Optional.of(KEY), continues, patience);
    Map<Vertx, LlmHandler> made = new ConcurrentHashMap<>();
    return job ->
        made.computeIfAbsent(Vertx.currentContext().owner(), vertx -> handler(vertx, plan))
            .run(job);
  }

  private static LlmHandler handler(Vertx vertx, ChatPlan plan) {
    return new LlmHandler(Optional.of(new ChatServer(vertx, plan)), new Room(65_536, 262_144));
  }

  // what is done here again and again

  private static String created(String type, JsonObject input, int attempts) {
    JsonObject backoff = new JsonObject().put("kind", "fixed").put("delayMs", 0);
    return ada.created(
        new JsonObject()
            .put("type", type)
            .put("input", input)
            .put("maxAttempts", attempts)
            .put("backoff", backoff));
  }

  private static String asked(String type, String model, int attempts) {
    return created(type, new JsonObject().put("prompt", "Go on.").put("model", model), attempts);
  }

  private static JsonObject endOf(String id) {
    List<JsonObject> events = ada.toTheEnd(id);
    return events.get(events.size() - 1);
  }

  private static void completes(String id, String text) {
    assertThat(endOf(id).getString("type")).isEqualTo("job:completed:v1");
    assertThat(ada.whole(id).getString("output")).isEqualTo(text);
  }

  private static JsonObject fails(String id, String code) {
    JsonObject end = endOf(id);
    assertThat(end.getString("type")).as(end.encode()).isEqualTo("job:failed:v1");
    JsonObject error = end.getJsonObject("data").getJsonObject("error");
    assertThat(error.getString("code")).as(error.encode()).isEqualTo(code);
    String all = ada.whole(id).encode();
    assertThat(all).doesNotContain(KEY, "127.0.0.1", "Exception");
    return error;
  }

  private static void hungUpSoon(ModelServer.Call call, long since) throws Exception {
    long took = call.hungUp().get(5, TimeUnit.SECONDS) - since;
    System.out.printf("The model server saw the end %,d ms later%n", took / 1_000_000);
    assertThat(took).isLessThan(TimeUnit.SECONDS.toNanos(5));
  }

  private static ModelServer.Call callOf(String model) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (models.calls(model).isEmpty()) {
      assertThat(System.nanoTime()).as("nobody asked for %s", model).isLessThan(end);
      Thread.onSpinWait();
    }
    return models.calls(model).get(0);
  }

  // good answers

  @Test
  @DisplayName("comes as it is said, with what it took, and is the job's output")
  void whole() {
    models.on("usual", ModelServer.says("Hello", ", ", "world"));
    JsonObject input =
        new JsonObject()
            .put("messages", new JsonArray().add(message("user", "Hi")))
            .put("system", "Be kind.")
            .put("temperature", 0.5)
            .put("maxTokens", 9);
    String id = created("llm", input, 1);
    completes(id, "Hello, world");
    JsonObject told = ada.event(id, "model:complete:v1").getJsonObject("data");
    assertThat(told.getString("model")).isEqualTo("parrot-1");
    assertThat(told.getJsonObject("tokens"))
        .isEqualTo(new JsonObject().put("prompt", 7).put("completion", 3));
    assertThat(told.getLong("firstTokenMs")).isBetween(0L, told.getLong("durationMs"));
    assertThat(ada.view(id).getJsonObject("result"))
        .isEqualTo(told.copy().put("finishReason", "stop"));

    ModelServer.Call call = models.calls("usual").get(0);
    assertThat(call.request().getHeader("Authorization")).isEqualTo("Bearer " + KEY);
    assertThat(call.body())
        .isEqualTo(
            new JsonObject()
                .put("model", "usual")
                .put(
                    "messages",
                    new JsonArray().add(message("system", "Be kind.")).add(message("user", "Hi")))
                .put("stream", true)
                .put("stream_options", new JsonObject().put("include_usage", true))
                .put("temperature", 0.5)
                .put("max_tokens", 9));
  }

  private static JsonObject message(String role, String content) {
    return new JsonObject().put("role", role).put("content", content);
  }

  @Test
  @DisplayName("is the same when it comes byte by byte, between comments, with all line ends")
  void bytes() {
    String stream =
        (": ping\n\n" + ModelServer.wholeStream("é", "😀", "\"\\\n", "中 文", "end"))
            .replace("data: {", "event: x\r\ndata:{")
            .replace("\n\n", "\r\n\r\n");
    byte[] bytes = stream.getBytes(StandardCharsets.UTF_8);
    models.on(
        "bytes",
        call -> {
          call.stream();
          for (byte b : bytes) {
            call.response().write(Buffer.buffer(new byte[] {b}));
          }
          call.response().end();
        });
    completes(asked("llm", "bytes", 1), "é😀\"\\\n中 文end");
  }

  @Test
  @DisplayName("has its characters whole where the server cuts them into two pieces")
  void halves() {
    String cut =
        "data: {\"choices\":[{\"delta\":{\"content\":\"a\\ud83d\"}}]}\n\n"
            + "data: {\"choices\":[{\"delta\":{\"content\":\"\\ude00b\\ud83d\"}}]}\n\n";
    models.on(
        "halves",
        call -> {
          call.stream().write(cut);
          call.vertx().setTimer(30, later -> call.response().end(ModelServer.DONE));
        });
    String id = asked("llm", "halves", 1);
    completes(id, "a😀b\uFFFD");
  }

  @Test
  @DisplayName("is without what the model thought, counts nothing that it was not told")
  void reasoning() {
    models.on(
        "thinker",
        ModelServer.bytes(
            Buffer.buffer(
                ModelServer.event(new JsonObject().put("reasoning_content", "hm"), null)
                    + ModelServer.event(new JsonObject().put("content", "42"), null)
                    + ModelServer.event(new JsonObject(), "length"))));
    String id = asked("llm", "thinker", 1);
    completes(id, "42");
    JsonObject result = ada.view(id).getJsonObject("result");
    assertThat(result.getString("finishReason")).isEqualTo("length");
    assertThat(result.getJsonObject("tokens")).isEmpty();
  }

  @Test
  @DisplayName("may begin late: only between pieces is silence short")
  void slowFirstToken() {
    models.on(
        "slow",
        call -> {
          call.stream().write(": wait\n\n");
          call.vertx()
              .setTimer(
                  1_500, later -> call.response().end(ModelServer.wholeStream("at ", "last")));
        });
    String id = asked("llm.hasty", "slow", 1);
    completes(id, "at last");
    assertThat(ada.view(id).getJsonObject("result").getLong("firstTokenMs"))
        .isGreaterThanOrEqualTo(1_400);
  }

  @Test
  @DisplayName("is asked for again without counting where the server does not know how")
  void uncounted() {
    models.on(
        "simple",
        ModelServer.status(400, "{\"error\":{\"message\":\"Unknown field: stream_options\"}}"),
        ModelServer.says("fine"));
    completes(asked("llm.hasty", "simple", 1), "fine");
    assertThat(models.calls("simple").get(0).body().containsKey("stream_options")).isTrue();
    assertThat(models.calls("simple").get(1).body().containsKey("stream_options")).isFalse();
  }

  @Test
  @DisplayName("is whole where the last event brings text and nothing comes behind it")
  void lastWords() {
    String last = ModelServer.event(new JsonObject().put("content", " world"), "stop").strip();
    models.on("brief", ModelServer.bytes(Buffer.buffer(ModelServer.chunks("Hello") + last)));
    completes(asked("llm", "brief", 1), "Hello world");
  }

  @Test
  @DisplayName("is whole where the server has said why it ended, and then says nothing more")
  void saysNoEnd() {
    String last = ModelServer.event(new JsonObject().put("content", "all"), "stop");
    models.on("open", call -> call.stream().write(last));
    completes(asked("llm.hasty", "open", 1), "all");
  }

  @Test
  @DisplayName("is refused as its status says, also where the body never ends")
  void hangingRefusal() {
    models.on("rude", call -> call.response().setStatusCode(401).setChunked(true).write("{"));
    fails(asked("llm.hasty", "rude", 3), "model_key_refused");
  }

  @Test
  @DisplayName("is asked for without counting where the server lists what it does not know")
  void listedFields() {
    models.on(
        "listing",
        ModelServer.status(422, "{\"detail\":[{\"loc\":[\"body\",\"stream_options\"]}]}"),
        ModelServer.says("fine"));
    completes(asked("llm.nobody-else", "listing", 1), "fine");
  }

  // what goes wrong and may go better

  static List<Object[]> troubles() {
    String good = "data: {\"choices\":[{\"delta\":{\"content\":\"half\"}}]}\n\n";
    return List.of(
        trouble("500", "model_unavailable", ModelServer.status(500, "Traceback: /srv/x.py")),
        trouble("503", "model_unavailable", ModelServer.status(503, "", "Retry-After", "soon")),
        trouble("cut", "model_cut", ModelServer.cutAfter("half", " of it")),
        trouble("cut at once", "model_cut", call -> call.request().connection().close()),
        trouble("ends without an end", "model_cut", ModelServer.bytes(Buffer.buffer(good))),
        trouble(
            "cut in an event",
            "model_cut",
            ModelServer.bytes(Buffer.buffer(good + "data: {\"choi"))),
        trouble("longer than it is", "model_cut", lying(good, 100_000)),
        trouble("shorter than it is", "model_cut", lying(good + good + ModelServer.DONE, 70)),
        trouble("a page", "model_garbled", ModelServer.bytes(Buffer.buffer("<html>Hello</html>"))),
        trouble("nothing", "model_garbled", ModelServer.bytes(Buffer.buffer())),
        trouble(
            "no JSON", "model_garbled", ModelServer.bytes(Buffer.buffer(good + "data: {x\n\n"))),
        trouble("a list", "model_garbled", ModelServer.bytes(Buffer.buffer("data: [1]\n\n"))),
        trouble("a huge line", "model_garbled", call -> hugeLine(call.stream(), 64)),
        trouble("silence", "model_silent", ModelServer.hangsAfter("half")),
        trouble(
            "an error in between",
            "model_failed",
            ModelServer.bytes(
                Buffer.buffer(
                    good
                        + "data: {\"error\":{\"message\":\"Out of memory for "
                        + KEY
                        + "\\n\"}}\n\n"))));
  }

  private static Object[] trouble(String what, String code, ModelServer.Answer answer) {
    return new Object[] {what, code, answer};
  }

  private static ModelServer.Answer lying(String body, int length) {
    return call -> {
      call.response().putHeader("Content-Length", Integer.toString(length)).write(body);
      call.vertx().setTimer(50, later -> call.request().connection().close());
    };
  }

  private static void hugeLine(io.vertx.core.http.HttpServerResponse response, int parts) {
    if (parts > 0 && !response.closed()) {
      response.write("x".repeat(64 << 10)).onSuccess(written -> hugeLine(response, parts - 1));
    }
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("troubles")
  @DisplayName("is begun anew after trouble that may pass, and what was said of it is void:")
  void again(String what, String code, ModelServer.Answer bad) {
    models.on(what, bad, ModelServer.says("good ", "again"));
    String id = asked("llm.hasty", what, 2);
    completes(id, "good again");
    JsonObject retrying = ada.event(id, "job:retrying:v1").getJsonObject("data");
    assertThat(retrying.getJsonObject("error").getString("code")).isEqualTo(code);
    assertThat(ada.page(id, "limit=500").encode()).doesNotContain(KEY, "127.0.0.1", "/srv");
    assertThat(models.calls(what)).hasSize(2);
  }

  @Test
  @DisplayName("is not asked for again before the server wants to be")
  void retryAfter() {
    models.on("busy", ModelServer.status(429, "{}", "Retry-After", "1"), ModelServer.says("now"));
    String id = asked("llm", "busy", 2);
    completes(id, "now");
    JsonObject retrying = ada.event(id, "job:retrying:v1");
    JsonObject data = retrying.getJsonObject("data");
    assertThat(data.getJsonObject("error").getString("code")).isEqualTo("model_busy");
    assertThat(data.getLong("retryAt") - retrying.getLong("at")).isEqualTo(1_000);
  }

  @Test
  @DisplayName("fails for a server that does not say a word, and for one that is not there")
  void nobody() {
    models.on("mute", call -> {});
    fails(asked("llm.rash", "mute", 1), "model_silent");
    fails(asked("llm.nobody", "mute", 1), "model_unreachable");
  }

  // what no other try would mend

  @ParameterizedTest(name = "{0}: {1}")
  @ValueSource(strings = {"401 model_key_refused", "404 model_not_found", "307 model_redirected"})
  @DisplayName("fails at once where another try would not help:")
  void refused(String row) {
    String code = row.substring(4);
    int status = Integer.parseInt(row.substring(0, 3));
    String there = elsewhere.url() + "/chat/completions";
    elsewhere.on(code, ModelServer.says("stolen"));
    String echo = "{\"error\":{\"message\":\"Bad key " + KEY + "\"}}";
    models.on(code, ModelServer.status(status, echo, "Location", there));
    fails(asked("llm", code, 3), code);
    assertThat(models.calls(code)).hasSize(1);
    assertThat(elsewhere.calls(code)).isEmpty();
  }

  @Test
  @DisplayName("fails with what the server has against the question, in its words")
  void badQuestion() {
    String said = "{\"error\":{\"message\":\"Too long\\nfor " + KEY + "\",\"stack\":\"at x\"}}";
    models.on("strict", ModelServer.status(400, said));
    assertThat(fails(asked("llm", "strict", 3), "model_refused").getString("message"))
        .isEqualTo("The model server refused the question: Too long for ***");
  }

  @Test
  @DisplayName("fails when all of it takes too long, however lively it is")
  void tooLong() throws Exception {
    models.on("endless words", call -> drip(call, 20));
    String id = asked("llm.brief", "endless words", 3);
    fails(id, "model_too_long");
    hungUpSoon(callOf("endless words"), System.nanoTime());
  }

  private static void drip(ModelServer.Call call, int everyMs) {
    call.stream();
    call.vertx()
        .setPeriodic(
            everyMs,
            tick -> {
              if (call.hungUp().isDone()) {
                call.vertx().cancelTimer(tick);
              } else {
                call.response().write(ModelServer.chunks("word "));
              }
            });
  }

  @Test
  @DisplayName("ends with the output's limit when it has no end, and so does the call")
  void endless() throws Exception {
    models.on("endless", call -> pour(call.begin(), ModelServer.chunks("word ".repeat(100))));
    String id = asked("llm", "endless", 3);
    JsonObject error = fails(id, "output_too_large");
    long since = System.nanoTime();
    assertThat(error.getString("message")).contains(Integer.toString(OUTPUT_BYTES));
    assertThat(ada.whole(id).getString("output").length()).isBetween(1, OUTPUT_BYTES);
    hungUpSoon(callOf("endless"), since);
    assertThat(models.calls("endless")).hasSize(1);
  }

  private static void pour(ModelServer.Call call, String event) {
    if (!call.hungUp().isDone()) {
      call.response().write(event).onSuccess(written -> pour(call, event));
    }
  }

  @Test
  @DisplayName("ends with a cancel: the server sees the call end, in the midst of it or before it")
  void cancelled() throws Exception {
    models.on("talker", call -> drip(call, 20)).on("thinking", call -> {});
    String talks = asked("llm", "talker", 3);
    ada.event(talks, "model:chunk:v1");
    ada.cancel(talks).is(200);
    hungUpSoon(callOf("talker"), System.nanoTime());
    String thinks = asked("llm", "thinking", 3);
    ModelServer.Call call = callOf("thinking");
    ada.cancel(thinks).is(200);
    hungUpSoon(call, System.nanoTime());
  }

  @Test
  @DisplayName("is not asked for a question that is none")
  void invalid() {
    JsonObject both =
        new JsonObject()
            .put("prompt", "a")
            .put("messages", new JsonArray().add(message("user", "b")));
    refused(both, "input");
    refused(new JsonObject(), "input");
    refused(new JsonObject().put("prompt", "Hi").put("temperature", 3), "input.temperature");
  }

  private static void refused(JsonObject input, String path) {
    ada.create(new JsonObject().put("type", "llm").put("input", input)).isInvalidAt(path);
  }

  @Test
  @DisplayName("fails at once, and says what to set, where no model is configured")
  void notConfigured() {
    try (Service without = Service.start()) {
      Client bob = without.as("bob");
      String id = bob.created("llm", new JsonObject().put("prompt", "Hi"));
      JsonObject ended = bob.ended(id);
      assertThat(ended.getInteger("attempt")).isEqualTo(1);
      assertThat(ended.getJsonObject("error").getString("code")).isEqualTo("llm_not_configured");
      assertThat(ended.getJsonObject("error").getString("message"))
          .contains("llm.url", "llm.model", "JOBWIRE_LLM_URL");
    }
  }

  // parts that are kept

  /** Goes on from where it is told, as a server does that can. */
  private static void goOn(ModelServer.Call call) {
    String begun = call.begun();
    assertThat(STORY).startsWith(begun);
    call.stream().end(ModelServer.wholeStream(STORY.substring(begun.length(), 12_000)));
  }

  /** Word by word, until it is told to break off. */
  private static ModelServer.Answer untilCut(CompletableFuture<Void> cut) {
    return call -> {
      call.stream();
      int[] at = {0};
      call.vertx()
          .setPeriodic(
              2,
              tick -> {
                if (cut.isDone() || call.hungUp().isDone()) {
                  call.vertx().cancelTimer(tick);
                  call.request().connection().close();
                } else if (at[0] < 10_000) {
                  call.response().write(ModelServer.chunks(STORY.substring(at[0], at[0] + 9)));
                  at[0] += 9;
                }
              });
    };
  }

  @Test
  @DisplayName("is gone on with from its checkpoint where the server can, and nothing is doubled")
  void continues() {
    CompletableFuture<Void> cut = new CompletableFuture<>();
    models.on("teller", untilCut(cut), LlmTest::goOn);
    String id = asked("llm.continuing", "teller", 2);
    ada.event(id, "job:checkpoint:v1");
    cut.complete(null);
    JsonObject ended = ada.ended(id);
    assertThat(ended.getString("state")).as(ended.encode()).isEqualTo("completed");
    assertThat(ada.whole(id).getString("output")).isEqualTo(STORY.substring(0, 12_000));
    ModelServer.Call second = models.calls("teller").get(1);
    assertThat(second.begun()).isNotEmpty();
    assertThat(second.body().getBoolean("continue_final_message")).isTrue();
  }

  @Test
  @DisplayName("keeps its part when its process has to go")
  void drains() {
    models.on("traveller", untilCut(new CompletableFuture<>()), LlmTest::goOn);
    Service leaves = service.another(Map.of(), leaving());
    JsonObject input = new JsonObject().put("prompt", "Go on.").put("model", "traveller");
    String id = ada.created("llm.leaving", input);
    ada.event(id, "model:chunk:v1");
    leaves.close();
    assertThat(ada.event(id, "job:checkpoint:v1")).isNotNull();
    Service comes = service.another(Map.of(), leaving());
    assertThat(ada.ended(id).getString("state")).isEqualTo("completed");
    assertThat(ada.whole(id).getString("output")).isEqualTo(STORY.substring(0, 12_000));
    comes.close();
    assertThat(models.calls("traveller").get(1).begun()).isNotEmpty();
  }

  private static Map<String, JobHandler> leaving() {
    return Map.of("llm.leaving", handler(models.url(), true, Patience.USUAL));
  }

  // without a service around it

  @Test
  @DisplayName("is taken no faster than it is passed on")
  void backpressure() throws Exception {
    CompletableFuture<Void> full = new CompletableFuture<>();
    String event = ModelServer.chunks("x".repeat(10_000));
    models.on("flood", call -> flood(call, event, full));
    Vertx vertx = Vertx.vertx();
    try {
      ChatPlan plan = new ChatPlan(models.url(), "flood", Optional.empty(), false, Patience.USUAL);
      CompletableFuture<String> first = new CompletableFuture<>();
      CompletableFuture<Void> cancel = new CompletableFuture<>();
      int[] pieces = {0};
      Asked question = new Asked(List.of(), null, null, null, "");
      Future<Answered> answer =
          new ChatServer(vertx, plan)
              .answer(
                  question,
                  piece -> {
                    pieces[0]++;
                    first.complete(piece);
                    return Future.future(never -> {});
                  },
                  Future.fromCompletionStage(cancel));
      first.get(10, TimeUnit.SECONDS);
      full.get(10, TimeUnit.SECONDS);
      assertThat(pieces[0]).isEqualTo(1);
      cancel.complete(null);
      callOf("flood").hungUp().get(5, TimeUnit.SECONDS);
      assertThat(answer.failed()).isTrue();
      assertThat(models.calls("flood").get(0).request().getHeader("Authorization")).isNull();
    } finally {
      vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }
  }

  /** Writes until a write is not taken any more: the reader has stopped. */
  private static void flood(ModelServer.Call call, String event, CompletableFuture<Void> full) {
    call.stream();
    call.vertx()
        .setPeriodic(
            1,
            tick -> {
              if (call.hungUp().isDone()) {
                call.vertx().cancelTimer(tick);
              } else if (call.response().writeQueueFull()) {
                full.complete(null);
              } else {
                call.response().write(event.repeat(50));
              }
            });
  }
}
