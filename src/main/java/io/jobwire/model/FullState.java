package io.jobwire.model;

import java.util.List;

/**
 * Everything a client needs to go on, of one instant; {@code checkpoint} is null where there is
 * none.
 */
public record FullState(JobView view, String output, JsonText checkpoint, List<JsonText> events) {

  /** The job view, and beside it all that the view leaves out. */
  public JsonText json() {
    return view.json(
        out -> {
          out.writeStringField("output", output);
          out.writeFieldName("checkpoint");
          out.writeRawValue(checkpoint == null ? "null" : checkpoint.text());
          Json.writeList(out, "events", events);
        });
  }
}
