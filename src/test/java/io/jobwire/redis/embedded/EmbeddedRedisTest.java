package io.jobwire.redis.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jobwire.testing.Signal;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.Request;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The embedded Redis")
class EmbeddedRedisTest {
  private static final String BUNDLED = "";

  @TempDir Path folder;

  @Test
  @DisplayName("is ready for the Vert.x client, under its own version, and gone after close")
  void startUseClose() throws Exception {
    EmbeddedRedis redis = EmbeddedRedis.start(folder, BUNDLED);
    try (redis) {
      assertThat(redis.version()).isEqualTo("7.0.15");
      assertThat(echoed(redis, "hello")).isEqualTo("hello");
    }
    assertThat(ProcessHandle.of(redis.pid())).isEmpty();
    assertThat(redis.exited()).isNotDone();
  }

  @Test
  @DisplayName("keeps its data over close and start")
  void dataSurvives() throws Exception {
    try (EmbeddedRedis redis = EmbeddedRedis.start(folder, BUNDLED)) {
      Calls.call(redis, "SET", "city", "Bern");
    }
    try (EmbeddedRedis redis = EmbeddedRedis.start(folder, BUNDLED)) {
      assertThat(Calls.call(redis, "GET", "city")).isEqualTo("Bern");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "with a space",
        "100% \"odd\" $HOME 'name' #?&=",
        "long-long-long-long-long-long-long-long-long-long-long-long-long-long-long-long-long-long"
      })
  @DisplayName("works in a folder whose path no socket and no URI could say")
  void oddFolders(String name) throws Exception {
    Path odd = folder.resolve(name);
    Path socketFolder;
    try (EmbeddedRedis redis = EmbeddedRedis.start(odd, BUNDLED)) {
      Calls.call(redis, "SET", "city", "Bern");
      assertThat(echoed(redis, "hello")).isEqualTo("hello");
      socketFolder = Calls.addressOf(redis).socket().getParent();
      assertThat(socketFolder).isNotEqualTo(odd.resolve("redis"));
      assertPrivate(socketFolder);
    }
    assertThat(socketFolder).doesNotExist();
    try (EmbeddedRedis redis = EmbeddedRedis.start(odd, BUNDLED)) {
      assertThat(Calls.call(redis, "GET", "city")).isEqualTo("Bern");
    }
  }

  @Test
  @DisplayName("shows its data and its password to this user only, and to nobody on a command line")
  void keepsToItself() throws Exception {
    try (EmbeddedRedis redis = EmbeddedRedis.start(folder, BUNDLED)) {
      Path own = folder.resolve("redis");
      assertPrivate(own);
      assertThat(Files.getPosixFilePermissions(own.resolve("redis.conf")))
          .isEqualTo(PosixFilePermissions.fromString("rw-------"));
      String password = Calls.addressOf(redis).password();
      assertThat(ProcessHandle.current().descendants())
          .isNotEmpty()
          .noneMatch(process -> process.info().toString().contains(password));
      try (RespConnection stranger =
          RespConnection.open(
              UnixDomainSocketAddress.of(Calls.addressOf(redis).socket()), Duration.ofSeconds(5))) {
        assertThatThrownBy(() -> stranger.call("PING")).hasMessageStartingWith("NOAUTH");
      }
    }
  }

  @Test
  @DisplayName("is set up to lose nothing and to evict nothing")
  void setUp() throws Exception {
    try (EmbeddedRedis redis = EmbeddedRedis.start(folder, BUNDLED)) {
      assertThat(Calls.call(redis, "CONFIG", "GET", "appendonly").toString()).contains("yes");
      assertThat(Calls.call(redis, "CONFIG", "GET", "appendfsync").toString()).contains("everysec");
      assertThat(Calls.call(redis, "CONFIG", "GET", "maxmemory-policy").toString())
          .contains("noeviction");
      assertThat(Calls.call(redis, "CONFIG", "GET", "aof-load-truncated").toString())
          .contains("yes");
    }
  }

  @Test
  @DisplayName("has a limit for its memory, so that jobs are refused before the machine is full")
  void limit() throws Exception {
    try (EmbeddedRedis redis = EmbeddedRedis.start(folder, BUNDLED)) {
      assertThat(Calls.call(redis, "CONFIG", "GET", "maxmemory").toString())
          .contains(Long.toString(ServerConfig.mostBytes()));
      assertThat(ServerConfig.mostBytes()).isGreaterThan(64L << 20);
    }
  }

  @Test
  @DisplayName("tells when it ends by itself, with its last words")
  void exited() throws Exception {
    try (EmbeddedRedis redis = EmbeddedRedis.start(folder, BUNDLED)) {
      assertThat(redis.exited()).isNotDone();
      Signal.send("TERM", redis.pid());
      assertThat(redis.exited().get(10, TimeUnit.SECONDS))
          .contains("pid " + redis.pid())
          .contains("ready to exit");
    }
  }

  @Test
  @DisplayName("does not outlive a guard that was killed alone")
  void guardKilled() throws Exception {
    try (EmbeddedRedis redis = EmbeddedRedis.start(folder, BUNDLED)) {
      ProcessHandle server = ProcessHandle.of(redis.pid()).orElseThrow();
      server.parent().orElseThrow().destroyForcibly();
      redis.exited().get(10, TimeUnit.SECONDS);
      ChildJvm.assertGoneWithin(Duration.ofSeconds(10), server.pid());
    }
  }

  @Test
  @DisplayName("refuses a data folder that this process uses already, and keeps its claim")
  void claimedHere() throws Exception {
    try (EmbeddedRedis redis = EmbeddedRedis.start(folder, BUNDLED)) {
      assertThatThrownBy(() -> EmbeddedRedis.start(folder, BUNDLED))
          .isInstanceOf(RedisStartError.class)
          .hasMessageContaining("in use by another Jobwire");
      assertThat(Calls.call(redis, "PING")).isEqualTo("PONG");
    }
    EmbeddedRedis.start(folder, BUNDLED).close();
  }

  @Test
  @DisplayName("says in one line that the data folder is a file")
  void folderIsAFile() throws IOException {
    Path file = Files.writeString(folder.resolve("redis"), "");
    assertThatThrownBy(() -> EmbeddedRedis.start(folder, BUNDLED))
        .isInstanceOf(RedisStartError.class)
        .hasMessageContaining(file + " is not a folder");
  }

  @Test
  @DisplayName("sends a user of Windows elsewhere")
  void windows() {
    assertThatThrownBy(() -> EmbeddedRedis.refuseWindows("Windows 11"))
        .isInstanceOf(RedisStartError.class)
        .hasMessageContaining("REDIS_URL")
        .hasMessageContaining("WSL");
  }

  private static void assertPrivate(Path folder) throws IOException {
    assertThat(Files.getPosixFilePermissions(folder))
        .isEqualTo(PosixFilePermissions.fromString("rwx------"));
  }

  /** By the client that the service uses. */
  private static String echoed(EmbeddedRedis redis, String word) throws Exception {
    Vertx vertx = Vertx.vertx();
    try {
      return Redis.createClient(vertx, redis.uri())
          .send(Request.cmd(Command.ECHO).arg(word))
          .map(reply -> reply.toString())
          .await(10, TimeUnit.SECONDS);
    } finally {
      vertx.close().await();
    }
  }
}
