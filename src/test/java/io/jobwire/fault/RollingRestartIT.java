package io.jobwire.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobwire.fault.LiveViewer.Transport;
import io.jobwire.testing.RedisServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * {@code -Djobwire.restarts=20} restarts more often; {@code -Djobwire.before=…} names the jar of
 * another version, with which the first instances start: then it is an upgrade.
 */
@Execution(ExecutionMode.CONCURRENT)
@DisplayName("Instances that are restarted one after the other")
class RollingRestartIT {
  private static final int INSTANCES = 2;
  private static final int JOBS = 6;
  private static final int EVERY_MS = 30;
  private static final Duration DRAIN = Duration.ofSeconds(2);

  @TempDir Path folder;
  @RegisterExtension final Services services = new Services();

  @Test
  @DisplayName("end with 0 within their time, and no viewer and no job loses anything")
  void rolling() {
    int restarts = Integer.getInteger("jobwire.restarts", 3);
    int chunks = restarts * 5_000 / EVERY_MS;
    try (RedisServer redis = RedisServer.startOwn(folder.resolve("redis"))) {
      Launch launch =
          services
              .in(folder)
              .withShortLeases()
              .with("REDIS_URL", redis.uri())
              .with("JOBWIRE_BACKLOG_EVENTS", 50_000)
              .with("JOBWIRE_DRAIN_MS", DRAIN.toMillis());
      List<Service> instances = new CopyOnWriteArrayList<>();
      String before = System.getProperty("jobwire.before");
      Launch first = before == null ? launch : launch.ofJar(before);
      IntStream.range(0, INSTANCES).forEach(i -> instances.add(first.service()));
      AtomicInteger turn = new AtomicInteger();
      Supplier<Service> any =
          () -> instances.get(Math.floorMod(turn.incrementAndGet(), instances.size()));
      List<String> jobs = new ArrayList<>();
      List<LiveViewer> viewers = new ArrayList<>();
      for (int i = 0; i < JOBS; i++) {
        String job = instances.get(0).created(Work.stream(chunks, EVERY_MS, 10));
        jobs.add(job);
        viewers.add(
            new LiveViewer(job).connect(Transport.values()[i % Transport.values().length], any));
      }
      for (int i = 0; i < restarts; i++) {
        Service old = instances.get(0);
        instances.remove(old);
        old.program().term();
        assertThat(old.program().exitStatus(DRAIN.plusSeconds(5))).isZero();
        instances.add(launch.service());
      }
      for (int i = 0; i < JOBS; i++) {
        LiveViewer viewer = viewers.get(i);
        viewer.awaits("the end", viewer::isEnded);
        Story log = instances.get(0).story(jobs.get(i)).assertWhole();
        assertThat(viewer.resets()).isEmpty();
        assertThat(viewer.events()).isEqualTo(log.events());
        assertThat(log.output()).isEqualTo(Work.output(chunks));
        viewer.close();
      }
    }
  }
}
