package io.jobwire.model;

import java.util.List;

/**
 * A job as its worker gets it. {@code keepUnits} is where its output stands in UTF-16 units; {@code
 * timeoutMs} and {@code checkpoint} are null where there is none.
 */
public record ClaimedJob(
    Claim claim,
    String type,
    String user,
    int attempt,
    String epoch,
    long keepUnits,
    Long timeoutMs,
    JsonText input,
    JsonText checkpoint,
    List<Signal> signals,
    TraceParent trace) {

  public JobId id() {
    return claim.job();
  }

  /**
   * The same for everything done in this attempt, and for no other: a key for side effects
   * elsewhere.
   */
  public String attemptKey() {
    return claim.job() + "." + epoch + "." + attempt;
  }
}
