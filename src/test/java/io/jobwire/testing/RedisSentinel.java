package io.jobwire.testing;

import io.jobwire.redis.embedded.BundledServer;
import io.jobwire.redis.embedded.GuardedServer;
import io.jobwire.redis.embedded.RedisStartError;
import io.jobwire.redis.embedded.RespConnection;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * A Sentinel that watches one primary and puts its replica in its place after half a second's
 * silence. The server's own binary is one when it is called so.
 */
public final class RedisSentinel implements AutoCloseable {
  public static final String MASTER = "mymaster";

  private final int port = LoopbackPort.free();
  private final GuardedServer server;

  public RedisSentinel(Path folder, RedisServer primary) throws IOException, RedisStartError {
    Files.createDirectories(folder);
    Path program =
        BundledServer.forThisMachine().orElseThrow().unpackInto(Path.of("target", "redis"));
    Path sentinel = Files.copy(program, folder.resolve("redis-sentinel"));
    sentinel.toFile().setExecutable(true);
    int watched = URI.create(primary.uri()).getPort();
    Files.write(
        folder.resolve(GuardedServer.CONFIG),
        List.of(
            "port " + port,
            "bind 127.0.0.1",
            "dir .",
            "logfile sentinel.log",
            "sentinel monitor " + MASTER + " 127.0.0.1 " + watched + " 1",
            "sentinel down-after-milliseconds " + MASTER + " 500",
            "sentinel failover-timeout " + MASTER + " 3000"));
    server = GuardedServer.start(sentinel, folder);
  }

  public String uri() {
    return "redis://127.0.0.1:" + port;
  }

  /** One command on a connection of its own. */
  public Object cli(String... command) throws IOException {
    InetSocketAddress address = new InetSocketAddress("127.0.0.1", port);
    try (RespConnection connection = RespConnection.open(address, Duration.ofSeconds(5))) {
      return connection.call(command);
    }
  }

  @Override
  public void close() {
    server.terminate();
  }
}
