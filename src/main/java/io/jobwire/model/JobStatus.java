package io.jobwire.model;

/** The little that a poll needs. */
public record JobStatus(JobId id, JobState state, Progress progress, int attempt, long seq) {

  public JsonText json() {
    return Json.object(
        out -> {
          out.writeStringField("jobId", id.value());
          out.writeStringField("state", state.word());
          out.writeFieldName("progress");
          progress.write(out);
          out.writeNumberField("attempt", attempt);
          out.writeNumberField("seq", seq);
        });
  }
}
