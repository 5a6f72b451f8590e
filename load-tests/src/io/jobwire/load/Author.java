package io.jobwire.load;

import java.util.concurrent.locks.LockSupport;

/**
 * Writes at a steady rate, come what may: each event is due at its own instant, and its latency
 * counts from there, also when we or Redis were late.
 */
final class Author implements AutoCloseable {
  private static final long TICK = 1_000_000;

  /** Beside the envelope, so that an event has about 200 bytes in all. */
  static final int PADDING = 40;

  private final Rooms rooms;
  private final double perNano;
  private final int padding;
  private final Thread thread;
  private volatile boolean stopped;
  private volatile long last;

  private Author(Rooms rooms, double rate, int padding) {
    this.rooms = rooms;
    this.perNano = rate / 1e9;
    this.padding = padding;
    thread = new Thread(this::write, "author");
  }

  static Author at(Rooms rooms, double rate, int padding) {
    Author author = new Author(rooms, rate, padding);
    author.thread.start();
    return author;
  }

  private void write() {
    long start = System.nanoTime();
    long sent = 0;
    while (!stopped) {
      long now = System.nanoTime();
      long due = (long) ((now - start) * perNano) + 1;
      if (due > sent) {
        long[] instants = new long[(int) (due - sent)];
        for (int i = 0; i < instants.length; i++) {
          instants[i] = start + (long) ((sent + i) / perNano);
        }
        rooms.write((int) (sent % rooms.count()), instants, padding);
        last = instants[instants.length - 1];
        sent = due;
      }
      LockSupport.parkNanos(TICK - (System.nanoTime() - start) % TICK);
    }
  }

  /** When the last event was due. */
  long last() {
    return last;
  }

  @Override
  public void close() throws InterruptedException {
    stopped = true;
    thread.join();
  }
}
