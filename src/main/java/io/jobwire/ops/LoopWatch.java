package io.jobwire.ops;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;

/** Measures by how much its event loop comes late to what is due; one for each loop. */
public final class LoopWatch extends VerticleBase {
  private static final long EVERY_MS = 250;

  private final Meters meters;
  private boolean ended;

  public LoopWatch(Meters meters) {
    this.meters = meters;
  }

  @Override
  public Future<?> start() {
    next();
    return Future.succeededFuture();
  }

  @Override
  public Future<?> stop() {
    ended = true;
    return Future.succeededFuture();
  }

  private void next() {
    long due = System.nanoTime() + EVERY_MS * 1_000_000;
    vertx.setTimer(EVERY_MS, now -> look(due));
  }

  private void look(long due) {
    if (!ended) {
      meters.lagged(Math.max(0, System.nanoTime() - due));
      next();
    }
  }
}
