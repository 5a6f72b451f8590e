package io.jobwire.load;

import io.jobwire.redis.embedded.BundledServer;
import io.jobwire.redis.embedded.GuardedServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** Where one run takes place: a folder and a Redis of its own, both gone afterwards. */
final class Place implements AutoCloseable {
  private final Path folder;
  private final int redisPort;
  private final GuardedServer redis;

  private Place(Path folder, int redisPort, GuardedServer redis) {
    this.folder = folder;
    this.redisPort = redisPort;
    this.redis = redis;
  }

  static Place open() throws Exception {
    Path folder = Files.createTempDirectory("jobwire-load-");
    Path data = Files.createDirectories(folder.resolve("redis"));
    int port = freePort();
    Files.write(
        data.resolve(GuardedServer.CONFIG),
        List.of(
            "port " + port,
            "bind 127.0.0.1",
            "dir .",
            "logfile redis.log",
            "save \"\"",
            "appendonly no",
            "maxmemory-policy noeviction"));
    Path program = onPath().orElse(null);
    if (program == null) {
      program = BundledServer.forThisMachine().orElseThrow().unpackInto(folder);
    }
    GuardedServer redis = GuardedServer.start(program, data);
    for (int tries = 0; !answers(port); tries++) {
      if (tries > 1_000) {
        throw new IllegalStateException("Redis does not start");
      }
      LockSupport.parkNanos(5_000_000);
    }
    return new Place(folder, port, redis);
  }

  /** A distribution's build is a good deal faster than the bundled one, and what one would use. */
  private static Optional<Path> onPath() {
    return Stream.of(System.getenv("PATH").split(java.io.File.pathSeparator))
        .map(folder -> Path.of(folder, "redis-server"))
        .filter(Files::isExecutable)
        .findFirst();
  }

  private static boolean answers(int port) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException notYet) {
      return false;
    }
  }

  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  String redisUrl() {
    return "redis://127.0.0.1:" + redisPort;
  }

  int redisPort() {
    return redisPort;
  }

  long redisPid() {
    return redis.pid();
  }

  Path folder(String name) {
    return folder.resolve(name);
  }

  @Override
  public void close() throws IOException {
    redis.terminate();
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }
}
