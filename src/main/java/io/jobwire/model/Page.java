package io.jobwire.model;

import java.util.List;

/**
 * What follows a position. {@code reason} is null when the log goes on from there; else it says why
 * not, and {@code snapshot} and {@code output} are the job at {@code top}.
 */
public record Page(
    String reason,
    JobState state,
    long first,
    Position top,
    int attempt,
    List<JsonText> events,
    JobView snapshot,
    String output) {

  /** Terminal, and nothing follows what this page brings to a viewer who stood at {@code after}. */
  public boolean isTheEnd(long after) {
    long reached = snapshot != null ? top.seq() : after + events.size();
    return state.isTerminal() && reached == top.seq();
  }
}
