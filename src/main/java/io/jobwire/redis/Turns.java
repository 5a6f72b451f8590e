package io.jobwire.redis;

import io.jobwire.model.Refused;
import io.vertx.core.Future;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Large answers, of each asker one after the other: on a connection that answers in order, others
 * wait behind one of his at most, and not behind all that he asked for at once.
 */
final class Turns {
  private static final int MOST_WAITING = 64;

  private final Map<String, Line> lines = new HashMap<>();

  private static final class Line {
    Future<?> last = Future.succeededFuture();
    int waiting;
  }

  synchronized <T> Future<T> next(String who, Supplier<Future<T>> step) {
    Line line = lines.computeIfAbsent(who, first -> new Line());
    if (line.waiting == MOST_WAITING) {
      return Future.failedFuture(
          Refused.unavailable("Too much is being read at the moment; try again."));
    }
    line.waiting++;
    Future<T> mine = line.last.transform(before -> step.get());
    line.last = mine.onComplete(done -> left(who, line));
    return mine;
  }

  private synchronized void left(String who, Line line) {
    line.waiting--;
    if (line.waiting == 0) {
      lines.remove(who);
    }
  }
}
