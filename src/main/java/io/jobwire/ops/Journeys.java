package io.jobwire.ops;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Measures whole ways: from a handler's write on this node, by way of Redis, to the sockets of its
 * viewers on this node, by one clock. Follows one write at a time, so that all others pay no more
 * than a look.
 */
public final class Journeys {
  private static final long LOST_NANOS = 10_000_000_000L;

  private final Histogram whole;
  private final Map<String, Integer> followed = new ConcurrentHashMap<>();
  private final AtomicReference<Journey> current = new AtomicReference<>();

  Journeys(Histogram whole) {
    this.whole = whole;
  }

  /** Somebody on one of our loops follows this job: what is written to it will arrive here. */
  public void follow(String job) {
    followed.merge(job, 1, Integer::sum);
  }

  public void leave(String job) {
    followed.computeIfPresent(job, (id, loops) -> loops == 1 ? null : loops - 1);
  }

  /** Null where this write is not the one that is measured. */
  public Journey depart(String job, long nanos) {
    Journey before = current.get();
    if (before != null && nanos - before.departed < LOST_NANOS || !followed.containsKey(job)) {
      return null;
    }
    Journey journey = new Journey(job, nanos);
    return current.compareAndSet(before, journey) ? journey : null;
  }

  /** Null where nothing is under way. */
  public Journey current() {
    return current.get();
  }

  /** One write on its way; told of by the loop that wrote it and by those that deliver. */
  public final class Journey {
    private final String job;
    private final long departed;
    private long last = Long.MAX_VALUE;
    private long arrived;
    private long arrivedAt;

    private Journey(String job, long departed) {
      this.job = job;
      this.departed = departed;
    }

    public boolean isOf(String other) {
      return job.equals(other);
    }

    /** Redis has it; this is the number of its last event, which may have arrived before. */
    public synchronized void landed(long seq) {
      last = seq;
      endIfThere();
    }

    /** Events up to this number are in the sockets. */
    public synchronized void arrived(long seq, long nanos) {
      if (seq > arrived) {
        arrived = seq;
        arrivedAt = nanos;
        endIfThere();
      }
    }

    private void endIfThere() {
      if (arrived >= last && current.compareAndSet(this, null)) {
        whole.note(arrivedAt - departed);
      }
    }
  }
}
