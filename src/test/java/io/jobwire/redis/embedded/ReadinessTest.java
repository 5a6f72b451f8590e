package io.jobwire.redis.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

@DisplayName("A server that was just started")
class ReadinessTest {
  private static final int MANY = 1_000_000;
  private static final Logger LOGGER = (Logger) LoggerFactory.getLogger(Readiness.class);

  @TempDir Path folder;
  private final ListAppender<ILoggingEvent> logged = new ListAppender<>();
  private ServerAddress address;
  private GuardedServer server;

  @BeforeEach
  void configured() throws Exception {
    address = ServerAddress.in(folder);
    new ServerConfig(folder).write(address);
    logged.start();
    LOGGER.setLevel(Level.INFO);
    LOGGER.addAppender(logged);
  }

  @AfterEach
  void ended() {
    server.terminate();
    LOGGER.detachAppender(logged);
    LOGGER.setLevel(null);
  }

  @Test
  @DisplayName("is ready when all its data is loaded, and tells on the way how far it is")
  void loading() throws Exception {
    writeMany();
    started().await();
    try (RespConnection connection = address.connect(Duration.ofSeconds(5))) {
      assertThat(connection.call("DBSIZE")).isEqualTo((long) MANY);
    }
    assertThat(logged.list)
        .isNotEmpty()
        .allMatch(line -> line.getFormattedMessage().matches("Redis is loading its data: .* %"));
  }

  @Test
  @DisplayName("that ends instead is not waited for, and its last words are told")
  void endsInstead() throws Exception {
    Files.writeString(folder.resolve(GuardedServer.CONFIG), "no-such-setting yes\n");
    assertThatThrownBy(() -> started().await())
        .isInstanceOf(RedisStartError.class)
        .hasMessageContaining("no-such-setting");
  }

  private Readiness started() throws IOException, RedisStartError {
    Path program = BundledServer.forThisMachine().orElseThrow().unpackInto(folder.resolve("bin"));
    ServerLog log = ServerLog.in(folder);
    server = GuardedServer.start(program, folder, Optional.empty());
    return new Readiness(server, address, log, Duration.ofMillis(200));
  }

  /** In the form of a server older than 7.0, which a newer one takes over. */
  private void writeMany() throws IOException {
    try (BufferedWriter file = Files.newBufferedWriter(folder.resolve("appendonly.aof"))) {
      for (int i = 0; i < MANY; i++) {
        file.write("*3\r\n$3\r\nSET\r\n$9\r\nk" + (10_000_000 + i) + "\r\n$1\r\nv\r\n");
      }
    }
  }
}
