package io.jobwire.redis;

/**
 * Passed from so many percent on, and until there is some room below: where jobs come and go right
 * at the mark, each that ends would else let one in, with a line in the log for both.
 */
final class HighMark {
  private static final int ROOM_PERCENT = 2;
  private final int percent;
  private volatile boolean passed;

  /** 0 is no mark at all. */
  HighMark(int percent) {
    this.percent = percent;
  }

  boolean isPassed() {
    return passed;
  }

  /** Whether that has changed with this share, 0 to 1. */
  boolean changesAt(double share) {
    boolean before = passed;
    passed = percent > 0 && share * 100 >= (before ? Math.max(1, percent - ROOM_PERCENT) : percent);
    return passed != before;
  }
}
