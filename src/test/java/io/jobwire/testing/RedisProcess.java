package io.jobwire.testing;

import io.jobwire.redis.embedded.BundledServer;
import io.jobwire.redis.embedded.GuardedServer;
import io.jobwire.redis.embedded.RedisStartError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The bundled server on a loopback port, with its data in a folder; gone with this JVM at the
 * latest.
 */
final class RedisProcess {
  private static Path program;

  private final Path folder;
  private GuardedServer server;

  RedisProcess(Path folder, int port, List<String> settings) throws IOException, RedisStartError {
    this.folder = Files.createDirectories(folder);
    List<String> lines =
        new ArrayList<>(
            List.of(
                "port " + port,
                "bind 127.0.0.1",
                "dir .",
                "logfile redis.log",
                "save \"\"",
                "appendonly yes",
                "appendfsync everysec",
                "maxmemory-policy noeviction",
                "enable-debug-command yes"));
    lines.addAll(settings);
    Files.write(folder.resolve(GuardedServer.CONFIG), lines);
    start();
  }

  void start() throws IOException, RedisStartError {
    server = GuardedServer.start(program(), folder);
  }

  private static synchronized Path program() throws IOException, RedisStartError {
    if (program == null) {
      program = BundledServer.forThisMachine().orElseThrow().unpackInto(Path.of("target", "redis"));
    }
    return program;
  }

  long pid() {
    return server.pid();
  }

  boolean hasEnded() {
    return server.hasEnded();
  }

  void kill() {
    server.kill();
  }

  /** A stopped process hears nothing but this. */
  void stop() {
    resume();
    server.terminate();
  }

  void pause() {
    Signal.send("STOP", pid());
  }

  void resume() {
    Signal.send("CONT", pid());
  }
}
