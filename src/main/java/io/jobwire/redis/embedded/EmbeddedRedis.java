package io.jobwire.redis.embedded;

import java.io.EOFException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A real Redis for this process alone, its data in a folder, reachable by a unix socket with a
 * password. It ends with {@link #close()}, which comes last, after every connection is closed; or
 * else with the JVM, however that ends.
 */
public final class EmbeddedRedis implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EmbeddedRedis.class);
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Duration PROGRESS = Duration.ofSeconds(3);

  private final DataFolder folder;
  private final ServerProgram program;
  private final ServerAddress address;
  private final ServerLog log;
  private final GuardedServer server;
  private volatile boolean closing;

  private EmbeddedRedis(
      DataFolder folder,
      ServerProgram program,
      ServerAddress address,
      ServerLog log,
      GuardedServer server) {
    this.folder = folder;
    this.program = program;
    this.address = address;
    this.log = log;
    this.server = server;
  }

  /** Blocks until the server is ready, which takes as long as it takes to load the data. */
  public static EmbeddedRedis start(Path dataFolder) throws RedisStartError {
    return start(dataFolder, Optional.ofNullable(System.getenv("PATH")).orElse(""));
  }

  /**
   * Looks for an installed server only on the path given; an empty one means the bundled server.
   */
  public static EmbeddedRedis start(Path dataFolder, String path) throws RedisStartError {
    refuseWindows(System.getProperty("os.name"));
    long start = System.nanoTime();
    try {
      EmbeddedRedis redis = start(DataFolder.claim(dataFolder), path);
      redis.announce(Duration.ofNanos(System.nanoTime() - start));
      return redis;
    } catch (IOException e) {
      throw new RedisStartError(
          "Redis cannot work in the data folder %s: %s".formatted(dataFolder, reason(e)), e);
    }
  }

  /** The system's own exceptions say the file and leave what is wrong with it to their class. */
  private static String reason(IOException e) {
    if (e instanceof AccessDeniedException denied) {
      return "no permission for " + denied.getFile();
    }
    return e instanceof FileAlreadyExistsException file
        ? file.getFile() + " is not a folder"
        : e.getMessage();
  }

  static void refuseWindows(String osName) throws RedisStartError {
    if (osName.startsWith("Windows")) {
      throw new RedisStartError(
          "Redis does not run on Windows: set REDIS_URL to a Redis elsewhere, or start this under"
              + " WSL.");
    }
  }

  private static EmbeddedRedis start(DataFolder folder, String path)
      throws RedisStartError, IOException {
    try {
      Leftover.endIn(folder.path());
      return started(folder, program(folder, path));
    } catch (RedisStartError | IOException e) {
      folder.close();
      throw e;
    }
  }

  private static ServerProgram program(DataFolder folder, String path)
      throws RedisStartError, IOException {
    ServerSearch search = new ServerSearch(path, folder.unpackFolder());
    return search.atLeast(folder.oldestThatMayWrite());
  }

  private static EmbeddedRedis started(DataFolder folder, ServerProgram program)
      throws RedisStartError, IOException {
    ServerAddress address = ServerAddress.in(folder.path());
    new ServerConfig(folder.path()).write(address);
    ServerLog log = ServerLog.in(folder.path());
    GuardedServer server =
        GuardedServer.start(program.file(), folder.path(), address.folderOutside(folder.path()));
    EmbeddedRedis redis = new EmbeddedRedis(folder, program, address, log, server);
    redis.awaitReady();
    return redis;
  }

  private void awaitReady() throws RedisStartError, IOException {
    try {
      new Readiness(server, address, log, PROGRESS).await();
      folder.writtenBy(program.version());
    } catch (RedisStartError | IOException e) {
      server.terminate();
      throw e;
    }
  }

  private void announce(Duration took) {
    LOG.debug(
        "Redis {} ({}) is ready after {} ms, its data in {}",
        program.version(),
        program.file(),
        took.toMillis(),
        folder.path());
  }

  /** As the Vert.x client takes it, password included: not for a log. */
  public String uri() {
    return address.uri();
  }

  public String version() {
    return program.version().toString();
  }

  public long pid() {
    return server.pid();
  }

  /**
   * Completes, with a line that says why, when the server ends by itself; never by {@link
   * #close()}.
   */
  public CompletableFuture<String> exited() {
    return server
        .ended()
        .thenCompose(
            status ->
                closing
                    ? new CompletableFuture<>()
                    : CompletableFuture.completedFuture(obituary(status)));
  }

  private String obituary(int status) {
    return "Redis (pid %d) ended by itself with status %d: %s"
        .formatted(server.pid(), status, log.lastWords());
  }

  @Override
  public synchronized void close() {
    if (closing) {
      return;
    }
    closing = true;
    if (!toldToGo() || !server.endsWithin(PATIENCE)) {
      server.terminate();
    }
    release();
  }

  /** What a told server does is close the connection; anything else it says is a refusal. */
  private boolean toldToGo() {
    try (RespConnection connection = address.connect(PATIENCE)) {
      connection.call("SHUTDOWN");
      return false;
    } catch (EOFException gone) {
      return true;
    } catch (IOException refusedOrUnreachable) {
      return false;
    }
  }

  private void release() {
    try {
      folder.close();
    } catch (IOException e) {
      LOG.warn("The lock on {} stays until this process ends: {}", folder.path(), e.toString());
    }
  }
}
