package io.jobwire.redis.embedded;

/** The embedded Redis cannot run here; the message is one line for whoever started us. */
public final class RedisStartError extends Exception {
  RedisStartError(String line) {
    super(line);
  }

  RedisStartError(String line, Throwable cause) {
    super(line, cause);
  }
}
