package io.jobwire.redis.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobwire.testing.Signal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("A guarded server")
class GuardedServerTest {
  @TempDir Path folder;
  private ServerAddress address;

  /** The two ways out of the terminal's process group, where this machine has both. */
  static Stream<List<String>> shells() {
    return Stream.of(Path.of("/usr/bin/setsid"), Path.of("/bin/bash"))
        .filter(Files::isExecutable)
        .map(
            program ->
                program.endsWith("bash")
                    ? GuardedServer.ownGroup(program)
                    : GuardedServer.ownSession(program));
  }

  @BeforeEach
  void configured() throws Exception {
    address = ServerAddress.in(folder);
    new ServerConfig(folder).write(address);
  }

  @ParameterizedTest
  @MethodSource("shells")
  @DisplayName("is in another process group than we are, where no Ctrl-C of ours reaches it")
  void group(List<String> shell) throws Exception {
    GuardedServer server = ready(shell);
    long group = shell.get(0).endsWith("bash") ? server.pid() : guardOf(server).pid();
    assertThat(Signal.sendToGroup("INT", group)).isTrue();
    assertThat(server.ended().get(10, TimeUnit.SECONDS)).isZero();
  }

  @ParameterizedTest
  @MethodSource("shells")
  @DisplayName("is guarded on while it is stopped, and ends as it was ended")
  void stopped(List<String> shell) throws Exception {
    GuardedServer server = ready(shell);
    Signal.send("STOP", server.pid());
    Signal.send("CONT", server.pid());
    try (RespConnection connection = address.connect(Duration.ofSeconds(5))) {
      assertThat(connection.call("PING")).isEqualTo("PONG");
    }
    server.kill();
    assertThat(server.ended().get(10, TimeUnit.SECONDS)).isEqualTo(128 + 9);
  }

  @ParameterizedTest
  @MethodSource("shells")
  @DisplayName("takes no word from its guard's signals")
  void guardHearsNothing(List<String> shell) throws Exception {
    GuardedServer server = ready(shell);
    ProcessHandle guard = guardOf(server);
    Stream.of("INT", "HUP", "TERM", "QUIT").forEach(name -> Signal.send(name, guard.pid()));
    try (RespConnection connection = address.connect(Duration.ofSeconds(5))) {
      assertThat(connection.call("PING")).isEqualTo("PONG");
    }
    server.terminate();
    assertThat(server.ended().get(10, TimeUnit.SECONDS)).isZero();
  }

  private GuardedServer ready(List<String> shell) throws IOException, RedisStartError {
    Path program = BundledServer.forThisMachine().orElseThrow().unpackInto(folder.resolve("bin"));
    ServerLog log = ServerLog.in(folder);
    GuardedServer server = GuardedServer.start(shell, program, folder, Optional.empty());
    new Readiness(server, address, log, Duration.ofSeconds(1)).await();
    return server;
  }

  private static ProcessHandle guardOf(GuardedServer server) {
    return ProcessHandle.of(server.pid()).flatMap(ProcessHandle::parent).orElseThrow();
  }
}
