package io.jobwire.redis;

import io.jobwire.model.Refused;
import io.vertx.core.Future;
import java.util.function.Supplier;

/**
 * Large answers, one after the other: on a connection that answers in order, whoever asks for
 * little waits behind one of them at most, and not behind all that somebody asked for at once.
 */
final class Turns {
  private static final int MOST_WAITING = 64;

  private Future<?> last = Future.succeededFuture();
  private int waiting;

  synchronized <T> Future<T> next(Supplier<Future<T>> step) {
    if (waiting == MOST_WAITING) {
      return Future.failedFuture(
          Refused.unavailable("Too much is being read at the moment; try again."));
    }
    waiting++;
    Future<T> mine = last.transform(before -> step.get());
    last = mine.onComplete(done -> left());
    return mine;
  }

  private synchronized void left() {
    waiting--;
  }
}
