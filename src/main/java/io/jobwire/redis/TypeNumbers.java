package io.jobwire.redis;

import io.jobwire.model.Histogram;

/** What was counted of the jobs of one type, or of several together. */
public final class TypeNumbers {
  private static final String NEVER_RAN = "-";

  private final Histogram waits = new Histogram();
  private final Histogram runs = new Histogram();
  private long created;
  private long completed;
  private long failed;
  private long cancelled;

  public long created() {
    return created;
  }

  public long completed() {
    return completed;
  }

  public long failed() {
    return failed;
  }

  public long cancelled() {
    return cancelled;
  }

  /** In milliseconds, of each start: since the job was due. */
  public Histogram waits() {
    return waits;
  }

  /** In milliseconds, of each job that completed or failed: since its first start. */
  public Histogram runs() {
    return runs;
  }

  void add(TypeNumbers other) {
    waits.add(other.waits);
    runs.add(other.runs);
    created += other.created;
    completed += other.completed;
    failed += other.failed;
    cancelled += other.cancelled;
  }

  /** What a later version counts beside this is passed over. */
  void note(String[] name, long number) {
    switch (name[0]) {
      case "created" -> created += number;
      case "waited" -> waits.add(Integer.parseInt(name[1]), number);
      case "completed" -> {
        completed += number;
        ran(name[1], number);
      }
      case "failed" -> {
        failed += number;
        ran(name[1], number);
      }
      case "cancelled" -> cancelled += number;
      default -> {
        // not ours to read
      }
    }
  }

  private void ran(String bucket, long number) {
    if (!bucket.equals(NEVER_RAN)) {
      runs.add(Integer.parseInt(bucket), number);
    }
  }
}
