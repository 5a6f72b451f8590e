package io.jobwire.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobwire.testing.Eventually;
import io.jobwire.testing.RedisServer;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

@Execution(ExecutionMode.CONCURRENT)
@DisplayName("A worker process that slept through its leases")
class SleeperIT {
  private static final int PAUSE_MS = 1_200;

  @TempDir Path folder;
  @RegisterExtension final Services services = new Services();
  private RedisServer redis;
  private Launch launch;

  @BeforeEach
  void ownRedis() {
    redis = RedisServer.startOwn(folder.resolve("redis"));
    launch = services.in(folder).withShortLeases().with("REDIS_URL", redis.uri());
  }

  @AfterEach
  void redisEnds() {
    redis.close();
  }

  @Test
  @DisplayName("changes nothing with whatever it writes first when it wakes, and works on")
  void wokenTooLate() {
    Service sleeper = launch.service();
    Map<String, String> jobs = jobsInAPause(sleeper);
    Service other = launch.starting();
    Map<String, Viewer> viewers = new LinkedHashMap<>();
    jobs.forEach((next, job) -> viewers.put(next, Viewer.of(job, () -> sleeper)));
    viewers.forEach((next, viewer) -> viewer.hasSeen(1, SleeperIT::isUnderWay));
    sleeper.program().stop();
    // What would tell it in time that its leases are gone: only a hint, which may be lost.
    redis.cli("CLIENT", "KILL", "TYPE", "pubsub");

    other.ready();
    Viewer taken = Viewer.of(jobs.get("heartbeat"), () -> other);
    taken.hasSeen(2, "job:running:v1");
    assertThat(other.cancel(jobs.get("heartbeat")).status()).isEqualTo(200);
    Map<String, Story> stories = new LinkedHashMap<>();
    jobs.forEach((next, job) -> stories.put(next, Viewer.of(job, () -> other).story()));
    stories.forEach((next, story) -> assertTakenOver(story));
    Map<String, String> states = states(other, jobs);

    sleeper.program().cont();

    Eventually.holds(
        "each of its attempts was refused a write",
        () -> sleeper.metric("jobwire_writes_fenced_total") >= jobs.size());
    jobs.forEach((next, job) -> assertThat(other.story(job)).as(next).isEqualTo(stories.get(next)));
    assertThat(states(other, jobs)).isEqualTo(states);
    other.program().kill();
    String another = sleeper.created(Work.stream(20, 0, 0));
    assertThat(Viewer.of(another, () -> sleeper).story().output()).isEqualTo(Work.output(20));
  }

  /** Each named for the write that comes after the pause in which its worker is stopped. */
  private static Map<String, String> jobsInAPause(Service on) {
    JsonObject failing = Work.and(Work.stream(2, PAUSE_MS, 0), "failAt", 1);
    Map<String, String> jobs = new LinkedHashMap<>();
    jobs.put("append and checkpoint", on.created(Work.stream(2, PAUSE_MS, 1)));
    jobs.put("complete", on.created(Work.stream(1, PAUSE_MS, 0)));
    jobs.put("fail", on.created(failing.put("backoff", backoff())));
    jobs.put("progress", on.created(Work.sleep(3 * PAUSE_MS)));
    jobs.put("heartbeat", on.created(Work.sleep(3_600_000)));
    return jobs;
  }

  private static JsonObject backoff() {
    return new JsonObject().put("kind", "fixed").put("delayMs", 10);
  }

  private static boolean isUnderWay(JsonObject event) {
    return Stream.of("job:running:v1", "model:chunk:v1").anyMatch(event.getString("type")::equals);
  }

  private static void assertTakenOver(Story story) {
    story.assertWhole();
    assertThat(story.of("job:running:v1")).hasSizeGreaterThanOrEqualTo(2);
    assertThat(story.of("job:retrying:v1").get(0).getJsonObject("data").getString("reason"))
        .isEqualTo("orphaned");
  }

  private static Map<String, String> states(Service service, Map<String, String> jobs) {
    Map<String, String> states = new LinkedHashMap<>();
    jobs.forEach(
        (next, job) -> states.put(next, service.get("/api/jobs/" + job + "/state").text()));
    return states;
  }
}
