package io.jobwire.stream;

import io.jobwire.model.Position;
import java.util.Objects;

/**
 * Where a reader stands, and the one rule of what may come next: an announced event is used as it
 * is only when it is exactly the next one, of the same epoch, and names as the instant before its
 * own that of the event the reader stands at. What the reader holds already is passed over;
 * anything else means to read the log.
 */
final class Cursor {
  /** What a frame is to a reader. */
  enum Verdict {
    HELD,
    NEXT,
    UNKNOWN
  }

  /** What the first event of a log has in place of the instant before it. */
  private static final String NONE = "-";

  private Position at;

  /** Null is before the first event. */
  Cursor(Position at) {
    this.at = at;
  }

  Position at() {
    return at;
  }

  long seq() {
    return at == null ? 0 : at.seq();
  }

  boolean isAt(Position position) {
    return Objects.equals(at, position);
  }

  void moveTo(Position position) {
    at = position;
  }

  Verdict judge(Frame frame) {
    Position given = frame.position();
    if (at != null && !given.epoch().equals(at.epoch())) {
      return Verdict.UNKNOWN;
    }
    if (given.seq() == seq() + 1) {
      return follows(frame.previous()) ? Verdict.NEXT : Verdict.UNKNOWN;
    }
    return given.seq() <= seq() && isHeld(given) ? Verdict.HELD : Verdict.UNKNOWN;
  }

  /** An event out of the log names none before it: there it stands behind the one that is held. */
  private boolean follows(String previous) {
    return previous == null || previous.equals(at == null ? NONE : at.instant());
  }

  /**
   * A number that was given already, with an instant later than all that is held, is one that Redis
   * has given again.
   */
  private boolean isHeld(Position given) {
    return given.seq() == at.seq()
        ? given.instant().equals(at.instant())
        : !isLater(given.instant(), at.instant());
  }

  private static boolean isLater(String one, String other) {
    return one.length() == other.length()
        ? one.compareTo(other) > 0
        : one.length() > other.length();
  }
}
