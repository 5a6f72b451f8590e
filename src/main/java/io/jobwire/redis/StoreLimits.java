package io.jobwire.redis;

/** What the scripts hold jobs to. */
public record StoreLimits(
    long backlogEvents,
    long backlogBytes,
    long leaseMs,
    long outputBytes,
    long userEvents,
    Weights weights) {
  private static final long USER_EVENTS = 500;

  /** With the usual length of users' own streams, and with the same turns for all. */
  public StoreLimits(long backlogEvents, long backlogBytes, long leaseMs, long outputBytes) {
    this(backlogEvents, backlogBytes, leaseMs, outputBytes, USER_EVENTS, Weights.equal());
  }
}
