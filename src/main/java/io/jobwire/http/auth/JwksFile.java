package io.jobwire.http.auth;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.file.FileSystem;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keys of {@code auth.jwks}, which change when the file does. A new file that cannot be used
 * leaves the old keys in force and says so once; keys are never taken away by an accident.
 */
public final class JwksFile implements Supplier<KeyRing> {
  public static final Duration EVERY = Duration.ofSeconds(5);
  private static final Logger LOG = LoggerFactory.getLogger(JwksFile.class);
  private static final String GONE = "gone";

  private final Vertx vertx;
  private final FileSystem files;
  private final String path;
  private volatile KeyRing keys;
  private volatile String seen;
  private volatile String complaint = "";
  private volatile long timer;
  private Future<Void> reading = Future.succeededFuture();

  private JwksFile(Vertx vertx, Path path) {
    this.vertx = vertx;
    this.files = vertx.fileSystem();
    this.path = path.toString();
  }

  /** Reads the file and keeps an eye on it. Fails with a {@link KeyError} when it is no use. */
  public static Future<JwksFile> open(Vertx vertx, Path path, Duration every) {
    JwksFile file = new JwksFile(vertx, path);
    return file.read().map(read -> file.watch(every));
  }

  @Override
  public KeyRing get() {
    return keys;
  }

  /** One at a time, in the order asked for, so that an older file never replaces a newer one. */
  public synchronized Future<Void> reload() {
    reading = reading.transform(before -> read()).onFailure(this::complain);
    return reading;
  }

  public void close() {
    vertx.cancelTimer(timer);
  }

  private JwksFile watch(Duration every) {
    // A check that fails has complained and there is nobody else to tell.
    timer = vertx.setPeriodic(every.toMillis(), due -> check());
    return this;
  }

  Future<Void> check() {
    return stamp().compose(now -> now.equals(seen) ? Future.succeededFuture() : reload());
  }

  /** The stamp comes first: a file that changes while we read it is seen to differ next time. */
  private Future<Void> read() {
    return stamp().compose(this::readAt).recover(failure -> Future.failedFuture(named(failure)));
  }

  private Future<Void> readAt(String stamp) {
    return files
        .readFile(path)
        .map(content -> KeyRing.ofJwks(vertx, content.toString(StandardCharsets.UTF_8)))
        .onSuccess(ring -> take(ring, stamp))
        .mapEmpty();
  }

  private void take(KeyRing ring, String stamp) {
    keys = ring;
    seen = stamp;
    complaint = "";
  }

  private Future<String> stamp() {
    return files
        .props(path)
        .map(props -> props.lastModifiedTime() + ":" + props.size())
        .otherwise(GONE);
  }

  private KeyError named(Throwable failure) {
    return failure instanceof KeyError error
        ? new KeyError(error.setting(), "(" + path + ") " + error.problem())
        : new KeyError("auth.jwks", "(" + path + ") cannot be read.");
  }

  /** What cannot be used is tried again at every check, and complained of once. */
  private void complain(Throwable failure) {
    if (!complaint.equals(failure.getMessage())) {
      complaint = failure.getMessage();
      LOG.warn("The keys stay as they are: {}", complaint);
    }
  }
}
