package io.jobwire.scheduler;

import io.jobwire.redis.Ids;
import io.jobwire.redis.Sweeps;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds the lock while it can and sweeps while it holds it: at its pace, and sooner when something
 * falls due. Losing the lock in mid-sweep is harmless: each step checks again. Belongs to one event
 * loop.
 */
final class Sweeper {
  private static final Logger LOG = LoggerFactory.getLogger(Sweeper.class);
  private static final long SOONEST_MS = 5;
  private static final long GAUGE_MS = 5_000;

  private final Vertx vertx;
  private final Sweeps sweeps;
  private final Broom broom;
  private final QueueGauges gauges;
  private final SweepPace pace;
  private final String me = Ids.random(12);
  private Future<Void> sweeping = Future.succeededFuture();
  private long locker;
  private long reader;
  private long timer = -1;
  private long wakesAt;
  private boolean holder;
  private boolean closed;

  Sweeper(Vertx vertx, Sweeps sweeps, Broom broom, QueueGauges gauges, SweepPace pace) {
    this.vertx = vertx;
    this.sweeps = sweeps;
    this.broom = broom;
    this.gauges = gauges;
    this.pace = pace;
  }

  void open() {
    reader = vertx.setPeriodic(GAUGE_MS, tick -> readGauges());
    locker = vertx.setPeriodic(pace.lockEveryMs(), tick -> lock());
    lock();
  }

  /** Something falls due: sweep then, if that is sooner than the next time. */
  void dueIn(long millis) {
    if (holder && sweeping.isComplete()) {
      sweepIn(millis);
    }
  }

  Future<Void> close() {
    closed = true;
    vertx.cancelTimer(locker);
    vertx.cancelTimer(reader);
    vertx.cancelTimer(timer);
    return sweeping
        .otherwiseEmpty()
        .compose(idle -> holder ? sweeps.unlock(me) : Future.succeededFuture())
        .otherwiseEmpty();
  }

  private void readGauges() {
    if (holder) {
      gauges
          .read(() -> holder)
          .onFailure(away -> LOG.debug("No queue numbers: {}", away.getMessage()));
    }
  }

  private void lock() {
    sweeps.lock(me, pace.lockMs()).onSuccess(this::locked).onFailure(away -> locked(false));
  }

  private void locked(boolean mine) {
    if (closed) {
      return;
    }
    boolean fresh = mine && !holder;
    if (holder && !mine) {
      gauges.clear();
    }
    holder = mine;
    if (fresh && sweeping.isComplete()) {
      LOG.debug("This process sweeps from now on");
      sweepIn(SOONEST_MS);
    }
  }

  private void sweepIn(long millis) {
    long wait = Math.max(SOONEST_MS, Math.min(millis, pace.sweepMs()));
    long at = System.nanoTime() / 1_000_000 + wait;
    if (timer != -1 && at >= wakesAt) {
      return;
    }
    vertx.cancelTimer(timer);
    wakesAt = at;
    timer = vertx.setTimer(wait, now -> sweep());
  }

  private void sweep() {
    timer = -1;
    if (closed || !holder) {
      return;
    }
    sweeping = broom.sweepAll().recover(this::complain).onSuccess(this::afterwards).mapEmpty();
  }

  private void afterwards(long nextMs) {
    if (!closed && holder) {
      sweepIn(nextMs);
    }
  }

  private Future<Long> complain(Throwable failure) {
    LOG.warn("A sweep failed: {}", failure.getMessage());
    return Future.succeededFuture(pace.sweepMs());
  }
}
