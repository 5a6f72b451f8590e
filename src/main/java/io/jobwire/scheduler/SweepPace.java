package io.jobwire.scheduler;

/**
 * How often to sweep and how long ended jobs are kept. The lock is short against a lease, so that
 * when its holder dies another sweeps before half a lease is over: a longer gap would count as
 * everybody having been away.
 */
public record SweepPace(long sweepMs, long leaseMs, long retentionMs) {

  long lockMs() {
    return Math.max(100, leaseMs / 10);
  }

  long lockEveryMs() {
    return Math.max(30, lockMs() / 3);
  }
}
