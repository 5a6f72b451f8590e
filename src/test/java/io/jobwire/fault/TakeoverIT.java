package io.jobwire.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobwire.testing.RedisServer;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

@Execution(ExecutionMode.CONCURRENT)
@DisplayName("A job whose worker is killed again and again")
class TakeoverIT {
  private static final int KILLS = 4;

  /** More than there is time for. */
  private static final int CHUNKS = 20_000;

  private static final int EVERY_MS = 20;

  /**
   * Beyond lease and sweep: the dead one may have held the scheduler's lock, which another gets
   * after a tenth of a lease (150 ms, looked at every 50 ms), and the next process is starting on
   * the same two cores meanwhile.
   */
  private static final Duration MARGIN = Duration.ofMillis(500);

  @TempDir Path folder;
  @RegisterExtension final Services services = new Services();
  private final AtomicReference<Service> survivor = new AtomicReference<>();

  @Test
  @DisplayName("is taken over by another instance within lease and sweep each time")
  void takenOver() {
    try (RedisServer redis = RedisServer.startOwn(folder.resolve("redis"))) {
      Launch launch =
          services
              .in(folder)
              .withShortLeases()
              .with("REDIS_URL", redis.uri())
              .with("JOBWIRE_BACKLOG_EVENTS", 5_000);
      List<Service> alive = new ArrayList<>(List.of(launch.starting(), launch.starting()));
      alive.forEach(Service::ready);
      survivor.set(alive.get(0));
      String job =
          alive.get(0).created(Work.stream(CHUNKS, EVERY_MS, 10).put("maxAttempts", KILLS + 1));
      Viewer viewer = Viewer.of(job, survivor::get);

      List<Duration> takeovers = new ArrayList<>();
      for (int kill = 1; kill <= KILLS; kill++) {
        viewer.hasSeen(kill, "job:running:v1");
        viewer.hasSeen(kill * 20, "model:chunk:v1");
        Service holder = holderOf(alive);
        alive.forEach(Service::ready);
        alive.remove(holder);
        survivor.set(alive.get(0));
        long death = System.currentTimeMillis();
        holder.program().kill();
        alive.add(launch.starting());
        viewer.hasSeen(kill + 1, "job:running:v1");
        takeovers.add(Duration.ofMillis(at(viewer, kill) - death));
      }

      System.out.println("Takeovers: " + takeovers);
      assertInTime(takeovers);
      assertThat(survivor.get().cancel(job).status()).isEqualTo(200);
      Story story = viewer.story().assertWhole();
      assertThat(viewer.resets()).isEmpty();
      assertThat(story).isEqualTo(survivor.get().story(job));
      assertThat(story.output()).isEqualTo(survivor.get().output(job));
      assertThat(Work.output(CHUNKS)).startsWith(story.output());
    }
  }

  /**
   * All but one. A machine too busy to sweep for half a lease looks as if everybody had been away,
   * and then the holders get one more lease to come back: that may befall one of them.
   */
  private static void assertInTime(List<Duration> takeovers) {
    Duration most = Service.LEASE.plus(Service.SWEEP).plus(MARGIN);
    List<Duration> sorted = takeovers.stream().sorted().toList();
    assertThat(sorted.subList(0, KILLS - 1)).allMatch(took -> took.compareTo(most) <= 0);
    assertThat(sorted.get(KILLS - 1)).isLessThanOrEqualTo(most.plus(Service.LEASE));
  }

  private static Service holderOf(List<Service> alive) {
    return alive.stream()
        .filter(service -> service.program().hasSaid("Ready in .*"))
        .filter(service -> service.metric("jobwire_jobs_running") > 0)
        .findFirst()
        .orElseThrow();
  }

  private static long at(Viewer viewer, int attempt) {
    JsonObject running = viewer.soFar().of("job:running:v1").get(attempt);
    return running.getLong("at");
  }
}
