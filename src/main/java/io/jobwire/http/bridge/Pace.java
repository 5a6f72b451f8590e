package io.jobwire.http.bridge;

import java.util.ArrayDeque;

/** How fast a client may talk, and how much nonsense. */
final class Pace {
  private static final long SECOND = 1_000_000_000L;
  private static final int FLOOD = 10;
  private static final int MOST_MALFORMED = 20;

  private final int perSecond;

  /** Who comes back registers all he follows in one go. */
  private int welcome;

  private final ArrayDeque<Long> malformed = new ArrayDeque<>();
  private long second;
  private int frames;

  Pace(int perSecond, int welcome) {
    this.perSecond = perSecond;
    this.welcome = welcome;
  }

  /** What to do with a frame. */
  enum Verdict {
    FINE,
    TOO_MANY,
    FLOOD
  }

  Verdict next() {
    long now = System.nanoTime() / SECOND;
    if (now != second) {
      second = now;
      frames = 0;
    }
    frames++;
    if (frames <= perSecond || welcomes()) {
      return Verdict.FINE;
    }
    return frames <= perSecond * (long) FLOOD ? Verdict.TOO_MANY : Verdict.FLOOD;
  }

  /** Whether a frame that is one too many may pass; so many may that no socket needs more. */
  boolean welcomes() {
    return welcome > 0 && welcome-- > 0;
  }

  /** True with the twentieth within ten seconds. */
  boolean oneMoreMalformed() {
    long now = System.nanoTime();
    malformed.add(now);
    while (now - malformed.peek() > 10 * SECOND) {
      malformed.poll();
    }
    return malformed.size() >= MOST_MALFORMED;
  }
}
