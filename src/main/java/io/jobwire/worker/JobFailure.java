package io.jobwire.worker;

import java.time.Duration;
import java.util.Objects;

/**
 * How a handler says that its attempt failed. Code and message are public: every viewer reads them.
 */
public final class JobFailure extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** Who is told to wait longer than this is told something wrong. */
  private static final Duration LONGEST_WAIT = Duration.ofDays(1);

  private final String code;
  private final boolean retryable;
  private final Duration leastWait;

  private JobFailure(String code, String message, boolean retryable, Duration leastWait) {
    super(Objects.requireNonNullElse(message, code), null, false, false);
    this.code = Objects.requireNonNull(code, "A failure needs a code.");
    this.retryable = retryable;
    this.leastWait = leastWait;
  }

  /** Another attempt may succeed. */
  public static JobFailure retryable(String code, String message) {
    return new JobFailure(code, message, true, Duration.ZERO);
  }

  /** No other attempt would. */
  public static JobFailure last(String code, String message) {
    return new JobFailure(code, message, false, Duration.ZERO);
  }

  /**
   * The same, and the next attempt is not due before this has passed, where the job's backoff would
   * let it start sooner; at most a day.
   */
  public JobFailure after(Duration wait) {
    if (!retryable || wait.isNegative()) {
      throw new IllegalArgumentException("Only what is tried again can wait, and only forwards");
    }
    Duration bounded = wait.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait;
    return new JobFailure(code, getMessage(), true, bounded);
  }

  public String code() {
    return code;
  }

  public boolean isRetryable() {
    return retryable;
  }

  /** Zero unless something was said. */
  public Duration leastWait() {
    return leastWait;
  }
}
