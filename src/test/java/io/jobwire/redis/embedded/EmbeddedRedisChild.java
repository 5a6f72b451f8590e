package io.jobwire.redis.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/**
 * A process of its own that starts the embedded Redis, writes and says so, and waits to be ended.
 * When it is told to end it writes once more before it closes, as a service does that drains.
 */
final class EmbeddedRedisChild {
  private EmbeddedRedisChild() {}

  public static void main(String[] args) throws IOException {
    try {
      EmbeddedRedis redis = EmbeddedRedis.start(Path.of(args[0]), "");
      Calls.call(redis, "SET", "before", "written");
      Runtime.getRuntime().addShutdownHook(new Thread(() -> drain(redis)));
      System.out.println("ready " + redis.pid());
      System.in.read();
    } catch (RedisStartError e) {
      System.out.println("refused " + e.getMessage());
    }
  }

  private static void drain(EmbeddedRedis redis) {
    try {
      Calls.call(redis, "SET", "draining", "written");
      redis.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
