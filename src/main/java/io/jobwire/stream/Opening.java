package io.jobwire.stream;

import io.jobwire.model.EventType;
import io.jobwire.model.LogPage;
import io.jobwire.model.Position;
import java.util.Set;

/** What a subscriber is told before anything else: whether all follows, and if not, why not. */
record Opening(LogPage page, String mode, String reason, long missingFrom, long missingTo) {

  /** With these a viewer's position was right, whatever else was asked or lost. */
  private static final Set<String> HOLDS = Set.of("asked", "backlog-truncated");

  /**
   * {@code after} is where the reader stood by his own account; {@code reason} what he is told,
   * null where his stream simply goes on.
   */
  static Opening of(LogPage page, Position after, String reason) {
    boolean reset = page.reason() != null;
    boolean snapshot = page.snapshot() != null;
    String mode = snapshot ? "snapshot" : reset ? "gap" : "complete";
    long to = snapshot ? page.topSeq() : reset ? page.first() - 1 : 0;
    return new Opening(page, mode, reason, firstMissing(page, after, reason), to);
  }

  /** The numbers behind the viewer's position; where that does not hold, all of them. */
  private static long firstMissing(LogPage page, Position after, String reason) {
    boolean holds = after != null && reason != null && HOLDS.contains(reason);
    boolean sameEpoch = holds && page.top().startsWith(after.epoch() + ".");
    return sameEpoch ? after.seq() + 1 : 1;
  }

  Frame frame() {
    return Frame.control(
        EventType.STREAM_OPEN,
        out -> {
          out.writeNumberField("top", page.topSeq());
          out.writeNumberField("first", page.first());
          out.writeStringField("position", page.top());
          if (page.state() != null) {
            out.writeStringField("state", page.state().word());
            out.writeNumberField("attempt", page.attempt());
          }
          out.writeStringField("mode", mode);
          if (reason != null) {
            out.writeStringField("reason", reason);
          }
          if (missingFrom <= missingTo) {
            out.writeArrayFieldStart("missing");
            out.writeNumber(missingFrom);
            out.writeNumber(missingTo);
            out.writeEndArray();
          }
        });
  }
}
