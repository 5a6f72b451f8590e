package io.jobwire.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobwire.fault.LiveViewer.Transport;
import io.jobwire.testing.Eventually;
import io.jobwire.testing.RedisServer;
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
@DisplayName("Live viewers")
class LiveRedisIT {
  private static final int VIEWERS = 20;
  private static final int CHUNKS = 600;
  private static final long HEARTBEAT_MS = 1_000;
  private static final long LONG_HEARTBEAT_MS = 20_000;

  @TempDir Path folder;
  @RegisterExtension final Services services = new Services();

  private Launch launch(String redisUri) {
    return services
        .in(folder)
        .with("REDIS_URL", redisUri)
        .with("JOBWIRE_JOBS_LEASE_MS", 3_000)
        .with("JOBWIRE_JOBS_SWEEP_MS", Service.SWEEP.toMillis())
        .with("JOBWIRE_BACKLOG_EVENTS", 50_000)
        .with("JOBWIRE_BRIDGE_HEARTBEAT_MS", HEARTBEAT_MS);
  }

  private static List<LiveViewer> viewers(Service service, String job) {
    List<LiveViewer> viewers = new ArrayList<>();
    for (int i = 0; i < VIEWERS; i++) {
      Transport transport = i % 2 == 0 ? Transport.BRIDGE : Transport.SSE;
      viewers.add(new LiveViewer(job).connect(transport, () -> service));
    }
    return viewers;
  }

  private static void assertAllHave(List<LiveViewer> viewers, Service service, String job) {
    viewers.forEach(viewer -> viewer.awaits("the end", viewer::isEnded));
    Story log = service.story(job).assertWhole();
    for (LiveViewer viewer : viewers) {
      assertThat(viewer.resets()).isEmpty();
      assertThat(viewer.events()).isEqualTo(log.events());
      viewer.close();
    }
  }

  /** Of one and the same answer: each instance of the commands has a link to Redis of its own. */
  private static long seqOnceAnswered(Service service, String job) {
    AtomicReference<Answer> answer = new AtomicReference<>();
    Eventually.holds(
        "commands work again",
        () -> {
          answer.set(service.get("/api/jobs/" + job));
          return answer.get().status() == 200;
        });
    return answer.get().json().getLong("seq");
  }

  @Test
  @DisplayName("keep their sockets when Redis is killed, and are complete within 3 s of its return")
  void killed() {
    try (RedisServer redis = RedisServer.startOwn(folder.resolve("redis"), Launch.KEEPS_ITS_WORD)) {
      Service service = launch(redis.uri()).service();
      String job = service.created(Work.stream(CHUNKS, 10, 50));
      List<LiveViewer> viewers = viewers(service, job);
      viewers.forEach(viewer -> viewer.awaits("a hundred", () -> viewer.seq() > 100));
      redis.kill();
      Eventually.holds("it is away", () -> service.readiness() == 503);
      redis.restart();
      long returned = System.nanoTime();
      long top = seqOnceAnswered(service, job);
      viewers.forEach(viewer -> viewer.awaits("what there is", () -> viewer.seq() >= top));
      Duration took = Duration.ofNanos(System.nanoTime() - returned);
      System.out.println("LiveRedisIT: complete " + took.toMillis() + " ms after Redis's return");
      assertThat(took).isLessThan(Duration.ofSeconds(3));
      assertAllHave(viewers, service, job);
      assertThat(viewers).allMatch(viewer -> viewer.losses() == 0);
    }
  }

  @Test
  @DisplayName("are complete although a third of the announcements gets lost")
  void announcementsLost() {
    long seed = System.nanoTime();
    System.out.println("LiveRedisIT: seed " + seed);
    try (RedisServer redis = RedisServer.startOwn(folder.resolve("redis"));
        FaultProxy proxy = new FaultProxy(redis.uri(), seed)) {
      Service service = launch(proxy.uri()).service();
      proxy.lose(0.3);
      String job = service.created(Work.stream(CHUNKS, 5, 50));
      List<LiveViewer> viewers = viewers(service, job);
      assertAllHave(viewers, service, job);
      assertThat(proxy.lost()).isGreaterThan(100);
    }
  }

  @Test
  @DisplayName(
      "learn of the last event within two heartbeats when exactly its announcement is lost")
  void lastOneLost() {
    try (RedisServer redis = RedisServer.startOwn(folder.resolve("redis"));
        FaultProxy proxy = new FaultProxy(redis.uri(), 1)) {
      Service service = launch(proxy.uri()).service();
      String job = service.created(Work.sleep(60_000));
      List<LiveViewer> viewers = viewers(service, job);
      viewers.forEach(viewer -> viewer.awaits("running", () -> viewer.seq() >= 2));
      proxy.lose(1);
      assertThat(service.cancel(job).status()).isEqualTo(200);
      long cancelled = System.nanoTime();
      viewers.forEach(viewer -> viewer.awaits("the end", viewer::isEnded));
      Duration took = Duration.ofNanos(System.nanoTime() - cancelled);
      assertThat(took).isLessThan(Duration.ofMillis(2 * HEARTBEAT_MS + 500));
      assertThat(proxy.lost()).isPositive();
      assertAllHave(viewers, service, job);
    }
  }

  @Test
  @DisplayName("read the log as soon as the subscriber is back, and wait for no heartbeat")
  void subscriberCut() {
    try (RedisServer redis = RedisServer.startOwn(folder.resolve("redis"));
        FaultProxy proxy = new FaultProxy(redis.uri(), 1)) {
      Service service =
          launch(proxy.uri()).with("JOBWIRE_BRIDGE_HEARTBEAT_MS", LONG_HEARTBEAT_MS).service();
      String job = service.created(Work.sleep(60_000));
      List<LiveViewer> viewers = viewers(service, job);
      viewers.forEach(viewer -> viewer.awaits("running", () -> viewer.seq() >= 2));
      proxy.lose(1);
      assertThat(service.cancel(job).status()).isEqualTo(200);
      Eventually.holds("the announcement is lost", () -> proxy.lost() > 0);
      proxy.lose(0);
      redis.cli("CLIENT", "KILL", "TYPE", "pubsub");
      long cut = System.nanoTime();
      viewers.forEach(viewer -> viewer.awaits("the end", viewer::isEnded));
      assertThat(Duration.ofNanos(System.nanoTime() - cut)).isLessThan(Duration.ofSeconds(3));
      assertAllHave(viewers, service, job);
    }
  }
}
