package io.jobwire.redis.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jobwire.testing.Signal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The embedded Redis of another process")
class EmbeddedRedisLifeTest {
  @TempDir Path folder;

  @Test
  @DisplayName("ends within two seconds of a JVM that was killed, with everything written")
  void jvmKilled() throws Exception {
    try (ChildJvm child = ChildJvm.on(folder)) {
      child.kill();
      ChildJvm.assertGoneWithin(Duration.ofSeconds(2), child.serverPid());
    }
    assertThat(Files.readString(folder.resolve("redis/redis.log"))).contains("ready to exit");
    assertStillThere("before");
  }

  @Test
  @DisplayName("ends also when it was stopped at that time")
  void jvmKilledWhileServerStopped() throws Exception {
    try (ChildJvm child = ChildJvm.on(folder)) {
      Signal.send("STOP", child.serverPid());
      child.kill();
      ChildJvm.assertGoneWithin(Duration.ofSeconds(2), child.serverPid());
    }
    assertStillThere("before");
  }

  @Test
  @DisplayName("can be followed at once by the next, while the killed JVM's server still ends")
  void restartedAtOnce() throws Exception {
    for (int i = 0; i < 3; i++) {
      try (ChildJvm child = ChildJvm.on(folder)) {
        assertThat(child.verdict()).startsWith("ready ");
        child.kill();
        assertStillThere("before");
      }
    }
  }

  @Test
  @DisplayName("is not ended by Ctrl-C, but by its process, after the last write")
  void ctrlC() throws Exception {
    try (ChildJvm child = ChildJvm.on(folder)) {
      long server = child.serverPid();
      Signal.sendToGroup("INT", child.pid());
      ChildJvm.assertGoneWithin(Duration.ofSeconds(10), server);
    }
    assertThat(Files.readString(folder.resolve("redis/redis.log")))
        .doesNotContain("SIGINT")
        .contains("ready to exit");
    assertStillThere("draining");
  }

  @Test
  @DisplayName("keeps its data folder to itself")
  void secondProcess() throws Exception {
    try (EmbeddedRedis redis = EmbeddedRedis.start(folder, "");
        ChildJvm second = ChildJvm.on(folder)) {
      assertThat(second.verdict()).startsWith("refused The data folder " + folder.toRealPath());
      assertThat(Calls.call(redis, "EXISTS", "before")).isEqualTo(0L);
    }
  }

  @Test
  @DisplayName("keeps its data folder also after a refused second start in its own process")
  void secondProcessAfterARefusal() throws Exception {
    try (EmbeddedRedis redis = EmbeddedRedis.start(folder, "")) {
      assertThatThrownBy(() -> EmbeddedRedis.start(folder, "")).isInstanceOf(RedisStartError.class);
      try (ChildJvm second = ChildJvm.on(folder)) {
        assertThat(second.verdict()).startsWith("refused ");
      }
      assertThat(Calls.call(redis, "PING")).isEqualTo("PONG");
    }
  }

  @Test
  @DisplayName("is ended by the next start when its guard was killed with its JVM")
  void leftover() throws Exception {
    long leftover = abandoned();
    assertThat(ChildJvm.runs(leftover)).isTrue();
    assertStillThere("before");
    assertThat(ChildJvm.runs(leftover)).isFalse();
  }

  @Test
  @DisplayName("is found by its pid file when somebody removed its socket")
  void leftoverWithoutSocket() throws Exception {
    long leftover = abandoned();
    Files.delete(folder.resolve("redis/redis.sock"));
    assertStillThere("before");
    assertThat(ChildJvm.runs(leftover)).isFalse();
  }

  @Test
  @DisplayName("is not mistaken for whoever has its pid now")
  void foreignPid() throws Exception {
    Files.createDirectories(folder.resolve("redis"));
    Files.writeString(
        folder.resolve("redis/redis.pid"), Long.toString(ProcessHandle.current().pid()));
    EmbeddedRedis.start(folder, "").close();
  }

  /** Stopped first, so that no guard sees the JVM die. */
  private long abandoned() throws Exception {
    try (ChildJvm child = ChildJvm.on(folder)) {
      List<Long> guards = child.guards().stream().map(ProcessHandle::pid).toList();
      assertThat(guards).hasSize(2);
      guards.forEach(guard -> Signal.send("STOP", guard));
      child.kill();
      guards.forEach(guard -> Signal.send("KILL", guard));
      return child.serverPid();
    }
  }

  private void assertStillThere(String key) throws Exception {
    try (EmbeddedRedis redis = EmbeddedRedis.start(folder, "")) {
      assertThat(Calls.call(redis, "GET", key)).isEqualTo("written");
    }
  }
}
