package io.jobwire.stream;

import io.jobwire.redis.RedisAccess;
import io.vertx.core.Future;
import io.vertx.core.Vertx;

/**
 * All streams that the sockets of one event loop follow: each is heard and read once, for however
 * many viewers.
 */
public final class StreamHub {

  /** {@code subscribers} is how many subscriber verticles this process runs. */
  public StreamHub(Vertx vertx, RedisAccess redis, int subscribers) {}

  public Future<Void> open() {
    return Future.succeededFuture();
  }

  public boolean isUp() {
    return true;
  }

  public Future<Void> close() {
    return Future.succeededFuture();
  }

  /**
   * From now on the viewer takes what the contract says a subscriber gets: {@code stream:open:v1}
   * first, then replay, then what happens; or it is refused. Never within this call.
   */
  public Subscription follow(Follow wish, Viewer viewer) {
    throw new UnsupportedOperationException();
  }
}
