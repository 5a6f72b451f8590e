package io.jobwire.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobwire.fault.LiveViewer.Transport;
import io.jobwire.testing.RedisServer;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** {@code -Djobwire.fleet.seconds} makes it longer, {@code -Djobwire.fleet.seed} repeats a run. */
@DisplayName("Two hundred viewers of sixty-four jobs on three instances")
class FleetIT {
  private static final int INSTANCES = 3;
  private static final int JOBS = 64;
  private static final int VIEWERS = 200;
  private static final int EVERY_MS = 40;
  private static final long BETWEEN_MOVES = Duration.ofMillis(15).toNanos();

  @TempDir Path folder;
  @RegisterExtension final Services services = new Services();

  @Test
  @DisplayName("who drop, hop and change transports at random: each has the log, once and in order")
  void truth() {
    int seconds = Integer.getInteger("jobwire.fleet.seconds", 6);
    long seed = Long.getLong("jobwire.fleet.seed", System.nanoTime());
    System.out.println("FleetIT: -Djobwire.fleet.seed=" + seed);
    Random random = new Random(seed);
    try (RedisServer redis = RedisServer.startOwn(folder.resolve("redis"))) {
      List<Service> instances =
          IntStream.range(0, INSTANCES).mapToObj(i -> instance(redis, i)).toList();
      List<String> jobs =
          IntStream.range(0, JOBS)
              .mapToObj(i -> instances.get(i % INSTANCES).created(work(seconds)))
              .toList();
      List<LiveViewer> viewers = new ArrayList<>();
      Map<LiveViewer, String> watched = new HashMap<>();
      for (int i = 0; i < VIEWERS; i++) {
        String job = jobs.get(random.nextInt(JOBS));
        LiveViewer viewer = new LiveViewer(job);
        viewers.add(viewer);
        watched.put(viewer, job);
        move(viewer, instances, random);
      }
      long end = System.nanoTime() + Duration.ofSeconds(seconds).toNanos();
      int moves = 0;
      while (System.nanoTime() < end) {
        LiveViewer viewer = viewers.get(random.nextInt(VIEWERS));
        if (random.nextInt(4) == 0) {
          viewer.drop();
        }
        move(viewer, instances, random);
        moves++;
        LockSupport.parkNanos(BETWEEN_MOVES);
      }
      Map<String, List<JsonObject>> logs = new HashMap<>();
      for (LiveViewer viewer : viewers) {
        viewer.awaits("the end", viewer::isEnded);
        String job = watched.get(viewer);
        List<JsonObject> log =
            logs.computeIfAbsent(job, id -> instances.get(0).story(id).assertWhole().events());
        assertThat(viewer.resets()).isEmpty();
        assertThat(viewer.events()).isEqualTo(log);
        viewer.close();
      }
      System.out.println(
          "FleetIT: %d viewers made %d moves; 0 lost, 0 doubled, 0 out of order of %d events"
              .formatted(VIEWERS, moves, logs.values().stream().mapToInt(List::size).sum()));
    }
  }

  private Service instance(RedisServer redis, int number) {
    return services
        .in(folder)
        .with("REDIS_URL", redis.uri())
        .with("JOBWIRE_BACKLOG_EVENTS", 50_000)
        .with("JOBWIRE_BACKLOG_BYTES", 64 << 20)
        .with("JOBWIRE_JOBS_CONCURRENCY", JOBS)
        .with("JOBWIRE_LIMITS_CREATES_PER_MINUTE", 0)
        .service();
  }

  private static JsonObject work(int seconds) {
    return Work.stream(seconds * 1_000 / EVERY_MS, EVERY_MS, 20);
  }

  private static void move(LiveViewer viewer, List<Service> instances, Random random) {
    Transport transport = Transport.values()[random.nextInt(Transport.values().length)];
    Service service = instances.get(random.nextInt(INSTANCES));
    viewer.connect(transport, () -> service);
  }
}
