package io.jobwire.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobwire.fault.LiveViewer.Transport;
import io.jobwire.testing.Eventually;
import io.jobwire.testing.LoopbackPort;
import io.jobwire.testing.RedisServer;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

@Execution(ExecutionMode.CONCURRENT)
@DisplayName("Three processes on one bus, of which none could do it alone")
class ClusterIT {
  private static final int CHUNKS = 50;

  @TempDir Path folder;
  @RegisterExtension final Services services = new Services();

  @Test
  @DisplayName("doors, worker, and jobs with the scheduler: work together, and survive each other")
  void together() {
    List<Integer> ports = IntStream.range(0, 4).mapToObj(i -> LoopbackPort.free()).toList();
    String members =
        ports.stream().map(port -> "127.0.0.1:" + port).collect(Collectors.joining(","));
    try (RedisServer redis = RedisServer.startOwn(folder.resolve("redis"))) {
      Launch member =
          services
              .in(folder)
              .withShortLeases()
              .with("REDIS_URL", redis.uri())
              .with("JOBWIRE_CLUSTER_ENABLED", true)
              .with("JOBWIRE_CLUSTER_MEMBERS", members);
      Launch jobs = only(member, "JOBS", "SCHEDULER").with("JOBWIRE_CLUSTER_PORT", ports.get(0));
      Program carries = jobs.program();
      Program works = only(member, "WORKER").with("JOBWIRE_CLUSTER_PORT", ports.get(1)).program();
      Service door =
          only(member, "API", "BRIDGE", "SUBSCRIBER")
              .with("JOBWIRE_CLUSTER_PORT", ports.get(2))
              .service();
      carries.says("Ready in \\d+ ms");
      works.says("Ready in \\d+ ms");
      follow(door);

      carries.kill();
      Eventually.holds(
          "without anybody who carries out commands",
          () -> door.create(Work.noop()).status() == 503);
      jobs.with("JOBWIRE_CLUSTER_PORT", ports.get(3)).program().says("Ready in \\d+ ms");
      Eventually.holds("another carries them out", () -> door.create(Work.noop()).isCreated());
      follow(door);
    }
  }

  private static void follow(Service door) {
    Eventually.holds(
        "the worker is known", () -> door.get("/api/types").text().contains("load.stream"));
    String job = door.created(Work.stream(CHUNKS, 5, 10));
    try (LiveViewer viewer = new LiveViewer(job).connect(Transport.BRIDGE, () -> door)) {
      viewer.awaits("the end", viewer::isEnded);
      assertThat(viewer.events()).isEqualTo(door.story(job).assertWhole().events());
      assertThat(door.output(job)).isEqualTo(Work.output(CHUNKS));
    }
  }

  private static Launch only(Launch launch, String... parts) {
    Launch some = launch;
    for (String part : List.of("API", "BRIDGE", "JOBS", "SUBSCRIBER", "WORKER", "SCHEDULER")) {
      int count = List.of(parts).contains(part) ? 1 : 0;
      some = some.with("JOBWIRE_VERTICLES_" + part + "_INSTANCES", count);
    }
    return some;
  }
}
