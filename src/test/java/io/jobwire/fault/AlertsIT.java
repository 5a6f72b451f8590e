package io.jobwire.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.jobwire.testing.Eventually;
import io.jobwire.testing.RedisServer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * Each rule is silent on a service that is well, and its expression comes true on the live numbers
 * of one to which just that was done. How long it must stay true is a matter of Prometheus.
 */
@Execution(ExecutionMode.CONCURRENT)
@DisplayName("The alert rules")
class AlertsIT {
  private static final Set<String> OF_WORKERS =
      Set.of(
          "JobwireEventLoopLate",
          "JobwireJobsTakenOver",
          "JobwireWritesFenced",
          "JobwireJobsFail",
          "JobwireReportsLost");
  private static final Set<String> OF_VIEWERS =
      Set.of(
          "JobwireDeliverySlow",
          "JobwireViewersFallBehind",
          "JobwireBacklogTooShort",
          "JobwirePositionsUnknown");
  private static final Set<String> OF_REDIS =
      Set.of(
          "JobwireQueueWaits",
          "JobwireHistoryLost",
          "JobwireRedisNearlyFull",
          "JobwireRedisSlow",
          "JobwireRedisDown",
          "JobwireWritesRepeated",
          "JobwireRequestsFail",
          "JobwireInstanceDown",
          "JobwireDown");

  /** More than the hub lets through at once, and more than the rule about stalled ones wants. */
  private static final int MANY = 110;

  private static final int SOME = 25;

  @TempDir Path folder;
  @RegisterExtension final Services services = new Services();
  private final Map<String, String> rules = rules();
  private final List<Idler> idlers = new ArrayList<>();
  private Watching watching;

  @AfterEach
  void idlersLeave() {
    idlers.forEach(Idler::close);
  }

  @Test
  @DisplayName("are each provoked here")
  void all() {
    List<String> provoked =
        Stream.of(OF_WORKERS, OF_VIEWERS, OF_REDIS).flatMap(Set::stream).toList();
    assertThat(rules.keySet()).containsExactlyInAnyOrderElementsOf(provoked);
  }

  @Test
  @DisplayName("tell of workers that sleep or fail, and of a webhook that does not listen")
  void workers() throws IOException {
    try (RedisServer redis = RedisServer.startOwn(folder.resolve("redis"))) {
      Launch launch = services.in(folder).withShortLeases().with("REDIS_URL", redis.uri());
      Service sweeper = launch.with("JOBWIRE_VERTICLES_WORKER_INSTANCES", 0).service();
      Service worker =
          launch.with("JOBWIRE_ERRORS_WEBHOOK", sweeper.management() + "/metrics").service();
      end(worker, Work.stream(1, 0, 0));
      end(worker, failing());
      Eventually.holds("the webhook has refused", () -> reportsLost(worker) > 0);
      watch(() -> worker.scrape("worker").and(sweeper.scrape("sweeper")), OF_WORKERS);

      // So many writes are always under way that some are, when the worker is stopped.
      for (int i = 0; i < 10; i++) {
        worker.created(Work.stream(600, 5, 1));
      }
      String job = worker.created(Work.stream(600, 5, 1));
      Eventually.holds("it runs", () -> worker.metric("jobwire_jobs_running") > 0);
      worker.program().stop();
      Eventually.holds("it was taken over", () -> sweeper.metric("jobwire_leases_taken_total") > 0);
      worker.program().cont();
      fires("JobwireEventLoopLate");
      fires("JobwireJobsTakenOver");
      fires("JobwireWritesFenced");
      end(worker, failing());
      fires("JobwireJobsFail");
      fires("JobwireReportsLost");
      assertThat(worker.view(job).getInteger("attempt")).isPositive();
    }
  }

  /**
   * More than the system's buffers hold for a socket that nobody reads, and all of it in the log:
   * else they would be told that something is missing, before their sockets are full.
   */
  @Test
  @DisplayName("tell of viewers who do not read what comes")
  void behind() throws IOException {
    Service service =
        services
            .in(folder)
            .with("JOBWIRE_LIMITS_SOCKET_BUFFER_BYTES", 4096)
            .with("JOBWIRE_BACKLOG_EVENTS", 1_000)
            .with("JOBWIRE_BACKLOG_BYTES", 64 << 20)
            .service();
    watch(() -> service.scrape("one"), OF_VIEWERS);
    // Only who was up to date can fall behind.
    service.post("/api/queues/load.stream/pause", new JsonObject());
    JsonObject large = Work.and(Work.stream(400, 5, 0), "bytes", 16_000);
    idle(service, SOME, service.created(Work.and(large, "as", "event")), "");
    Eventually.holds("all are live", () -> service.metric("jobwire_replay_events_count") >= SOME);
    service.post("/api/queues/load.stream/resume", new JsonObject());
    fires("JobwireViewersFallBehind");
  }

  @Test
  @DisplayName("tell of viewers who are late, or come back too late")
  void viewers() throws IOException {
    Service service =
        services
            .in(folder)
            .with("JOBWIRE_LIMITS_SOCKET_BUFFER_BYTES", 4096)
            .with("JOBWIRE_BRIDGE_QUIET_MS", 1000)
            .with("JOBWIRE_BACKLOG_EVENTS", 20)
            .service();
    watch(() -> service.scrape("one"), OF_VIEWERS);

    JsonObject slow = service.create(Work.stream(600, 25, 0)).json();
    String job = slow.getString("jobId");
    idle(service, MANY, job, "");
    fires("JobwireDeliverySlow");
    String first = slow.getString("position");
    idle(service, SOME, job, "?after=" + first);
    fires("JobwireBacklogTooShort");
    idle(service, 1, job, "?after=" + first.replaceFirst("\\.\\d+\\.", ".99999."));
    fires("JobwirePositionsUnknown");
  }

  @Test
  @DisplayName(
      "tell of queues that stand, of a Redis that is full, slow or away, and of nothing at all")
  void redis() {
    try (RedisServer redis = RedisServer.startOwn(folder.resolve("redis"))) {
      Service service =
          services
              .in(folder)
              .with("REDIS_URL", redis.uri())
              .with("JOBWIRE_REDIS_TIMEOUT_MS", 1000)
              .service();
      end(service, Work.stream(1, 0, 0));
      watch(() -> service.scrape("one"), OF_REDIS);

      service.post("/api/queues/load.noop/pause", new JsonObject());
      String waiting = service.created(new JsonObject().put("type", "load.noop"));
      redis.cli("HSET", "jw:{0}:job:" + waiting, "readyAt", "1000");
      fires("JobwireQueueWaits");
      loseHistory(service, redis);
      fires("JobwireHistoryLost");
      String used = redis.cli("INFO", "memory").toString();
      long bytes = Long.parseLong(used.replaceFirst("(?s).*?used_memory:(\\d+).*", "$1"));
      redis.cli("CONFIG", "SET", "maxmemory", Long.toString(bytes + bytes / 10));
      fires("JobwireRedisNearlyFull");
      redis.cli("CONFIG", "SET", "maxmemory", "0");
      Eventually.holds("there is room again", () -> service.create(Work.noop()).isCreated());
      // One in a hundred of those from here on, and not of all that were quick before.
      watching = watching.anew();
      redis.cli("CLIENT", "PAUSE", "500");
      fires("JobwireRedisSlow");
      for (int i = 0; i < 12; i++) {
        service.created(Work.stream(500, 20, 0));
      }
      redis.pause();
      fires("JobwireRedisDown");
      refused(service, waiting, 1);
      // A number that was not there before has not grown, to Prometheus either.
      watching = watching.anew();
      refused(service, waiting, 10);
      fires("JobwireRequestsFail");
      fires("JobwireWritesRepeated");
      redis.resume();
      service.program().kill();
      assertThatThrownBy(() -> service.scrape("one")).isInstanceOf(RuntimeException.class);
      assertThat(value("JobwireInstanceDown", Scrape.failed("one"))).isNotEmpty();
      assertThat(value("JobwireDown", Scrape.failed("one"))).isNotEmpty();
    }
  }

  // what is done

  private static void loseHistory(Service service, RedisServer redis) {
    String job = service.created(Work.stream(500, 20, 0));
    try (LiveViewer viewer = LiveViewer.on(service, job)) {
      viewer.awaits("some events", () -> viewer.seq() > 5);
      JobCopy older = JobCopy.of(redis, job);
      long copied = service.view(job).getLong("seq");
      viewer.awaits("more events", () -> viewer.seq() > copied + 5);
      older.putBack();
      viewer.awaits("the reset", () -> viewer.resets().contains("history-rewound"));
    }
  }

  private static JsonObject failing() {
    return Work.and(Work.stream(1, 0, 0), "failAt", 0).put("maxAttempts", 1);
  }

  private static void end(Service service, JsonObject job) {
    String id = service.created(job);
    Eventually.holds("its end", () -> service.view(id).containsKey("finishedAt"));
  }

  private static void refused(Service service, String job, int times) {
    for (int i = 0; i < times; i++) {
      assertThat(service.get("/api/jobs/" + job).status()).isEqualTo(503);
    }
  }

  private static double reportsLost(Service service) {
    return service.scrape("one").named("jobwire_error_reports_total").stream()
        .filter(sample -> sample.labels().get("outcome").equals("failed"))
        .mapToDouble(Scrape.Sample::value)
        .sum();
  }

  /** Viewers who ask and then read nothing. */
  private void idle(Service service, int many, String job, String query) throws IOException {
    for (int i = 0; i < many; i++) {
      idlers.add(Idler.at(service, "/api/jobs/" + job + "/events" + query));
    }
  }

  // what is told of it

  /** From now on; the rules have nothing to say yet. */
  private void watch(Supplier<Scrape> scrapes, Set<String> silent) {
    watching = new Watching(scrapes, null, 0).anew();
    Scrape now = scrapes.get();
    for (String rule : silent) {
      assertThat(value(rule, now)).as("%s, of a service that is well", rule).isEmpty();
    }
  }

  private void fires(String rule) {
    Eventually.holds(rule, () -> !value(rule, watching.scrapes.get()).isEmpty());
  }

  private List<Scrape.Sample> value(String rule, Scrape now) {
    double seconds = (System.nanoTime() - watching.since) / 1e9;
    return Expression.of(rules.get(rule), watching.before, now, seconds);
  }

  private record Watching(Supplier<Scrape> scrapes, Scrape before, long since) {
    Watching anew() {
      return new Watching(scrapes, scrapes.get(), System.nanoTime());
    }
  }

  private static Map<String, String> rules() {
    try {
      String text = Files.readString(Path.of("conf/prometheus-alerts.yaml"));
      JsonNode file = new YAMLMapper().readTree(text);
      Map<String, String> rules = new LinkedHashMap<>();
      for (JsonNode rule : file.at("/groups/0/rules")) {
        rules.put(rule.get("alert").asText(), rule.get("expr").asText());
      }
      return rules;
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
