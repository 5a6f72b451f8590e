package io.jobwire.fault;

import static io.jobwire.fault.CommandLineIT.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import io.jobwire.testing.RedisServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

@Execution(ExecutionMode.CONCURRENT)
@DisplayName("A start")
class StartIT {
  @TempDir Path folder;
  @RegisterExtension final Services services = new Services();

  @Test
  @DisplayName("on a port in use, or a folder in use, ends with one line")
  void inUse() {
    Launch launch = services.in(folder);
    Service service = launch.service();
    String port = service.address().substring(service.address().lastIndexOf(':') + 1);
    String management = service.management().substring(service.management().lastIndexOf(':') + 1);
    Launch elsewhere = launch.with("JOBWIRE_DATA_FOLDER", folder.resolve("other"));
    List<Program> programs = List.of(launch.program(), elsewhere.with("PORT", port).program());
    assertRefused(1, programs.get(0), "data folder", "in use");
    assertRefused(1, programs.get(1), port, "PORT");
    Program third = elsewhere.with("JOBWIRE_MANAGEMENT_PORT", management).program();
    assertRefused(1, third, management, "management.port");
    assertThat(service.create(Work.noop()).isCreated()).isTrue();
  }

  @Test
  @DisplayName("without Redis waits for it, and can be told to go meanwhile")
  void redisComesLater() {
    try (RedisServer redis = RedisServer.startOwn(folder.resolve("redis"))) {
      redis.stop();
      Launch launch = services.in(folder).with("REDIS_URL", redis.uri());
      Service patient = launch.starting();
      Service toldToGo = launch.starting();
      patient.program().says("Waiting for Redis");
      assertThat(patient.readiness()).isEqualTo(503);
      assertThat(toldToGo.readiness()).isEqualTo(503);
      toldToGo.program().term();
      assertThat(toldToGo.program().exitStatus(Duration.ofSeconds(5))).isZero();
      assertThat(patient.readiness()).isEqualTo(503);

      redis.restart();

      assertThat(patient.create(Work.noop()).isCreated()).isTrue();
      assertThat(patient.ready().readiness()).isEqualTo(200);
      assertRefused(
          1, launch.with("JOBWIRE_REDIS_PARTITIONS", 4).program(), "redis.partitions", "4", "1");
    }
  }

  @Test
  @DisplayName("is needed again when the embedded Redis is gone: the process ends with one line")
  void embeddedRedisLost() {
    Launch launch = services.in(folder).withShortLeases();
    Service service = launch.service();
    String job = service.created(Work.stream(60, 10, 10));
    Viewer.of(job, () -> service).hasSeen(20, "model:chunk:v1");
    service.program().helpers().stream()
        .filter(StartIT::isRedis)
        .forEach(ProcessHandle::destroyForcibly);

    assertThat(service.program().exitStatus()).isEqualTo(1);
    assertThat(service.program().complaints())
        .anyMatch(line -> line.matches("Redis \\(pid \\d+\\) ended by itself with status 137.*"))
        .noneMatch(line -> line.contains("Exception"));
    Service next = launch.service();
    assertThat(Viewer.of(job, () -> next).story().assertWhole().output())
        .isEqualTo(Work.output(60));
  }

  /** Some distributions have one program under several names, and the system tells another one. */
  private static boolean isRedis(ProcessHandle process) {
    return process.info().command().filter(name -> name.contains("redis-")).isPresent();
  }

  @Test
  @DisplayName("on a Redis that deletes what it likes ends with one line")
  void evictingRedis() {
    try (RedisServer redis =
        RedisServer.startOwn(folder.resolve("redis"), "maxmemory-policy allkeys-lru")) {
      Program program = services.in(folder).with("REDIS_URL", redis.uri()).program();
      assertRefused(1, program, "allkeys-lru", "noeviction");
    }
  }
}
