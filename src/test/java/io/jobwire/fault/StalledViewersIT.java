package io.jobwire.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobwire.model.Fold;
import io.jobwire.testing.RedisServer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A hundred viewers that stop reading during 50 MB of events")
class StalledViewersIT {
  private static final int STALLED = 100;

  /** At a pace that the service keeps: what a viewer is spared by a snapshot stalls nobody. */
  private static final int EVENTS = 5_000;

  private static final int EVERY_MS = 1;
  private static final int BYTES = 10_000;
  private static final double MOST_BYTES = 60e6;

  @TempDir Path folder;
  @RegisterExtension final Services services = new Services();

  @Test
  @DisplayName("cost less than 60 MB in all, harm nobody, and have the right view in the end")
  void stalled() throws Exception {
    try (RedisServer redis = RedisServer.startOwn(folder.resolve("redis"))) {
      Service service =
          services
              .in(folder)
              .with("REDIS_URL", redis.uri())
              .with("JOBWIRE_BACKLOG_EVENTS", 1_000)
              .with("JOBWIRE_BACKLOG_BYTES", 16 << 20)
              .service();
      String quiet = service.created(Work.sleep(600_000));
      List<LiveViewer> stalled = new ArrayList<>();
      service.post("/api/queues/load.stream/pause", new JsonObject());
      String job = service.created(events());
      for (int i = 0; i < STALLED; i++) {
        LiveViewer viewer = LiveViewer.on(service, job);
        stalled.add(viewer);
        viewer.awaits("open", () -> viewer.seq() >= 1);
        viewer.stopReading();
      }
      LiveViewer healthy = LiveViewer.on(service, job);
      LiveViewer canary = LiveViewer.on(service, quiet);
      double before = heap(service);
      service.post("/api/queues/load.stream/resume", new JsonObject());
      healthy.awaits("the end", healthy::isEnded);
      double after = heap(service);
      System.out.printf("StalledViewersIT: the heap rose by %.1f MB%n", (after - before) / 1e6);
      assertThat(after - before).isLessThan(MOST_BYTES);
      double pulled = service.metric("jobwire_bridge_pulled_total");
      assertThat(pulled).isGreaterThanOrEqualTo(STALLED / 2);

      stalled.forEach(LiveViewer::readAgain);
      JsonObject state = service.get("/api/jobs/" + job + "/state").json();
      for (LiveViewer viewer : stalled) {
        viewer.awaits("the end", viewer::isEnded);
        assertThat(viewer.view()).isEqualTo(Fold.foldable(Fold.parse(state.encode())));
        assertThat(viewer.losses()).isZero();
        viewer.close();
      }
      service.cancel(quiet);
      canary.awaits("its end", canary::isEnded);
      assertThat(canary.events()).isEqualTo(service.story(quiet).events());
      canary.close();
      healthy.close();
    }
  }

  private static JsonObject events() {
    JsonObject job = Work.stream(EVENTS, EVERY_MS, 0);
    return Work.and(Work.and(job, "bytes", BYTES), "as", "event");
  }

  /** What is in use once the garbage has gone. */
  private static double heap(Service service) throws IOException, InterruptedException {
    Process collect =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                Long.toString(service.program().pid()),
                "GC.run")
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertThat(collect.waitFor(20, TimeUnit.SECONDS)).isTrue();
    assertThat(collect.exitValue()).isZero();
    return service.metric("jvm_memory_used_bytes\\{area=\"heap\"[^}]*\\}");
  }
}
