package io.jobwire.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobwire.testing.RedisServer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** On two instances, of which one has nothing but an API; over several partitions. */
@DisplayName("A worker in another language")
class WorkerGatewayTest {
  private static final AtomicInteger TYPES = new AtomicInteger();
  private static Service service;
  private static Service apiOnly;
  private static Client ada;
  private static Client worker;
  private static Client elsewhere;
  private String type;

  @TempDir Path folder;

  @BeforeAll
  static void start() {
    service =
        Service.start(
            Map.of(
                "cluster.enabled", true,
                "redis.partitions", 4,
                "limits.outputBytes", 65_536,
                "limits.eventBytes", 2_048));
    apiOnly =
        service.another(
            Map.of(
                "verticles.worker.instances", 0,
                "verticles.jobs.instances", 0,
                "verticles.scheduler.instances", 0,
                "verticles.subscriber.instances", 1),
            Map.of());
    ada = service.as("ada");
    worker = service.as("robot", "worker");
    elsewhere = apiOnly.as("robot", "worker");
  }

  @AfterAll
  static void stop() {
    apiOnly.close();
    service.close();
  }

  /** A type of its own for each test: none takes another's jobs. Claiming makes it known. */
  @BeforeEach
  void freshType() {
    type = "foreign-" + TYPES.incrementAndGet();
    assertThat(claim(worker, 1, 0, null)).isEmpty();
  }

  // steps

  private JsonObject wish(int max, long waitMs, String claimId) {
    JsonObject wish =
        new JsonObject()
            .put("types", new JsonArray().add(type))
            .put("max", max)
            .put("waitMs", waitMs)
            .put("worker", "w-1");
    return claimId == null ? wish : wish.put("claimId", claimId);
  }

  private List<JsonObject> claim(Client by, int max, long waitMs, String claimId) {
    return by.post("/api/worker/claim", wish(max, waitMs, claimId)).is(200).list("jobs");
  }

  private CompletableFuture<Reply> claimLater(Client by, long waitMs, String claimId) {
    return by.sendJsonAsync("POST", "/api/worker/claim", wish(1, waitMs, claimId).encode());
  }

  private JsonObject claimed() {
    ada.created(type, new JsonObject());
    return only(claim(worker, 1, 5_000, null));
  }

  private static JsonObject only(List<JsonObject> jobs) {
    assertThat(jobs).hasSize(1);
    return jobs.get(0);
  }

  private static JsonObject under(JsonObject job) {
    return new JsonObject().put("lease", job.getString("lease"));
  }

  private static Reply write(Client by, JsonObject job, String step, JsonObject body) {
    return by.post("/api/worker/jobs/" + job.getString("jobId") + "/" + step, body);
  }

  private static JsonObject events(JsonObject job, int first, JsonObject... events) {
    return under(job).put("first", first).put("events", new JsonArray(List.of(events)));
  }

  private static JsonObject event(String type, JsonObject data) {
    return new JsonObject().put("type", type).put("data", data);
  }

  private static JsonObject chunk(int index, String text) {
    return event("model:chunk:v1", new JsonObject().put("text", text).put("index", index));
  }

  private static JsonObject own(int n) {
    return event("x:own:v1", new JsonObject().put("n", n));
  }

  private static JsonObject error(boolean retryable) {
    return new JsonObject()
        .put("code", "broken")
        .put("message", "It broke.")
        .put("retryable", retryable);
  }

  private static JsonObject numbered(JsonObject job, int first) {
    return under(job).put("first", first);
  }

  // life

  @Test
  @DisplayName("does a job from the claim to the result, and viewers see what they always see")
  void life() {
    String input = "{\"list\":[],\"price\":1.10,\"s\":\"\\ud800é\"}";
    String body = "{\"type\":\"%s\",\"input\":%s}".formatted(type, input);
    String id = ada.post("/api/jobs", body).is(201).jobId();
    Reply reply = worker.post("/api/worker/claim", wish(1, 5_000, "c-life")).is(200);
    assertThat(reply.body()).contains(input);
    JsonObject job = only(reply.list("jobs"));
    assertThat(job.getString("jobId")).isEqualTo(id);
    assertThat(job.getString("userId")).isEqualTo("ada");
    assertThat(job.getInteger("attempt")).isEqualTo(1);
    assertThat(job.getString("attemptKey")).startsWith(id + ".").endsWith(".1");
    assertThat(job.getString("lease")).hasSizeLessThanOrEqualTo(128);
    assertThat(job.containsKey("checkpoint")).isFalse();
    JsonObject progress = new JsonObject().put("percent", 40).put("step", "Scaling");
    JsonObject task = new JsonObject().put("task", "Scale").put("state", "active");
    JsonObject told =
        write(
                worker,
                job,
                "events",
                events(
                    job,
                    1,
                    event("job:progress:v1", progress),
                    event("task:progress:v1", task),
                    chunk(0, "Hé "),
                    chunk(1, "😀")))
            .is(200)
            .json();
    assertThat(told).isEqualTo(new JsonObject("{\"seq\":6,\"next\":5,\"signals\":[]}"));
    JsonObject saved = numbered(job, 5).put("data", new JsonArray().add(7)).put("label", "page 7");
    assertThat(write(worker, job, "checkpoint", saved).is(200).json().getInteger("next"))
        .isEqualTo(6);
    assertThat(ada.whole(id).getString("output")).isEqualTo("Hé 😀");
    assertThat(ada.whole(id).getInteger("outputLength")).isEqualTo(5);
    assertThat(ada.view(id).getJsonArray("steps").getJsonObject(0)).isEqualTo(task);
    JsonObject done = numbered(job, 6).put("result", new JsonObject("{\"empty\":[]}"));
    write(worker, job, "complete", done).is(200);
    List<JsonObject> all = ada.toTheEnd(id);
    assertThat(Client.types(all))
        .containsExactly(
            "job:created:v1",
            "job:running:v1",
            "job:progress:v1",
            "task:progress:v1",
            "model:chunk:v1",
            "model:chunk:v1",
            "job:checkpoint:v1",
            "job:completed:v1");
    assertThat(all.get(1).getJsonObject("data").getString("worker")).isEqualTo("w-1");
    assertThat(ada.view(id).getJsonObject("result")).isEqualTo(new JsonObject("{\"empty\":[]}"));
  }

  @Test
  @DisplayName("may complete without a result: it is null")
  void noResult() {
    JsonObject job = claimed();
    write(worker, job, "complete", numbered(job, 1)).is(200);
    JsonObject view = ada.view(job.getString("jobId"));
    assertThat(view.containsKey("result")).isTrue();
    assertThat(view.getValue("result")).isNull();
  }

  @Test
  @DisplayName("may send every write twice, here and elsewhere: the second answer is the first")
  void twice() {
    JsonObject job = claimed();
    String id = job.getString("jobId");
    twice(job, "events", events(job, 1, own(1), chunk(0, "a"), own(3)));
    twice(job, "checkpoint", numbered(job, 4).put("data", 1));
    twice(job, "heartbeat", under(job));
    twice(job, "events", events(job, 5, chunk(1, "b")));
    twice(job, "fail", numbered(job, 6).put("error", error(true)));
    JsonObject second = only(claim(elsewhere, 1, 10_000, null));
    assertThat(second.getInteger("attempt")).isEqualTo(2);
    assertThat(second.getInteger("checkpoint")).isEqualTo(1);
    twice(second, "release", numbered(second, 1));
    JsonObject third = only(claim(elsewhere, 1, 5_000, null));
    twice(third, "events", events(third, 1, chunk(1, "B")));
    twice(third, "complete", numbered(third, 2).put("result", "ab"));
    assertThat(Client.types(ada.toTheEnd(id)))
        .containsExactly(
            "job:created:v1",
            "job:running:v1",
            "x:own:v1",
            "model:chunk:v1",
            "x:own:v1",
            "job:checkpoint:v1",
            "model:chunk:v1",
            "job:retrying:v1",
            "job:running:v1",
            "job:retrying:v1",
            "job:running:v1",
            "model:chunk:v1",
            "job:completed:v1");
    assertThat(ada.whole(id).getString("output")).isEqualTo("aB");
    assertThat(ada.view(id).getString("result")).isEqualTo("ab");
  }

  private static void twice(JsonObject job, String step, JsonObject body) {
    JsonObject first = write(worker, job, step, body).is(200).json();
    assertThat(write(elsewhere, job, step, body).is(200).json()).as(step).isEqualTo(first);
    assertThat(write(worker, job, step, body).is(200).json()).as(step).isEqualTo(first);
  }

  @Test
  @DisplayName("is told which number is missing, and goes on from there")
  void missing() {
    JsonObject job = claimed();
    write(worker, job, "events", events(job, 1, own(1))).is(200);
    Reply reply = write(worker, job, "events", events(job, 3, own(3)));
    assertThat(reply.isProblem(409, "events_missing").problem().getInteger("expected"))
        .isEqualTo(2);
    write(worker, job, "complete", numbered(job, 9)).isProblem(409, "events_missing");
    // What overlaps is written from where it is new.
    JsonObject told = write(worker, job, "events", events(job, 1, own(1), own(2), own(3))).json();
    assertThat(told.getInteger("next")).isEqualTo(4);
    write(worker, job, "complete", numbered(job, 4)).is(200);
    assertThat(ada.toTheEnd(job.getString("jobId"))).hasSize(6);
  }

  // claims

  @Test
  @DisplayName("gets the same jobs for the same claim, wherever it asks, and nobody else does")
  void sameClaim() {
    IntStream.range(0, 6).forEach(i -> ada.created(type, new JsonObject().put("i", i)));
    List<JsonObject> first = claim(worker, 4, 5_000, "c-1");
    assertThat(first).hasSize(4);
    assertThat(claim(elsewhere, 4, 0, "c-1")).containsExactlyInAnyOrderElementsOf(first);
    List<JsonObject> second = claim(worker, 4, 0, "c-2");
    assertThat(second).hasSize(2).doesNotContainAnyElementsOf(first);
    assertThat(claim(elsewhere, 4, 0, "c-1")).containsExactlyInAnyOrderElementsOf(first);
    assertThat(claim(service.as("other", "worker"), 4, 0, "c-1")).isEmpty();
    assertThat(first).allMatch(job -> job.getInteger("attempt") == 1);
  }

  @Test
  @DisplayName("gets nothing new for a claim whose jobs are done")
  void spentClaim() {
    JsonObject job = claimed("c-spent");
    write(worker, job, "complete", numbered(job, 1)).is(200);
    ada.created(type, new JsonObject());
    assertThat(claim(worker, 1, 0, "c-spent")).isEmpty();
    only(claim(worker, 1, 0, "c-next"));
  }

  private JsonObject claimed(String claimId) {
    ada.created(type, new JsonObject());
    return only(claim(worker, 1, 5_000, claimId));
  }

  @Test
  @DisplayName("waits as long as it said when there is nothing, and not at all with 0")
  void patience() {
    assertThat(took(() -> assertThat(claim(worker, 1, 700, null)).isEmpty()))
        .isBetween(700L, 1_700L);
    assertThat(took(() -> assertThat(claim(worker, 1, 0, null)).isEmpty())).isLessThan(500);
  }

  private static long took(Runnable step) {
    long started = System.nanoTime();
    step.run();
    return (System.nanoTime() - started) / 1_000_000;
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  @DisplayName("is woken at once by a create on another instance")
  void woken(boolean onApiOnly) {
    Client waiting = onApiOnly ? elsewhere : worker;
    Client creating = onApiOnly ? ada : apiOnly.as("ada");
    // The bells of the type are known in the whole cluster after this.
    assertThat(claim(waiting, 1, 600, null)).isEmpty();
    List<Long> waits = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      CompletableFuture<Reply> claim = claimLater(waiting, 20_000, null);
      assertThat(claim(waiting, 1, 0, null)).isEmpty();
      creating.created(type, new JsonObject());
      long created = System.nanoTime();
      JsonObject job = only(Client.join(claim).is(200).list("jobs"));
      waits.add((System.nanoTime() - created) / 1_000_000);
      write(waiting, job, "complete", numbered(job, 1)).is(200);
    }
    // Without the hint it would be found by the look of each second: not that soon so often.
    assertThat(waits.stream().sorted().toList().get(2)).as("%s", waits).isLessThan(200);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  @DisplayName("that waits for several gets each job once, however fast they come")
  void severalAtOnce(boolean named) {
    JsonArray jobs = new JsonArray();
    for (int i = 0; i < 6; i++) {
      jobs.add(new JsonObject().put("type", type));
    }
    for (int round = 0; round < 10; round++) {
      String claimId = named ? type + "-" + round : null;
      JsonObject wish = wish(8, 20_000, claimId);
      CompletableFuture<Reply> claim =
          worker.sendJsonAsync("POST", "/api/worker/claim", wish.encode());
      ada.post("/api/jobs/batch", new JsonObject().put("jobs", jobs)).is(207);
      List<JsonObject> all = new ArrayList<>(Client.join(claim).is(200).list("jobs"));
      while (all.size() < jobs.size()) {
        all.addAll(claim(worker, 8, 5_000, null));
      }
      assertThat(all).extracting(job -> job.getString("lease")).doesNotHaveDuplicates();
      all.forEach(job -> write(worker, job, "complete", numbered(job, 1)).is(200));
    }
  }

  @Test
  @DisplayName("that waits is woken when a job is handed back, here or elsewhere")
  void wokenByRelease() {
    JsonObject job = claimed();
    assertThat(claim(elsewhere, 1, 600, null)).isEmpty();
    CompletableFuture<Reply> claim = claimLater(elsewhere, 20_000, null);
    assertThat(claim(elsewhere, 1, 0, null)).isEmpty();
    write(worker, job, "release", numbered(job, 1)).is(200);
    JsonObject again = only(Client.join(claim).is(200).list("jobs"));
    assertThat(again.getString("jobId")).isEqualTo(job.getString("jobId"));
    assertThat(again.getInteger("attempt")).isEqualTo(2);
    write(elsewhere, again, "complete", numbered(again, 1)).is(200);
  }

  @Test
  @DisplayName("makes a type known by claiming it, and only then can jobs of it be created")
  void knownType() {
    JsonObject job = new JsonObject().put("type", "never-heard-of");
    ada.create(job).isProblem(422, "unknown_type");
    type = "never-heard-of";
    assertThat(claim(elsewhere, 1, 0, null)).isEmpty();
    ada.create(job).is(201);
    assertThat(ada.get("/api/types").is(200).list("types"))
        .contains(new JsonObject().put("type", type).put("workers", 1));
    only(claim(elsewhere, 1, 5_000, null));
  }

  @Test
  @DisplayName("that waits gets nothing, at once, when its instance is told to go")
  void drain() {
    Service leaving = service.another(Map.of("cluster.enabled", false), Map.of());
    Client there = leaving.as("robot", "worker");
    CompletableFuture<Reply> claim = claimLater(there, 30_000, null);
    assertThat(claim(there, 1, 0, null)).isEmpty();
    CompletableFuture<Void> gone = CompletableFuture.runAsync(leaving::close);
    long took = took(() -> assertThat(Client.join(claim).is(200).list("jobs")).isEmpty());
    assertThat(took).isLessThan(3_000);
    Client.join(gone);
  }

  @Test
  @DisplayName("that goes away while it waits takes no job with it")
  void hungUp() {
    String body = wish(1, 30_000, null).encode();
    String head =
        Wire.head(
            worker,
            "POST /api/worker/claim",
            "Authorization: Bearer " + worker.token(),
            "Content-Type: application/json",
            "Content-Length: " + body.length());
    try (Wire wire = Wire.to(worker)) {
      wire.say(head + body);
      assertThat(claim(worker, 1, 300, null)).isEmpty();
    }
    assertThat(claim(worker, 1, 300, null)).isEmpty();
    ada.created(type, new JsonObject());
    assertThat(only(claim(elsewhere, 1, 5_000, null)).getInteger("attempt")).isEqualTo(1);
  }

  @Test
  @DisplayName(
      "waits on while Redis is away, and gets what comes afterwards; its writes it sends again")
  void redisAway() throws IOException {
    try (RedisServer redis = RedisServer.startOwn(folder);
        Service alone =
            Service.start(Map.of("redis.url", redis.uri(), "redis.prefix", redis.freshPrefix()))) {
      Client robot = alone.as("robot", "worker");
      Client eve = alone.as("eve");
      assertThat(claim(robot, 1, 0, null)).isEmpty();
      eve.created(type, new JsonObject());
      JsonObject job = only(claim(robot, 1, 5_000, null));
      CompletableFuture<Reply> claim = claimLater(robot, 30_000, null);
      assertThat(claim(robot, 1, 0, null)).isEmpty();
      redis.kill();
      JsonObject told = events(job, 1, own(1));
      Reply refused = write(robot, job, "events", told).isProblem(503, "unavailable");
      assertThat(refused.header("Retry-After")).isEqualTo("1");
      robot.post("/api/worker/claim", wish(1, 0, null)).isProblem(503, "unavailable");
      redis.restart();
      while (!isWell(alone)) {
        Thread.onSpinWait();
      }
      write(robot, job, "events", told).is(200);
      write(robot, job, "complete", numbered(job, 2)).is(200);
      assertThat(eve.toTheEnd(job.getString("jobId"))).hasSize(4);
      eve.created(type, new JsonObject());
      only(Client.join(claim).is(200).list("jobs"));
    }
  }

  private static boolean isWell(Service service) throws IOException {
    URI health = URI.create("http://127.0.0.1:" + service.port() + "/health");
    HttpURLConnection call = (HttpURLConnection) health.toURL().openConnection();
    return call.getResponseCode() == 200;
  }

  // leases

  @Test
  @DisplayName("writes under the job's own lease only: a guessed, an old, another's is lost")
  void lease() {
    JsonObject job = claimed();
    JsonObject other = claimed();
    for (String lease : List.of("guessed", other.getString("lease"))) {
      JsonObject stolen = job.copy().put("lease", lease);
      for (Map.Entry<String, JsonObject> step : steps(stolen, 1).entrySet()) {
        write(worker, stolen, step.getKey(), step.getValue()).isProblem(409, "lease_lost");
      }
    }
    // Before anything else, also before the number.
    JsonObject stolen = job.copy().put("lease", "guessed");
    write(worker, stolen, "events", events(stolen, 99, own(1))).isProblem(409, "lease_lost");
    write(worker, job, "release", numbered(job, 1)).is(200);
    JsonObject again = only(claim(worker, 1, 5_000, null));
    assertThat(again.getString("jobId")).isEqualTo(job.getString("jobId"));
    for (String step : List.of("events", "checkpoint", "complete", "fail", "heartbeat")) {
      write(worker, job, step, steps(job, 1).get(step)).isProblem(409, "lease_lost");
    }
    write(worker, again, "complete", numbered(again, 1)).is(200);
    assertThat(ada.toTheEnd(job.getString("jobId"))).hasSize(5);
    JsonObject nobody = job.copy().put("jobId", "no-such-job");
    write(worker, nobody, "heartbeat", under(nobody)).isProblem(404, "not_found");
  }

  private static Map<String, JsonObject> steps(JsonObject job, int first) {
    return Map.of(
        "events", events(job, first, own(1)),
        "checkpoint", numbered(job, first).put("data", 1),
        "complete", numbered(job, first).put("result", 1),
        "fail", numbered(job, first).put("error", error(true)),
        "release", numbered(job, first),
        "heartbeat", under(job));
  }

  @Test
  @DisplayName("is told by whatever it writes that its job was cancelled")
  void cancelled() {
    JsonObject job = claimed();
    write(worker, job, "events", events(job, 1, own(1))).is(200);
    ada.cancel(job.getString("jobId")).is(200);
    steps(job, 2)
        .forEach((step, body) -> write(elsewhere, job, step, body).isProblem(409, "job_cancelled"));
    assertThat(ada.toTheEnd(job.getString("jobId"))).hasSize(4);
  }

  @Test
  @DisplayName("gets signals with every answer until it has said that it saw them")
  void signals() {
    JsonObject job = claimed();
    String id = job.getString("jobId");
    ada.signal(id, "s-1", "go", new JsonObject().put("list", new JsonArray())).is(202);
    ada.signal(id, "s-2", "stop", null).is(202);
    JsonObject told = write(worker, job, "events", events(job, 1, own(1))).is(200).json();
    assertThat(told.getJsonArray("signals").encode())
        .isEqualTo(
            "[{\"n\":1,\"signalId\":\"s-1\",\"name\":\"go\",\"payload\":{\"list\":[]},\"by\":\"ada\"},"
                + "{\"n\":2,\"signalId\":\"s-2\",\"name\":\"stop\",\"payload\":null,\"by\":\"ada\"}]");
    assertThat(write(elsewhere, job, "heartbeat", under(job)).list("signals")).hasSize(2);
    JsonObject saw = under(job).put("signalsSeen", 1);
    assertThat(write(worker, job, "heartbeat", saw).list("signals")).hasSize(1);
    assertThat(write(worker, job, "heartbeat", under(job)).list("signals")).hasSize(1);
    // It belongs to the checkpoint now; the one that nobody saw comes again.
    write(worker, job, "checkpoint", numbered(job, 2).put("data", 1)).is(200);
    write(worker, job, "release", numbered(job, 3)).is(200);
    JsonObject again = only(claim(worker, 1, 5_000, null));
    assertThat(Reply.objects(again.getJsonArray("signals")))
        .extracting(signal -> signal.getString("signalId"))
        .containsExactly("s-2");
  }

  @Test
  @DisplayName("fails for good when no other attempt would do better, or none is left")
  void fail() {
    JsonObject job = claimed();
    write(worker, job, "fail", numbered(job, 1).put("error", error(false))).is(200);
    JsonObject view = ada.view(job.getString("jobId"));
    assertThat(view.getString("state")).isEqualTo("failed");
    assertThat(view.getJsonObject("error"))
        .isEqualTo(new JsonObject().put("code", "broken").put("message", "It broke."));
  }

  // bodies

  @Test
  @DisplayName("needs the scope worker: neither a user nor an admin has it")
  void scope() {
    JsonObject job = claimed();
    for (Client other : List.of(ada, service.admin())) {
      other.post("/api/worker/claim", wish(1, 0, null)).isProblem(403, "forbidden");
      steps(job, 1)
          .forEach((step, body) -> write(other, job, step, body).isProblem(403, "forbidden"));
    }
    service.anonymous().post("/api/worker/claim", wish(1, 0, null)).isProblem(401, "unauthorized");
    worker.get("/api/jobs/" + job.getString("jobId")).isProblem(403, "forbidden");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{}                                                             | types max waitMs worker",
        "{'types':[],'max':0,'waitMs':30001,'worker':''}                | types max waitMs worker",
        "{'types':['a','a'],'max':101,'waitMs':-1,'worker':'w','x':1}   | types[1] max waitMs x",
        "{'types':['A'],'max':1,'waitMs':0,'worker':'w','claimId':'a b'}| types[0] claimId"
      })
  @DisplayName("is told every flaw of a claim")
  void wrongClaims(String body, String places) {
    worker.post("/api/worker/claim", body.replace('\'', '"')).isInvalidAt(places.split(" "));
  }

  @Test
  @DisplayName("may tell only what the catalogue allows, whole characters, all of a call or none")
  void wrongEvents() {
    JsonObject job = claimed();
    write(
            worker,
            job,
            "events",
            events(
                job,
                1,
                own(1),
                event("job:completed:v1", new JsonObject()),
                event("job:progress:v1", new JsonObject().put("percent", 101)),
                event("model:chunk:v1", new JsonObject().put("text", "a")),
                event("nonsense", new JsonObject())))
        .isInvalidAt(
            "events[1].type", "events[2].data.percent", "events[3].data.index", "events[4].type");
    String half = events(job, 1, chunk(0, "?")).encode().replace("\"?\"", "\"half \\ud83d\"");
    worker
        .post("/api/worker/jobs/" + job.getString("jobId") + "/events", half)
        .isInvalidAt("events[0].data.text");
    write(worker, job, "events", under(job).put("first", 0).put("events", new JsonArray()))
        .isInvalidAt("first", "events");
    write(worker, job, "fail", numbered(job, 1).put("error", new JsonObject().put("code", "")))
        .isInvalidAt("error.code", "error.message", "error.retryable");
    write(worker, job, "checkpoint", numbered(job, 1)).isInvalidAt("data");
    write(worker, job, "heartbeat", new JsonObject().put("first", 1)).isInvalidAt("lease", "first");
    JsonObject[] many = IntStream.range(0, 51).mapToObj(i -> own(i)).toArray(JsonObject[]::new);
    write(worker, job, "events", events(job, 1, many)).isInvalidAt("events");
    write(worker, job, "complete", numbered(job, 1)).is(200);
    assertThat(ada.toTheEnd(job.getString("jobId"))).hasSize(3);
  }

  @Test
  @DisplayName("is held to the limits of an event, a checkpoint, a result and the whole output")
  void tooLarge() {
    JsonObject job = claimed();
    String large = "é".repeat(1_100);
    write(worker, job, "events", events(job, 1, own(1), chunk(0, large)))
        .isProblem(413, "too_large");
    write(worker, job, "checkpoint", numbered(job, 1).put("data", "x".repeat(262_143)))
        .isProblem(413, "too_large");
    write(worker, job, "complete", numbered(job, 1).put("result", "x".repeat(1 << 20)))
        .isProblem(413, "too_large");
    JsonObject fits = numbered(job, 1).put("data", "x".repeat(262_142));
    write(worker, job, "checkpoint", fits).is(200);
    JsonObject wordy = error(true).put("message", large);
    write(worker, job, "fail", numbered(job, 2).put("error", wordy)).isProblem(413, "too_large");
    JsonObject[] chunks =
        IntStream.range(0, 40)
            .mapToObj(i -> chunk(i, "x".repeat(1_900)))
            .toArray(JsonObject[]::new);
    write(worker, job, "events", events(job, 2, chunks)).isProblem(413, "too_large");
    write(elsewhere, job, "events", events(job, 2, chunks)).isProblem(413, "too_large");
    assertThat(ada.view(job.getString("jobId")).getJsonObject("error").getString("code"))
        .isEqualTo("output_too_large");
    JsonObject next = claimed();
    write(worker, next, "complete", numbered(next, 1).put("result", "x".repeat((1 << 20) - 2)))
        .is(200);
  }
}
