package io.jobwire.model;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.time.Instant;
import java.util.List;

/**
 * A job as its viewers see it: exactly the fold of all its events up to {@code seq}, and what it
 * was created with (its trace for our logs, not for them). Null where there is nothing; times in
 * epoch milliseconds inside, ISO 8601 outside.
 */
public record JobView(
    JobId id,
    String type,
    String user,
    JobState state,
    Progress progress,
    List<JsonText> steps,
    int attempt,
    int maxAttempts,
    int priority,
    List<String> tags,
    JsonText input,
    JsonText result,
    JsonText error,
    long createdAt,
    Long runAt,
    Long startedAt,
    Long finishedAt,
    long firstSeq,
    Position position,
    long outputLength,
    boolean hasCheckpoint,
    TraceParent trace) {

  public JsonText json() {
    return json(out -> {});
  }

  /** With what stands beside the view in one answer, as {@code output} does in a snapshot. */
  public JsonText json(Json.Content beside) {
    return Json.object(
        out -> {
          writeWhatItIs(out);
          writeHowItStands(out);
          beside.write(out);
        });
  }

  private void writeWhatItIs(JsonGenerator out) throws IOException {
    out.writeStringField("jobId", id.value());
    out.writeStringField("type", type);
    out.writeStringField("userId", user);
    out.writeStringField("state", state.word());
    out.writeFieldName("progress");
    progress.write(out);
    Json.writeList(out, "steps", steps);
    out.writeNumberField("attempt", attempt);
    out.writeNumberField("maxAttempts", maxAttempts);
    out.writeNumberField("priority", priority);
    out.writeFieldName("tags");
    out.writeRawValue(Json.strings(tags).text());
    raw(out, "input", input);
    raw(out, "result", result);
    raw(out, "error", error);
  }

  private void writeHowItStands(JsonGenerator out) throws IOException {
    time(out, "createdAt", createdAt);
    time(out, "runAt", runAt);
    time(out, "startedAt", startedAt);
    time(out, "finishedAt", finishedAt);
    if (startedAt != null && finishedAt != null) {
      out.writeNumberField("durationMs", finishedAt - startedAt);
    }
    out.writeNumberField("seq", position.seq());
    out.writeNumberField("firstSeq", firstSeq);
    out.writeStringField("position", position.toString());
    out.writeNumberField("outputLength", outputLength);
    out.writeBooleanField("hasCheckpoint", hasCheckpoint);
  }

  private static void raw(JsonGenerator out, String name, JsonText value) throws IOException {
    if (value != null) {
      out.writeFieldName(name);
      out.writeRawValue(value.text());
    }
  }

  private static void time(JsonGenerator out, String name, Long millis) throws IOException {
    if (millis != null) {
      out.writeStringField(name, Instant.ofEpochMilli(millis).toString());
    }
  }
}
