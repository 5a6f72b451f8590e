package io.jobwire.handlers.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobwire.handlers.llm.ChatPlan;
import io.jobwire.handlers.llm.ChatServer;
import io.jobwire.handlers.llm.Model;
import io.jobwire.handlers.llm.ModelServer;
import io.jobwire.handlers.llm.Patience;
import io.jobwire.handlers.llm.Room;
import io.jobwire.handlers.search.Finder;
import io.jobwire.handlers.search.Hit;
import io.jobwire.http.Client;
import io.jobwire.http.Reply;
import io.jobwire.http.Service;
import io.jobwire.worker.JobHandler;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("An agent")
class AgentTest {
  private static final String QUESTION = "How does resume work?";
  private static final Room ROOM = new Room(65_536, 262_144);
  private static final Shelf HOSTILE = hostile();
  private static ModelServer models;
  private static Service service;
  private static Client ada;

  @BeforeAll
  static void start() {
    models = new ModelServer();
    service = Service.start(Map.of("jobs.sweepMs", 100), handlers());
    ada = service.as("ada");
  }

  @AfterAll
  static void stop() {
    service.close();
    models.close();
  }

  private static Map<String, JobHandler> handlers() {
    Shelf full = Shelf.full();
    AgentHandler plain = new AgentHandler(full, Optional.empty(), ROOM);
    Map<String, JobHandler> handlers = new HashMap<>();
    handlers.put("agent", plain);
    handlers.put("lost", new AgentHandler(new Shelf(), Optional.empty(), ROOM));
    handlers.put("hostile", new AgentHandler(HOSTILE, Optional.empty(), ROOM));
    Room narrow = new Room(65_536, 3_000);
    handlers.put("narrow", new AgentHandler(full, Optional.empty(), narrow));
    for (Step step : Step.values()) {
      handlers.put(type(step), job -> plain.run(new Stumbling(job, step.title())));
    }
    for (String model : List.of("wise", "shaky", "broken", "wordless", "slow")) {
      handlers.put("with." + model, asking(full, model));
    }
    return handlers;
  }

  private static String type(Step step) {
    return "lost." + step.name().toLowerCase(Locale.ROOT);
  }

  private static JobHandler asking(Finder finder, String model) {
    ChatPlan plan = new ChatPlan(models.url(), model, Optional.empty(), false, Patience.USUAL);
    Map<Vertx, Model> made = new ConcurrentHashMap<>();
    return job ->
        new AgentHandler(
                finder,
                Optional.of(
                    made.computeIfAbsent(
                        Vertx.currentContext().owner(), vertx -> new ChatServer(vertx, plan))),
                ROOM)
            .run(job);
  }

  private static Shelf hostile() {
    String long_ = "resume 😀 \ud83d \u0000 ".repeat(2_000) + ".";
    return new Shelf()
        .with(new Hit(null, "a", null, List.of(), Double.NaN, null))
        .with(new Hit(long_, "b", long_, List.of(), Double.NEGATIVE_INFINITY, long_))
        .with(
            new Hit(
                "", "javascript:alert(1)", "", List.of(), 1, "<script>resume(1)</script> is it."))
        .with(new Hit("no address", "", "resume", List.of(), 1, "Resume is without an address."))
        .with(new Hit("code", "c", "resume()", List.of(), 1, "```\nresume()\n```"));
  }

  private static String created(String type, JsonObject input) {
    JsonObject backoff = new JsonObject().put("kind", "fixed").put("delayMs", 0);
    return ada.created(
        new JsonObject()
            .put("type", type)
            .put("input", input)
            .put("maxAttempts", 2)
            .put("backoff", backoff));
  }

  private static String asked(String type) {
    return created(type, new JsonObject().put("query", QUESTION));
  }

  private static List<JsonObject> of(List<JsonObject> events, String type) {
    return events.stream().filter(event -> event.getString("type").equals(type)).toList();
  }

  /** As "Searching active", in order. */
  private static List<String> steps(List<JsonObject> events) {
    return of(events, "task:progress:v1").stream()
        .map(event -> event.getJsonObject("data"))
        .map(data -> data.getString("task") + " " + data.getString("state"))
        .filter(told -> !told.endsWith("pending"))
        .toList();
  }

  private static JsonObject result(String id) {
    JsonObject view = ada.view(id);
    assertThat(view.getString("state")).as(view.encode()).isEqualTo("completed");
    JsonObject result = view.getJsonObject("result");
    assertThat(ada.whole(id).getString("output")).isEqualTo(result.getString("answer"));
    return result;
  }

  @Test
  @DisplayName("answers in five steps, out of what it finds, with numbered sources")
  void whole() {
    long start = System.nanoTime();
    String id = asked("agent");
    List<JsonObject> events = ada.toTheEnd(id);
    System.out.printf("Answered after %,d ms%n", (System.nanoTime() - start) / 1_000_000);
    assertThat(events).hasSizeLessThan(150);
    assertThat(steps(events))
        .containsExactly(
            "Analyzing active", "Analyzing done",
            "Searching active", "Searching done",
            "Processing active", "Processing done",
            "Generating active", "Generating done",
            "Finalizing active", "Finalizing done");
    assertThat(of(events, "job:checkpoint:v1"))
        .extracting(event -> event.getJsonObject("data").getString("label"))
        .containsExactly("Analyzing", "Searching", "Processing", "Generating", "Finalizing");
    JsonObject found = of(events, "search:complete:v1").get(0).getJsonObject("data");
    assertThat(of(events, "search:result:v1"))
        .hasSize(found.getInteger("count"))
        .extracting(event -> event.getJsonObject("data"))
        .isEqualTo(Reply.objects(found.getJsonArray("results")));
    assertThat(result(id).getString("answer"))
        .isEqualTo(
            """
            A failed or cancelled job is put back to work by hand: it is resumed. It goes on \
            from its last checkpoint, with the full number of attempts. [1]

            `POST /resume`: 200, the job is resumed at once. [2]

            When a worker dies, another resumes its job from the checkpoint within 20 s. [3]

            A checkpoint holds what a resumed job needs to go on. [4]

            Sources:
            [1] Jobs, jobs.md#resume
            [2] Calls, jobs.md#calls
            [3] Workers, workers.md
            [4] Checkpoints, jobs.md#checkpoints
            """);
    assertThat(result(id).getJsonArray("sources").getJsonObject(2))
        .isEqualTo(
            new JsonObject()
                .put("n", 3)
                .put("title", "Workers")
                .put("url", "workers.md")
                .put(
                    "snippet",
                    "When a worker dies, another resumes its job from the checkpoint within 20 s."));
    assertThat(ada.view(id).getJsonArray("steps")).hasSize(5);
  }

  @ParameterizedTest(name = "{0}")
  @EnumSource(Step.class)
  @DisplayName("that fails in a step goes on with it, and repeats none before it:")
  void lostStep(Step lost) {
    String id = asked(type(lost));
    List<JsonObject> events = ada.toTheEnd(id);
    for (Step step : Step.values()) {
      assertThat(steps(events).stream().filter((step.title() + " active")::equals).count())
          .as("starts of %s", step)
          .isEqualTo(step == lost ? 2 : 1);
    }
    int searches = lost == Step.SEARCHING ? 2 : 1;
    assertThat(of(events, "search:started:v1")).hasSize(searches);
    assertThat(of(events, "job:retrying:v1")).hasSize(1);
    String whole = asked("agent");
    ada.toTheEnd(whole);
    assertThat(result(id)).isEqualTo(result(whole));
  }

  @Test
  @DisplayName("says so when it finds nothing, and has no sources")
  void nothing() {
    String id = asked("lost");
    List<JsonObject> events = ada.toTheEnd(id);
    assertThat(of(events, "search:started:v1")).hasSize(2);
    assertThat(result(id).getString("answer")).startsWith("I found nothing about this");
    assertThat(result(id).getJsonArray("sources")).isEmpty();
  }

  @Test
  @DisplayName("takes whatever is found, without an address, endless or no text at all")
  void hostileHits() {
    String id = asked("hostile");
    ada.toTheEnd(id);
    JsonArray sources = result(id).getJsonArray("sources");
    assertThat(sources).hasSize(3);
    assertThat(result(id).getString("answer")).contains("<script>resume(1)</script> is it. [");
  }

  @Test
  @DisplayName("gives up some of what it found where a checkpoint could not hold it")
  void narrow() {
    String id = asked("narrow");
    ada.toTheEnd(id);
    assertThat(result(id).getJsonArray("sources")).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"query\":7}",
        "{\"query\":\"a\",\"sources\":0}",
        "{\"query\":\"a\",\"sources\":1.5}",
        "{\"query\":\"a\",\"useModel\":\"no\"}"
      })
  @DisplayName("is not sent for what is no question")
  void invalid(String input) {
    ada.create(new JsonObject().put("type", "agent").put("input", new JsonObject(input)))
        .isProblem(422, "invalid");
  }

  @Test
  @DisplayName("ends at once when there is nothing in the question")
  void blank() {
    JsonObject ended = ada.ended(created("agent", new JsonObject().put("query", "  ")));
    assertThat(ended.getString("state")).isEqualTo("failed");
    assertThat(ended.getJsonObject("error").getString("code")).isEqualTo("invalid_input");
  }

  // with a model

  @Test
  @DisplayName("lets the model answer from the numbered passages, where there is one")
  void model() {
    models.on("wise", ModelServer.says("By ", "hand", " [1]."));
    String id = asked("with.wise");
    List<JsonObject> events = ada.toTheEnd(id);
    assertThat(result(id).getString("answer")).isEqualTo("By hand [1].");
    assertThat(result(id).getString("model")).isEqualTo("parrot-1");
    assertThat(of(events, "model:complete:v1")).hasSize(1);
    JsonArray messages = models.calls("wise").get(0).body().getJsonArray("messages");
    assertThat(messages.getJsonObject(0).getString("content")).contains("numbered passages");
    assertThat(messages.getJsonObject(1).getString("content"))
        .contains("[1] Jobs\n", "[2] Calls\n", "Question: " + QUESTION);

    String quoted =
        created("with.wise", new JsonObject().put("query", QUESTION).put("useModel", false));
    ada.toTheEnd(quoted);
    assertThat(result(quoted).containsKey("model")).isFalse();
    assertThat(models.calls("wise")).hasSize(1);
  }

  @Test
  @DisplayName("whose model fails for now only asks it again")
  void shaky() {
    models.on("shaky", ModelServer.cutAfter("By th"), ModelServer.says("By hand [1]."));
    String id = asked("with.shaky");
    List<JsonObject> events = ada.toTheEnd(id);
    assertThat(result(id).getString("answer")).isEqualTo("By hand [1].");
    assertThat(of(events, "search:started:v1")).hasSize(1);
    assertThat(steps(events))
        .containsSubsequence(
            "Processing done", "Generating active", "Generating failed", "Generating active")
        .containsOnlyOnce("Processing done");
  }

  @Test
  @DisplayName("whose model fails for good, or says nothing at all, fails with what it said")
  void broken() {
    models.on("broken", ModelServer.status(401, "")).on("wordless", ModelServer.says());
    JsonObject broken = ada.ended(asked("with.broken"));
    assertThat(broken.getJsonObject("error").getString("code")).isEqualTo("model_key_refused");
    assertThat(broken.getInteger("attempt")).isEqualTo(1);
    JsonObject wordless = ada.ended(asked("with.wordless"));
    assertThat(wordless.getJsonObject("error").getString("code")).isEqualTo("model_said_nothing");
    assertThat(wordless.getInteger("attempt")).isEqualTo(2);
  }

  @Test
  @DisplayName("that is cancelled stops asking, and resumed begins with the answer")
  void cancelled() throws Exception {
    models.on("slow", ModelServer.hangsAfter("By th"), ModelServer.says("By hand [1]."));
    String id = asked("with.slow");
    ada.event(id, "model:chunk:v1");
    ada.cancel(id).is(200);
    models.calls("slow").get(0).hungUp().get(5, TimeUnit.SECONDS);
    ada.resume(id).is(200);
    assertThat(ada.ended(id).getString("state")).isEqualTo("completed");
    assertThat(result(id).getString("answer")).isEqualTo("By hand [1].");
    List<JsonObject> events = ada.toTheEnd(id);
    assertThat(of(events, "search:started:v1")).hasSize(1);
  }
}
