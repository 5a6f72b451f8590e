package io.jobwire.redis.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A server that outlived both its JVM and its guard and still writes into our folder. Known by its
 * password on the socket of the last run, or by the pid file; ended before we start another.
 */
final class Leftover {
  private static final Logger LOG = LoggerFactory.getLogger(Leftover.class);
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Duration CLOCK_GRAIN = Duration.ofSeconds(2);

  private final Path folder;

  private Leftover(Path folder) {
    this.folder = folder;
  }

  static void endIn(Path folder) throws RedisStartError, IOException {
    Leftover leftover = new Leftover(folder);
    Optional<ProcessHandle> server = leftover.bySocket().or(leftover::byPidFile);
    if (server.isPresent()) {
      leftover.end(server.get());
    }
    Files.deleteIfExists(leftover.pidFile());
  }

  private Optional<ProcessHandle> bySocket() {
    try {
      Optional<ServerAddress> last = new ServerConfig(folder).last();
      return last.isPresent() ? processBehind(last.get()) : Optional.empty();
    } catch (IOException nobodyThere) {
      return Optional.empty();
    }
  }

  private static Optional<ProcessHandle> processBehind(ServerAddress address) throws IOException {
    try (RespConnection connection = address.connect(PATIENCE)) {
      return connection
          .call("INFO", "server")
          .toString()
          .lines()
          .filter(line -> line.startsWith("process_id:"))
          .findFirst()
          .flatMap(line -> process(line.substring("process_id:".length())));
    }
  }

  private Optional<ProcessHandle> byPidFile() {
    try {
      Instant written = Files.getLastModifiedTime(pidFile()).toInstant();
      return process(Files.readString(pidFile()))
          .filter(Leftover::serves)
          .filter(process -> startedBefore(process, written.plus(CLOCK_GRAIN)));
    } catch (IOException noSuchFile) {
      return Optional.empty();
    }
  }

  private static Optional<ProcessHandle> process(String pid) {
    return pid.strip().matches("\\d{1,10}")
        ? ProcessHandle.of(Long.parseLong(pid.strip()))
        : Optional.empty();
  }

  /** A dead process that nobody has reaped is "alive", but has no command any more. */
  private static boolean serves(ProcessHandle process) {
    return process.isAlive()
        && process.info().command().filter(name -> name.matches(".*(redis|valkey).*")).isPresent();
  }

  /** Else the pid has come round and belongs to somebody else. */
  private static boolean startedBefore(ProcessHandle process, Instant time) {
    return process.info().startInstant().map(start -> start.isBefore(time)).orElse(false);
  }

  private void end(ProcessHandle server) throws RedisStartError {
    LOG.warn("Ending a Redis that an earlier run left behind in {} (pid {})", folder, server.pid());
    server.destroy();
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (serves(server)) {
      if (System.nanoTime() > deadline) {
        throw new RedisStartError(
            "A Redis of an earlier run (pid %d) still works in %s and does not end: end it, then start again."
                .formatted(server.pid(), folder));
      }
      LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
    }
  }

  private Path pidFile() {
    return folder.resolve(ServerConfig.PID_FILE);
  }
}
