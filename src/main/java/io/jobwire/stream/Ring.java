package io.jobwire.stream;

import io.vertx.core.Future;
import io.vertx.core.Promise;

/**
 * Tells one waiting reader that something was announced on a channel; what it was stands in the
 * log. Belongs to one event loop.
 */
final class Ring implements Ear.Listener {
  private final Promise<Void> armed = Promise.promise();
  private final Ear.Listening listening;
  private Promise<Void> next = Promise.promise();

  Ring(Ear ear, String channel) {
    listening = ear.listen(channel, this);
  }

  /** Completes when nothing said from now on can be missed. */
  Future<Void> isArmed() {
    return armed.future();
  }

  /** Completes with the first ring from now on: ask before looking, and nothing is missed. */
  Future<Void> next() {
    next = Promise.promise();
    return next.future();
  }

  void close() {
    listening.end();
  }

  @Override
  public void armed() {
    armed.tryComplete();
  }

  @Override
  public void heard(Frame frame) {
    next.tryComplete();
  }

  @Override
  public void missed() {
    next.tryComplete();
  }
}
