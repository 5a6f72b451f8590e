package io.jobwire.redis.embedded;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;

/** Single commands to an embedded Redis, for a test to look at what is there. */
final class Calls {
  private Calls() {}

  static Object call(EmbeddedRedis redis, String... command) throws IOException {
    try (RespConnection connection = addressOf(redis).connect(Duration.ofSeconds(5))) {
      return connection.call(command);
    }
  }

  static ServerAddress addressOf(EmbeddedRedis redis) {
    URI uri = URI.create(redis.uri());
    return new ServerAddress(
        Path.of(uri.getPath()), uri.getQuery().substring("password=".length()));
  }
}
