package io.jobwire.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobwire.testing.Eventually;
import io.jobwire.testing.RedisServer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

@Execution(ExecutionMode.CONCURRENT)
@DisplayName("Two processes on one Redis")
class SideBySideIT {
  private static final int JOBS = 3_000;
  private static final int BATCH = 100;
  private static final String SWEEPS = ".*This process sweeps from now on";

  @TempDir Path folder;
  @RegisterExtension final Services services = new Services();
  private final Set<Object> holders = new HashSet<>();

  @Test
  @DisplayName("run each job exactly once, and one of them sweeps")
  void shareTheWork() {
    try (RedisServer redis = RedisServer.startOwn(folder.resolve("redis"))) {
      Launch launch =
          services
              .in(folder)
              .with("REDIS_URL", redis.uri())
              .with("JOBWIRE_LOG_LEVEL", "debug")
              .with("JOBWIRE_LIMITS_CREATES_PER_MINUTE", 0);
      List<Service> both = List.of(launch.starting(), launch.starting());
      both.forEach(Service::ready);
      List<String> jobs = Collections.synchronizedList(new ArrayList<>());

      CompletableFuture.allOf(
              both.stream()
                  .map(service -> CompletableFuture.runAsync(() -> createHalf(service, jobs)))
                  .toArray(CompletableFuture[]::new))
          .join();
      assertThat(jobs).hasSize(JOBS).doesNotHaveDuplicates();
      Eventually.holds(
          "all of them have ended",
          () -> {
            holders.add(redis.cli("GET", "jw:sweeper"));
            return both.stream().mapToDouble(SideBySideIT::completed).sum() >= JOBS;
          });

      for (int from = 0; from < JOBS; from += BATCH) {
        assertRanOnce(both.get(from / BATCH % 2), jobs.subList(from, from + BATCH));
      }
      assertThat(both).as("both have worked").allMatch(service -> completed(service) > 0);
      assertOneSweeps(redis, both);
    }
  }

  private static double completed(Service service) {
    return service.metric("jobwire_jobs_finished_total");
  }

  private static void createHalf(Service service, List<String> jobs) {
    for (int made = 0; made < JOBS / 2; made += BATCH) {
      JsonArray batch = new JsonArray();
      Stream.generate(Work::noop).limit(BATCH).forEach(batch::add);
      Answer answer = service.post("/api/jobs/batch", new JsonObject().put("jobs", batch));
      assertThat(answer.status()).as(answer.text()).isEqualTo(207);
      answer
          .json()
          .getJsonArray("jobs")
          .forEach(entry -> jobs.add(((JsonObject) entry).getJsonObject("job").getString("jobId")));
    }
  }

  private static void assertRanOnce(Service judge, List<String> jobs) {
    jobs.stream()
        .map(job -> judge.getting("/api/jobs/" + job + "/events"))
        .toList()
        .forEach(page -> assertRanOnce(page.join().json()));
  }

  private static void assertRanOnce(JsonObject page) {
    assertThat(page.getJsonArray("events").stream().map(event -> ((JsonObject) event)))
        .extracting(event -> event.getString("type"))
        .containsExactly("job:created:v1", "job:running:v1", "job:completed:v1");
  }

  /** The lock had one holder all the time; when that dies, it is the other's. */
  private void assertOneSweeps(RedisServer redis, List<Service> both) {
    assertThat(holders).hasSize(1).doesNotContainNull();
    List<Service> sweeping =
        both.stream().filter(service -> service.program().hasWarned(SWEEPS)).toList();
    assertThat(sweeping).hasSize(1);
    Service other = both.get(1 - both.indexOf(sweeping.get(0)));
    sweeping.get(0).program().kill();
    other.program().warns(SWEEPS);
    assertThat(redis.cli("GET", "jw:sweeper")).isNotNull().isNotIn(holders);
  }
}
