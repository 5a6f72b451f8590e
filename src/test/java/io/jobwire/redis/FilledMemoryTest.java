package io.jobwire.redis;

import static io.jobwire.redis.Given.got;
import static org.assertj.core.api.Assertions.assertThat;

import io.jobwire.testing.RedisServer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The share of its memory that Redis has in use")
class FilledMemoryTest extends StoreSpec {
  private static final long TEBIBYTE = 1L << 40;

  @Test
  @DisplayName("is that of the fullest primary, and nothing where there is no maxmemory")
  void fullest() {
    given.layout.servers().forEach(server -> server.cli("CONFIG", "SET", "maxmemory", "0"));
    assertThat(looked()).isZero();
    for (RedisServer server : given.layout.servers()) {
      server.cli("CONFIG", "SET", "maxmemory", Long.toString(TEBIBYTE));
      try {
        assertThat(looked()).isBetween(100_000.0 / TEBIBYTE, 0.01);
      } finally {
        server.cli("CONFIG", "SET", "maxmemory", "0");
      }
    }
  }

  private double looked() {
    Watermark watermark = new Watermark(given.link, 90);
    got(watermark.look());
    return watermark.filled();
  }
}
