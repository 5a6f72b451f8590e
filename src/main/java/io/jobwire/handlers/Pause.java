package io.jobwire.handlers;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;

/** A wait that a cancel ends. */
final class Pause {
  private Pause() {}

  static Future<Void> of(Vertx vertx, long millis, Future<Void> cancelled) {
    if (millis <= 0) {
      return Future.succeededFuture();
    }
    Promise<Void> over = Promise.promise();
    long timer = vertx.setTimer(millis, time -> over.tryComplete());
    cancelled.onSuccess(
        cancel -> {
          vertx.cancelTimer(timer);
          over.tryComplete();
        });
    return over.future();
  }
}
