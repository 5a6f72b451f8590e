package io.jobwire.model;

import java.util.List;

/**
 * What follows a position in a stream's log. {@code reason} is null when the log goes on from
 * there; else it says why not: on a job's stream {@code snapshot} is the job at {@code top} then,
 * without its output of {@code outputBytes} bytes; on a user's stream, where {@code state} and
 * {@code snapshot} are always null, {@code events} are all that the log still holds. {@code top} is
 * the newest event's position, {@code 0} when there is none. {@code watched} says that the job is
 * to be cancelled when its last viewer has gone.
 */
public record LogPage(
    String reason,
    String user,
    JobState state,
    int attempt,
    long first,
    long topSeq,
    String top,
    List<JsonText> events,
    JobView snapshot,
    long outputBytes,
    boolean watched) {}
