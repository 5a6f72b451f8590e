package io.jobwire.model;

import java.util.List;

/**
 * A job as somebody asked for it, checked and with the defaults filled in. {@code jobId}, {@code
 * runAtMs} (epoch milliseconds) and {@code timeoutMs} are null where none was given; {@code
 * delayMs} is 0 then.
 */
public record NewJob(
    String type,
    JsonText input,
    JobId jobId,
    int priority,
    long delayMs,
    Long runAtMs,
    int maxAttempts,
    Long timeoutMs,
    Backoff backoff,
    boolean cancelOnDisconnect,
    long graceMs,
    List<String> tags) {
  public static final int DEFAULT_MAX_ATTEMPTS = 3;
  public static final long DEFAULT_GRACE_MS = 30_000;

  public NewJob {
    tags = List.copyOf(tags);
  }
}
