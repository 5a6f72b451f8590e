package io.jobwire.stream;

import io.jobwire.model.Position;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * The frames that came while somebody was reading the log, so that who comes from there finds the
 * way to the present. Bounded: who does not find it here reads again.
 */
final class Recent {
  private static final int MOST = 256;
  private static final long MOST_BYTES = 256 << 10;

  private final ArrayDeque<Frame> frames = new ArrayDeque<>();
  private long bytes;

  void add(Frame frame) {
    frames.add(frame);
    bytes += frame.json().length;
    while (frames.size() > MOST || bytes > MOST_BYTES) {
      bytes -= frames.poll().json().length;
    }
  }

  /** What came last; null when nothing is held. */
  Frame newest() {
    return frames.peekLast();
  }

  /** What came, in its order; gone from here afterwards. */
  List<Frame> take() {
    List<Frame> all = List.copyOf(frames);
    clear();
    return all;
  }

  void clear() {
    frames.clear();
    bytes = 0;
  }

  /**
   * What leads from one position to the other, without a hole; null when that is not known here.
   */
  List<Frame> between(Position from, Position to) {
    List<Frame> way = new ArrayList<>();
    Cursor cursor = new Cursor(from);
    for (Frame frame : frames) {
      if (frame.previous() != null && cursor.judge(frame) == Cursor.Verdict.NEXT) {
        cursor.moveTo(frame.position());
        way.add(frame);
        if (Objects.equals(frame.position(), to)) {
          return way;
        }
      }
    }
    return null;
  }
}
