package io.jobwire.stream;

import com.fasterxml.jackson.core.JsonGenerator;
import io.jobwire.model.Json;
import io.jobwire.model.JsonText;
import io.jobwire.model.Page;
import io.jobwire.model.Position;
import java.io.IOException;
import java.util.Set;

/** One page of a stream as a caller gets it: what follows its position, or a declared snapshot. */
public record EventsPage(Position after, String reason, Page page) {

  /** With these a viewer's position was right, whatever else was asked or lost. */
  private static final Set<String> HOLDS = Set.of("asked", "backlog-truncated");

  /** Worth answering at once: there is something, or there will be nothing more. */
  boolean isNews() {
    return page.snapshot() != null || !page.events().isEmpty() || ended();
  }

  private boolean ended() {
    return page.isTheEnd(after == null ? 0 : after.seq());
  }

  String mode() {
    return page.snapshot() != null ? "snapshot" : "complete";
  }

  public JsonText json() {
    return Json.object(
        out -> {
          out.writeStringField("mode", mode());
          if (reason != null) {
            out.writeStringField("reason", reason);
          }
          if (page.snapshot() != null) {
            writeMissing(out);
          }
          out.writeNumberField("first", page.first());
          out.writeNumberField("top", page.top().seq());
          out.writeStringField("state", page.state().word());
          writeContent(out);
          out.writeStringField("next", next());
          out.writeBooleanField("ended", ended());
        });
  }

  private void writeContent(JsonGenerator out) throws IOException {
    if (page.snapshot() != null) {
      out.writeFieldName("snapshot");
      out.writeRawValue(
          page.snapshot().json(beside -> beside.writeStringField("output", page.output())).text());
    }
    Json.writeList(out, "events", page.events());
  }

  /**
   * The numbers between the viewer's position and the snapshot; where the position does not hold,
   * all of them.
   */
  private void writeMissing(JsonGenerator out) throws IOException {
    boolean holds = after != null && (page.reason() == null || HOLDS.contains(page.reason()));
    long from = holds && after.epoch().equals(page.top().epoch()) ? after.seq() + 1 : 1;
    if (from <= page.top().seq()) {
      out.writeArrayFieldStart("missing");
      out.writeNumber(from);
      out.writeNumber(page.top().seq());
      out.writeEndArray();
    }
  }

  /** The position that this page brings its reader to. */
  private String next() {
    if (page.snapshot() != null) {
      return page.top().toString();
    }
    if (page.events().isEmpty()) {
      return after == null ? "0" : after.toString();
    }
    return idOf(page.events().get(page.events().size() - 1).text());
  }

  /** The envelope begins with its id; a script wrote it so. */
  private static String idOf(String event) {
    int start = "{\"id\":\"".length();
    return event.substring(start, event.indexOf('"', start));
  }
}
