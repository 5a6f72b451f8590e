package io.jobwire.stream;

import java.util.ArrayDeque;

/**
 * One socket and everything that goes to it: how much is on its way, and who reads next when there
 * is room. Beyond its limit nothing is pushed any more: what it follows is read from the log once
 * it has drained. Belongs to one event loop.
 */
public final class Flow {
  private static final long MOST_PAGE = 64 << 10;
  private static final long PATIENCE_NANOS = 60_000_000_000L;

  private final Outlet outlet;
  private final long limit;
  private final ArrayDeque<Runnable> waiting = new ArrayDeque<>();
  private int reading;
  private boolean touched;
  private long least;
  private long movedAt;

  public Flow(Outlet outlet, long limit) {
    this.outlet = outlet;
    this.limit = limit;
  }

  public Outlet outlet() {
    return outlet;
  }

  /** True for the first touch of a turn. */
  boolean touch() {
    boolean first = !touched;
    touched = true;
    return first;
  }

  void flush() {
    touched = false;
    outlet.flush();
  }

  /** Whether more waits for the socket than may. */
  public boolean isFull() {
    return outlet.unfinished() > limit;
  }

  /** How much one read may bring. */
  int page() {
    return (int) Math.min(MOST_PAGE, limit);
  }

  /** Reads when it is its turn and there is room; it tells when it is done by {@link #read()}. */
  void whenRoom(Runnable read) {
    waiting.add(read);
  }

  void read() {
    reading--;
  }

  /** Starts what there is room for; false when somebody still waits. */
  boolean turn() {
    while (!waiting.isEmpty() && hasRoom()) {
      reading++;
      waiting.poll().run();
    }
    return waiting.isEmpty();
  }

  private boolean hasRoom() {
    return outlet.unfinished() + (reading + 1L) * page() <= limit;
  }

  /** From now on somebody looks whether anything of what waits is taken. */
  void watch(long now) {
    least = outlet.unfinished();
    movedAt = now;
  }

  /** Nothing of what waits was taken for a minute. */
  boolean isStuck(long now) {
    long unfinished = outlet.unfinished();
    if (unfinished < least || unfinished == 0) {
      movedAt = now;
    }
    least = unfinished;
    return now - movedAt > PATIENCE_NANOS;
  }
}
