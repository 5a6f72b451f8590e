package io.jobwire.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobwire.testing.Eventually;
import io.jobwire.testing.RedisServer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A day played by a script, of which the test counts all that it does and sees. */
@DisplayName("Fifty users on three instances, of which one is killed")
class AnalyticsIT {
  private static final int USERS = 50;
  private static final int CONNECTED = 35;
  private static final int ACTIVE = 45;
  private static final int LEASE_MS = 2_400;
  private static final double SLACK = 1.05;

  @TempDir Path folder;
  @RegisterExtension final Services services = new Services();

  private final List<Service> instances = new ArrayList<>();
  private final Map<String, String> tokens = new HashMap<>();
  private final Set<String> active = new HashSet<>();
  private final Map<Guest, Service> here = new LinkedHashMap<>();
  private final List<Guest> gone = new ArrayList<>();
  private final List<Double> atLeast = new ArrayList<>();
  private final List<Double> atMost = new ArrayList<>();
  private final List<String> jobs = new ArrayList<>();
  private int started;

  @Test
  @DisplayName("are counted exactly: users, sessions, outcomes, waits, runs and models' calls")
  void counted() {
    LocalDate first = LocalDate.now(ZoneOffset.UTC);
    try (RedisServer redis = RedisServer.startOwn(folder.resolve("redis"))) {
      Launch launch = launch(redis);
      IntStream.range(0, 3).forEach(i -> instances.add(launch.starting()));
      instances.forEach(Service::ready);
      IntStream.range(0, USERS).mapToObj(AnalyticsIT::user).forEach(this::signUp);
      everybodyComes();
      Guest nameless = Guest.nameless(instances.get(0));
      everybodyCreates();
      List<JsonObject> calls = aWorkerElsewhereCallsModels();
      someReconnect();
      oneInstanceIsKilled();
      nameless.goes();
      allJobsEnd();
      someGo();
      JsonObject summary = summaryOnceQuiet(first);
      assertUsers(summary, first);
      assertSessions(summary.getJsonObject("sessions"));
      assertJobs(summary);
      assertCalls(summary.getJsonObject("model"), calls);
    }
  }

  private Launch launch(RedisServer redis) {
    return services
        .in(folder)
        .with("REDIS_URL", redis.uri())
        .with("JOBWIRE_REDIS_PARTITIONS", 4)
        .with("JOBWIRE_JOBS_LEASE_MS", LEASE_MS)
        .with("JOBWIRE_JOBS_SWEEP_MS", 200)
        .with("JOBWIRE_LIMITS_CREATES_PER_MINUTE", 0);
  }

  // the day

  private static String user(int number) {
    return "user-" + number;
  }

  private void signUp(String user) {
    tokens.put(user, token(user, "jobs:read", "jobs:write"));
    assertThat(instances.get(0).get("/api/me", tokens.get(user)).status()).isEqualTo(200);
  }

  private String token(String user, String... scopes) {
    JsonObject wish =
        new JsonObject().put("userId", user).put("scopes", new JsonArray(List.of(scopes)));
    return instances.get(0).post("/api/dev/token", wish).json().getString("token");
  }

  /** With one to three devices each, on as many instances, some by event streams. */
  private void everybodyComes() {
    for (int i = 0; i < CONNECTED; i++) {
      for (int device = 0; device <= i % 3; device++) {
        comes(user(i), "device-" + device, instances.get((i + device) % 3), (i + device) % 4 == 3);
      }
    }
  }

  private void comes(String user, String device, Service where, boolean bySse) {
    String token = tokens.get(user);
    Guest guest = bySse ? Guest.onEventStream(where, token) : Guest.onBridge(where, token, device);
    here.put(guest, where);
    active.add(user);
    started++;
  }

  /** Those who were not connected, too; and the last few users do nothing all day. */
  private void everybodyCreates() {
    for (int i = 0; i < ACTIVE; i++) {
      create(user(i), Work.noop());
    }
    for (int i = CONNECTED; i < ACTIVE; i++) {
      JsonObject fixed = new JsonObject().put("kind", "fixed").put("delayMs", 80);
      create(user(i), failing(1).put("backoff", fixed));
      create(user(i), failing(9).put("maxAttempts", 2).put("backoff", fixed.copy()));
      create(user(i), Work.sleep(20 * (i - CONNECTED + 1)).put("delayMs", 250));
    }
    for (int i = 0; i < 9; i++) {
      create(user(i), Work.sleep(2_500));
      create(user(i), Work.sleep(2_500).put("maxAttempts", 1));
    }
    JsonObject named = Work.noop().put("jobId", "named");
    create(user(3), named);
    assertThat(post(user(3), 1, "/api/jobs", named).status()).isEqualTo(200);
    cancelled(Work.sleep(60_000));
    String resumed = cancelled(Work.sleep(300).put("delayMs", 60_000));
    post(user(4), 1, "/api/jobs/" + resumed + "/resume", null);
  }

  private static JsonObject failing(int attempts) {
    return Work.and(Work.and(Work.stream(3, 5, 1), "failAt", 1), "failAttempts", attempts);
  }

  private String create(String user, JsonObject job) {
    Answer answer = post(user, jobs.size() % 3, "/api/jobs", job);
    assertThat(answer.status()).as(answer.text()).isEqualTo(201);
    active.add(user);
    jobs.add(answer.json().getString("jobId"));
    return jobs.get(jobs.size() - 1);
  }

  private String cancelled(JsonObject job) {
    String id = create(user(4), job);
    for (int i = 0; i < 2; i++) {
      assertThat(instances.get(i).cancel(id).status()).isEqualTo(200);
    }
    return id;
  }

  private Answer post(String user, int instance, String path, JsonObject body) {
    return body == null
        ? instances.get(instance).post(path, tokens.get(user))
        : instances.get(instance).post(path, body, tokens.get(user));
  }

  /** By HTTP, each batch sent twice, to one instance after the other. */
  private List<JsonObject> aWorkerElsewhereCallsModels() {
    String worker = token("robot", "worker");
    JsonObject wish =
        new JsonObject()
            .put("types", new JsonArray().add("outside"))
            .put("max", 1)
            .put("waitMs", 0)
            .put("worker", "w");
    instances.get(0).post("/api/worker/claim", wish, worker);
    String id = create(user(1), new JsonObject().put("type", "outside"));
    wish.put("waitMs", 10_000);
    Answer claim = instances.get(1).post("/api/worker/claim", wish, worker);
    JsonObject job = claim.json().getJsonArray("jobs").getJsonObject(0);
    List<JsonObject> calls = IntStream.range(0, 40).mapToObj(AnalyticsIT::call).toList();
    JsonArray events = new JsonArray();
    calls.forEach(
        call -> events.add(new JsonObject().put("type", "model:complete:v1").put("data", call)));
    JsonObject told =
        new JsonObject().put("lease", job.getString("lease")).put("first", 1).put("events", events);
    String path = "/api/worker/jobs/" + id;
    for (int i = 0; i < 2; i++) {
      Answer answer = instances.get(i).post(path + "/events", told, worker);
      assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    }
    JsonObject end = new JsonObject().put("lease", job.getString("lease")).put("first", 41);
    for (int i = 0; i < 2; i++) {
      assertThat(instances.get(i).post(path + "/complete", end, worker).status()).isEqualTo(200);
    }
    return calls;
  }

  private static JsonObject call(int i) {
    JsonObject tokens = i % 4 == 0 ? new JsonObject() : new JsonObject().put("completion", i * 7);
    return new JsonObject()
        .put("model", "m")
        .put("tokens", tokens)
        .put("firstTokenMs", 90 + i * i)
        .put("durationMs", 300 + 61 * i);
  }

  private void someReconnect() {
    for (Guest guest : List.copyOf(here.keySet()).subList(0, 12)) {
      Service where = here.get(guest);
      goes(guest);
      comes(user(started % 10), "device-0", other(where), started % 3 == 0);
    }
  }

  private Service other(Service than) {
    return instances.get((instances.indexOf(than) + 1) % 2);
  }

  private void oneInstanceIsKilled() {
    Service victim = instances.get(2);
    Eventually.holds("jobs run there", () -> victim.metric("jobwire_jobs_running") > 0);
    victim.program().kill();
    List<Guest> lost = here.keySet().stream().filter(guest -> here.get(guest) == victim).toList();
    assertThat(lost).hasSizeGreaterThan(10);
    for (Guest guest : lost) {
      // Until its instance's last sign of life, of which nobody outside knows.
      here.remove(guest);
      gone.add(guest);
      atLeast.add(0.0);
      atMost.add((double) guest.mayHaveStayedMs());
    }
    comes(user(0), "device-0", instances.get(1), false);
  }

  private void allJobsEnd() {
    Eventually.holds(
        "all jobs end",
        () ->
            jobs.stream()
                .map(job -> instances.get(0).view(job).getString("state"))
                .noneMatch(state -> state.equals("created") || state.equals("running")));
  }

  private void someGo() {
    List.copyOf(here.keySet()).stream().skip(9).forEach(this::goes);
  }

  private void goes(Guest guest) {
    here.remove(guest);
    atLeast.add((double) guest.stayedMs());
    guest.goes();
    gone.add(guest);
  }

  // the count

  private JsonObject summaryOnceQuiet(LocalDate first) {
    Eventually.holds(
        "all who went are gone",
        () -> summary(first).getJsonObject("sessions").getInteger("ended") >= gone.size());
    atMost.clear();
    gone.forEach(guest -> atMost.add((double) guest.mayHaveStayedMs()));
    return summary(first);
  }

  private JsonObject summary(LocalDate first) {
    Answer answer = instances.get(1).get("/api/analytics/summary?from=" + first);
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    return answer.json();
  }

  /** Who is here at midnight is active on both days. */
  private void assertUsers(JsonObject summary, LocalDate first) {
    JsonArray days = summary.getJsonArray("days");
    assertThat(days.getJsonObject(0).getString("day")).isEqualTo(first.toString());
    int users =
        IntStream.range(0, days.size())
            .map(i -> days.getJsonObject(i).getInteger("activeUsers"))
            .sum();
    assertThat(active).hasSize(ACTIVE);
    assertThat(users).isBetween(ACTIVE, ACTIVE * days.size());
  }

  private void assertSessions(JsonObject sessions) {
    assertThat(sessions.getInteger("started")).isEqualTo(started);
    assertThat(sessions.getInteger("ended")).isEqualTo(gone.size());
    assertThat(sessions.getInteger("open")).isEqualTo(here.size()).isPositive();
    JsonObject lengths = sessions.getJsonObject("lengthMs");
    assertThat(lengths.getInteger("count")).isEqualTo(gone.size());
    for (int percentile : new int[] {50, 95, 99}) {
      assertThat(lengths.getDouble("p" + percentile))
          .isBetween(
              CountedByHand.percentile(atLeast, percentile) / SLACK,
              CountedByHand.percentile(atMost, percentile) * SLACK);
    }
  }

  private void assertJobs(JsonObject summary) {
    Map<String, List<JsonObject>> logs = new HashMap<>();
    jobs.forEach(job -> logs.put(job, Viewer.readAll(instances.get(0), job)));
    Map<String, CountedByHand> types = CountedByHand.byType(logs);
    JsonArray told = summary.getJsonArray("types");
    assertThat(told.stream().map(type -> ((JsonObject) type).getString("type")))
        .containsExactlyElementsOf(types.keySet());
    for (int i = 0; i < told.size(); i++) {
      JsonObject type = told.getJsonObject(i);
      types.get(type.getString("type")).assertTold(type);
    }
    CountedByHand all = CountedByHand.all(types.values());
    all.assertTold(summary.getJsonObject("jobs"));
    assertThat(all.number("created")).isEqualTo(jobs.size());
    assertThat(all.number("failed")).isGreaterThanOrEqualTo(10);
    assertThat(all.number("cancelled")).isEqualTo(2);
    assertThat(logs.values().stream().anyMatch(log -> log.toString().contains("orphaned")))
        .as("a job was taken over from the instance that was killed")
        .isTrue();
  }

  private static void assertCalls(JsonObject model, List<JsonObject> calls) {
    CountedByHand.assertPercentiles(
        model.getJsonObject("firstTokenMs"),
        calls.stream().map(call -> call.getDouble("firstTokenMs")).toList());
    CountedByHand.assertPercentiles(
        model.getJsonObject("durationMs"),
        calls.stream().map(call -> call.getDouble("durationMs")).toList());
    CountedByHand.assertPercentiles(
        model.getJsonObject("tokensPerSecond"),
        calls.stream()
            .filter(call -> call.getJsonObject("tokens").containsKey("completion"))
            .map(AnalyticsIT::tokensPerSecond)
            .toList());
  }

  private static double tokensPerSecond(JsonObject call) {
    return call.getJsonObject("tokens").getDouble("completion")
        / call.getDouble("durationMs")
        * 1_000;
  }
}
