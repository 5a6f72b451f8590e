package io.jobwire.handlers.llm;

import java.time.Duration;

/**
 * How long a call waits: for the connection, for the first that is said, between one thing said and
 * the next, and for all of it.
 */
public record Patience(Duration connect, Duration first, Duration between, Duration whole) {

  /** A large model on a small machine reads a long question for minutes before it says a word. */
  public static final Patience USUAL =
      new Patience(
          Duration.ofSeconds(10),
          Duration.ofMinutes(5),
          Duration.ofSeconds(60),
          Duration.ofHours(1));
}
