package io.jobwire.redis.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The embedded Redis, on data that")
class EmbeddedRedisDataTest {
  @TempDir Path folder;

  @BeforeEach
  void someData() throws Exception {
    try (EmbeddedRedis redis = EmbeddedRedis.start(folder, "")) {
      for (int i = 0; i < 100; i++) {
        Calls.call(redis, "SET", "key" + i, "value");
      }
    }
  }

  @Test
  @DisplayName("lost its tail, loads what is whole")
  void truncated() throws Exception {
    try (FileChannel file = FileChannel.open(appendOnlyFile(), StandardOpenOption.WRITE)) {
      file.truncate(file.size() - 5);
    }
    try (EmbeddedRedis redis = EmbeddedRedis.start(folder, "")) {
      assertThat(Calls.call(redis, "DBSIZE")).isEqualTo(99L);
    }
  }

  @Test
  @DisplayName("is corrupt, refuses to start with the server's last words, and leaves it alone")
  void corrupt() throws Exception {
    try (FileChannel file = FileChannel.open(appendOnlyFile(), StandardOpenOption.WRITE)) {
      file.write(ByteBuffer.wrap(new byte[40]), file.size() / 2);
    }
    byte[] before = Files.readAllBytes(appendOnlyFile());
    assertThatThrownBy(() -> EmbeddedRedis.start(folder, ""))
        .isInstanceOf(RedisStartError.class)
        .hasMessageContaining("Bad file format reading the append only file")
        .hasMessageContaining("redis.log")
        .hasMessageNotContaining("\n");
    assertThat(Files.readAllBytes(appendOnlyFile())).isEqualTo(before);
  }

  @Test
  @DisplayName("was written by a newer server, refuses to start")
  void newer() throws Exception {
    Files.writeString(folder.resolve("redis/version"), "8.4.1\n");
    assertThatThrownBy(() -> EmbeddedRedis.start(folder, ""))
        .isInstanceOf(RedisStartError.class)
        .hasMessageContaining("8.4.0 or newer here, which wrote the data")
        .hasMessageContaining("REDIS_URL");
  }

  @Test
  @DisplayName("has a log that has grown, puts the log aside")
  void grownLog() throws Exception {
    Path log = folder.resolve("redis/redis.log");
    Files.write(log, new byte[1024 * 1024 + 1]);
    EmbeddedRedis.start(folder, "").close();
    assertThat(log).isNotEmptyFile();
    assertThat(Files.size(log)).isLessThan(100_000);
    assertThat(folder.resolve("redis/redis.log.1")).hasSize(1024 * 1024 + 1);
  }

  private Path appendOnlyFile() {
    return folder.resolve("redis/appendonlydir/appendonly.aof.1.incr.aof");
  }
}
