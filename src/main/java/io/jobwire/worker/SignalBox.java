package io.jobwire.worker;

import io.jobwire.model.Refused;
import io.jobwire.model.Signal;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.List;

/** Hands a job's signals to its handler, each once and in order. Belongs to one event loop. */
final class SignalBox {
  private final ArrayDeque<Signal> waiting = new ArrayDeque<>();
  private Promise<Signal> reader;
  private long last;
  private Refused over;

  /** Answers bring the same signals until they are known to be seen; only new ones count. */
  void take(List<Signal> signals) {
    for (Signal signal : signals) {
      if (signal.n() > last) {
        last = signal.n();
        waiting.add(signal);
      }
    }
    if (reader != null && !waiting.isEmpty()) {
      Promise<Signal> served = reader;
      reader = null;
      served.complete(waiting.poll());
    }
  }

  boolean isEmpty() {
    return waiting.isEmpty();
  }

  Future<Signal> next() {
    if (!waiting.isEmpty()) {
      return Future.succeededFuture(waiting.poll());
    }
    if (over != null) {
      return Future.failedFuture(over);
    }
    if (reader != null) {
      return Future.failedFuture(
          new IllegalStateException("Somebody is waiting for the next signal already"));
    }
    reader = Promise.promise();
    return reader.future();
  }

  void end(Refused why) {
    over = why;
    if (reader != null) {
      reader.fail(why);
      reader = null;
    }
  }
}
