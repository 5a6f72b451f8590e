package io.jobwire.handlers;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;

/** Waits, one after the other, that a cancel ends. */
final class Pause {
  private final Vertx vertx;
  private Promise<Void> current = Promise.promise();
  private long timer = -1;
  private boolean cancelled;

  Pause(Vertx vertx, Future<Void> cancel) {
    this.vertx = vertx;
    cancel.onSuccess(over -> end());
  }

  Future<Void> millis(long millis) {
    if (millis <= 0 || cancelled) {
      return Future.succeededFuture();
    }
    Promise<Void> waiting = Promise.promise();
    current = waiting;
    timer = vertx.setTimer(millis, time -> waiting.tryComplete());
    return waiting.future();
  }

  private void end() {
    cancelled = true;
    vertx.cancelTimer(timer);
    current.tryComplete();
  }
}
