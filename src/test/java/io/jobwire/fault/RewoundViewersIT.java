package io.jobwire.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobwire.fault.LiveViewer.Transport;
import io.jobwire.model.Fold;
import io.jobwire.testing.Eventually;
import io.jobwire.testing.RedisServer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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
@DisplayName("When Redis goes back in time, a viewer")
class RewoundViewersIT {
  private static final int CHUNKS = 500;
  private static final int SOME = 20;
  private static final int VIEWERS = 6;
  private static final long HEARTBEAT_MS = 1_000;

  @TempDir Path folder;
  @RegisterExtension final Services services = new Services();
  private RedisServer redis;
  private Service service;
  private String job;
  private final List<LiveViewer> viewers = new ArrayList<>();

  @BeforeEach
  void watchedJob() {
    redis = RedisServer.startOwn(folder.resolve("redis"));
    service =
        services
            .in(folder)
            .withShortLeases()
            .with("REDIS_URL", redis.uri())
            .with("JOBWIRE_BACKLOG_EVENTS", 5_000)
            .with("JOBWIRE_BRIDGE_HEARTBEAT_MS", HEARTBEAT_MS)
            .service();
    job = service.created(Work.stream(CHUNKS, 10, 40));
    for (int i = 0; i < VIEWERS; i++) {
      Transport transport = i % 2 == 0 ? Transport.BRIDGE : Transport.SSE;
      viewers.add(new LiveViewer(job).connect(transport, () -> service));
    }
  }

  @AfterEach
  void end() {
    viewers.forEach(LiveViewer::close);
    redis.close();
  }

  private void allHave(int events) {
    viewers.forEach(viewer -> viewer.awaits(events + " events", () -> viewer.seq() >= events));
  }

  /** More than was copied just now: on a busy machine that is more than they had then. */
  private void allHaveMore() {
    int copied = service.view(job).getInteger("seq");
    assertThat(copied).as("the job goes on").isLessThan(CHUNKS - SOME);
    allHave(copied + SOME);
  }

  private void restartFromCopy() {
    redis.kill();
    copy(folder.resolve("older"), folder.resolve("redis").resolve("appendonlydir"));
    redis.restart();
  }

  private void assertAllWereTold(long since) {
    for (LiveViewer viewer : viewers) {
      viewer.awaits("the reset", () -> viewer.resets().contains("history-rewound"));
    }
    Duration took = Duration.ofNanos(System.nanoTime() - since);
    System.out.println("RewoundViewersIT: all were told within " + took.toMillis() + " ms");
    assertThat(took).isLessThan(Duration.ofMillis(2 * HEARTBEAT_MS + 1_500));
    for (LiveViewer viewer : viewers) {
      viewer.awaits("the end", viewer::isEnded);
      JsonObject state = service.get("/api/jobs/" + job + "/state").json();
      assertThat(viewer.view()).isEqualTo(Fold.foldable(Fold.parse(state.encode())));
      assertThat(state.getString("output")).isEqualTo(Work.output(CHUNKS));
    }
  }

  @Test
  @DisplayName("who is connected is told, and given the state as it is")
  void connected() {
    allHave(SOME);
    copy(folder.resolve("redis").resolve("appendonlydir"), folder.resolve("older"));
    allHaveMore();
    restartFromCopy();
    assertAllWereTold(System.nanoTime());
  }

  @Test
  @DisplayName("who comes back is told, and given the state as it is")
  void comesBack() {
    allHave(SOME);
    copy(folder.resolve("redis").resolve("appendonlydir"), folder.resolve("older"));
    allHaveMore();
    viewers.forEach(LiveViewer::drop);
    restartFromCopy();
    Eventually.holds("it serves", () -> service.get("/api/jobs/" + job).status() == 200);
    for (int i = 0; i < VIEWERS; i++) {
      Transport transport = Transport.values()[i % Transport.values().length];
      viewers.get(i).connect(transport, () -> service);
    }
    assertAllWereTold(System.nanoTime());
  }

  @Test
  @DisplayName("is told also when keys are put back under connections that stay")
  void underLiveConnections() {
    allHave(SOME);
    JobCopy older = JobCopy.of(redis, job);
    allHaveMore();
    long rewound = System.nanoTime();
    older.putBack();
    assertAllWereTold(rewound);
  }

  private static void copy(Path from, Path to) {
    try {
      Files.createDirectories(to);
      try (Stream<Path> files = Files.list(from)) {
        for (Path file : files.toList()) {
          Files.copy(file, to.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
