package io.jobwire.stream;

import java.util.ArrayDeque;

/**
 * One socket and everything that goes to it: how much is on its way, and whose turn it is to read
 * when there is room. Beyond its limit nothing is pushed any more: what it follows is read from the
 * log when the socket has drained. Belongs to one event loop.
 */
public final class Flow {
  private final Outlet outlet;
  private final long limit;
  private final ArrayDeque<Runnable> waiting = new ArrayDeque<>();
  private int reading;
  private long least = Long.MAX_VALUE;
  private long movedAt = System.nanoTime();

  public Flow(Outlet outlet, long limit) {
    this.outlet = outlet;
    this.limit = limit;
  }

  public Outlet outlet() {
    return outlet;
  }

  boolean isFull() {
    return outlet.unfinished() > limit;
  }
}
