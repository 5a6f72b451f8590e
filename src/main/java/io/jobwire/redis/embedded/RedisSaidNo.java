package io.jobwire.redis.embedded;

import java.io.IOException;

/** Redis understood and refused; its first word says why, as in {@code LOADING}. */
public final class RedisSaidNo extends IOException {
  RedisSaidNo(String line) {
    super(line);
  }

  public String word() {
    return getMessage().split(" ", 2)[0];
  }
}
