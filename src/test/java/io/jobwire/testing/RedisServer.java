package io.jobwire.testing;

import io.jobwire.redis.embedded.EmbeddedRedis;
import io.jobwire.redis.embedded.RedisStartError;
import io.jobwire.redis.embedded.RespConnection;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * A real Redis for tests: the one that all tests of this JVM share, each under a prefix of its own,
 * or one that a test starts for itself, to kill, pause and restart it.
 */
public final class RedisServer implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** Somebody may be quicker to take the port. */
  private static final int TRIES = 5;

  private static final AtomicInteger PREFIXES = new AtomicInteger();

  private final String uri;
  private final Optional<RedisProcess> own;

  private RedisServer(String uri, Optional<RedisProcess> own) {
    this.uri = uri;
    this.own = own;
  }

  /** Started on first use, as the service itself would start it; ends with the JVM. */
  public static RedisServer shared() {
    return Shared.SERVER;
  }

  /** On a loopback port, without a password; the folder outlives it. Settings as in redis.conf. */
  public static RedisServer startOwn(Path folder, String... settings) {
    return Stream.generate(() -> startOn(LoopbackPort.free(), folder, settings))
        .limit(TRIES)
        .filter(RedisServer::answers)
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("Redis does not start in " + folder));
  }

  private static RedisServer startOn(int port, Path folder, String... settings) {
    try {
      RedisProcess process = new RedisProcess(folder, port, List.of(settings));
      return new RedisServer("redis://127.0.0.1:" + port, Optional.of(process));
    } catch (IOException | RedisStartError e) {
      throw new IllegalStateException(e);
    }
  }

  /** For the Vert.x client. */
  public String uri() {
    return uri;
  }

  /** Never given before, also not by the test JVM before this one. */
  public String freshPrefix() {
    String random = Integer.toString(ThreadLocalRandom.current().nextInt(36 * 36 * 36 * 36), 36);
    return "t" + PREFIXES.incrementAndGet() + "x" + random;
  }

  /** One command on a connection of its own: a String, a Long, a List of these, or null. */
  public Object cli(String... command) {
    try (RespConnection connection = connect()) {
      return connection.call(command);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private RespConnection connect() throws IOException {
    URI address = URI.create(uri);
    if (!address.getScheme().equals("unix")) {
      return RespConnection.open(
          new InetSocketAddress(address.getHost(), address.getPort()), PATIENCE);
    }
    RespConnection connection =
        RespConnection.open(UnixDomainSocketAddress.of(address.getPath()), PATIENCE);
    connection.call("AUTH", address.getQuery().substring("password=".length()));
    return connection;
  }

  public long pid() {
    return own().pid();
  }

  /** SIGKILL, and waits until it is gone. */
  public void kill() {
    own().kill();
  }

  /** SIGSTOP: connections stay, and nothing answers. */
  public void pause() {
    own().pause();
  }

  public void resume() {
    own().resume();
  }

  /** A clean end. */
  public void stop() {
    own().stop();
  }

  /**
   * On the same port and data, after {@link #kill()}, {@link #stop()} or neither; until it answers.
   */
  public void restart() {
    own().stop();
    try {
      own().start();
    } catch (IOException | RedisStartError e) {
      throw new IllegalStateException(e);
    }
    if (!answers()) {
      throw new IllegalStateException("Redis does not come back on " + uri);
    }
  }

  @Override
  public void close() {
    stop();
  }

  private RedisProcess own() {
    return own.orElseThrow(
        () -> new IllegalStateException("This Redis belongs to all tests: start one of your own"));
  }

  /** False when it ended instead. */
  private boolean answers() {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!own().hasEnded() && System.nanoTime() < deadline) {
      try {
        return "PONG".equals(cli("PING"));
      } catch (UncheckedIOException notYet) {
        LockSupport.parkNanos(Duration.ofMillis(2).toNanos());
      }
    }
    return false;
  }

  /** Its own class, so that it starts with the first test that wants it. */
  private static final class Shared {
    static final RedisServer SERVER = start();

    private static RedisServer start() {
      try {
        Path folder = ScratchFolder.create();
        EmbeddedRedis redis = EmbeddedRedis.start(folder, "");
        ScratchFolder.atExit(redis::close, folder);
        return new RedisServer(redis.uri(), Optional.empty());
      } catch (IOException | RedisStartError e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
