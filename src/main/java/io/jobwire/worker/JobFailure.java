package io.jobwire.worker;

/**
 * How a handler says that its attempt failed. Code and message are public: every viewer reads them.
 */
public final class JobFailure extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final String code;
  private final boolean retryable;

  private JobFailure(String code, String message, boolean retryable) {
    super(message, null, false, false);
    this.code = code;
    this.retryable = retryable;
  }

  /** Another attempt may succeed. */
  public static JobFailure retryable(String code, String message) {
    return new JobFailure(code, message, true);
  }

  /** No other attempt would. */
  public static JobFailure last(String code, String message) {
    return new JobFailure(code, message, false);
  }

  public String code() {
    return code;
  }

  public boolean isRetryable() {
    return retryable;
  }
}
