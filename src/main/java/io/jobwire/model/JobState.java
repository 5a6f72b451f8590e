package io.jobwire.model;

import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Where a job stands in its life. */
public enum JobState {
  /** Waiting: for a worker, for its time, or for a retry. */
  CREATED,
  RUNNING,
  COMPLETED,
  FAILED,
  CANCELLED;

  /**
   * The whole life of a job. The scripts enforce this table; TransitionTableTest tries every state
   * against every move through them.
   */
  private static final Map<JobState, Set<JobState>> NEXT =
      Map.of(
          CREATED, Set.of(RUNNING, CANCELLED),
          // back to CREATED to be tried again
          RUNNING, Set.of(CREATED, COMPLETED, FAILED, CANCELLED),
          COMPLETED, Set.of(),
          // resumed by hand
          FAILED, Set.of(CREATED),
          CANCELLED, Set.of(CREATED));

  public boolean canBecome(JobState next) {
    return NEXT.get(this).contains(next);
  }

  public boolean isTerminal() {
    return this == COMPLETED || this == FAILED || this == CANCELLED;
  }

  /** The word that stands in Redis, in events and in answers. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static JobState of(String word) {
    for (JobState state : values()) {
      if (state.word().equals(word)) {
        return state;
      }
    }
    throw Refused.invalid("state", "must be created, running, completed, failed or cancelled");
  }
}
