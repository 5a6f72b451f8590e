package io.jobwire.model;

/**
 * How long a failed attempt waits for the next: always the same, or doubling up to a bound, with
 * jitter.
 */
public record Backoff(Kind kind, long delayMs, long maxMs) {
  public static final Backoff DEFAULT = new Backoff(Kind.EXPONENTIAL, 1_000, 60_000);

  /** The shape of the wait. */
  public enum Kind {
    FIXED,
    EXPONENTIAL
  }
}
