package io.jobwire.redis.embedded;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Waits for a server that was just started: until it answers, and then for as long as it shows that
 * it is loading its data.
 */
final class Readiness {
  private static final Logger LOG = LoggerFactory.getLogger(Readiness.class);
  private static final Duration SILENCE = Duration.ofSeconds(30);
  private static final Duration LOADING = Duration.ofMinutes(10);
  private static final Duration REPLY = Duration.ofSeconds(5);
  private static final long NOT_LISTENING_NANOS = Duration.ofMillis(2).toNanos();
  private static final long LOADING_NANOS = Duration.ofMillis(50).toNanos();

  private final GuardedServer server;
  private final ServerAddress address;
  private final ServerLog log;
  private final Duration progressEvery;
  private final long start = System.nanoTime();
  private long lastAnswer = start;
  private long lastProgress = start;

  Readiness(GuardedServer server, ServerAddress address, ServerLog log, Duration progressEvery) {
    this.server = server;
    this.address = address;
    this.log = log;
    this.progressEvery = progressEvery;
  }

  void await() throws RedisStartError {
    while (!answers()) {
      if (server.hasEnded()) {
        throw new RedisStartError(
            "Redis did not start: %s (see %s)".formatted(log.lastWords(), log));
      }
      if (since(lastAnswer).compareTo(SILENCE) > 0 || since(start).compareTo(LOADING) > 0) {
        throw new RedisStartError(
            "Redis did not become ready in %d s: %s (see %s)"
                .formatted(since(start).toSeconds(), log.lastWords(), log));
      }
      LockSupport.parkNanos(lastAnswer == start ? NOT_LISTENING_NANOS : LOADING_NANOS);
    }
  }

  private boolean answers() {
    try (RespConnection connection = address.connect(REPLY)) {
      return ready(connection);
    } catch (IOException notYet) {
      return false;
    }
  }

  private boolean ready(RespConnection connection) throws IOException {
    try {
      return "PONG".equals(connection.call("PING"));
    } catch (RedisSaidNo no) {
      lastAnswer = System.nanoTime();
      if (no.word().equals("LOADING") && since(lastProgress).compareTo(progressEvery) >= 0) {
        lastProgress = lastAnswer;
        LOG.info("Redis is loading its data: {} %", percentLoaded(connection));
      }
      return false;
    }
  }

  private static String percentLoaded(RespConnection connection) throws IOException {
    return connection
        .call("INFO", "persistence")
        .toString()
        .lines()
        .filter(line -> line.startsWith("loading_loaded_perc:"))
        .map(line -> line.substring(line.indexOf(':') + 1))
        .findFirst()
        .orElse("?");
  }

  private static Duration since(long nanoTime) {
    return Duration.ofNanos(System.nanoTime() - nanoTime);
  }
}
