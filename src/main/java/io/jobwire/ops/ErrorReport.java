package io.jobwire.ops;

import io.jobwire.model.Json;
import io.jobwire.model.JsonText;
import java.time.Instant;

/** What a webhook is told: a failed job, or a fault of ours. Null is what is not known of it. */
public record ErrorReport(
    String kind, String jobId, String type, String code, String message, String traceId, long at) {
  private static final int LONGEST = 500;

  static ErrorReport of(FailedJob job) {
    return new ErrorReport(
        "job_failed",
        job.id().value(),
        job.type(),
        job.code(),
        job.message(),
        job.trace().traceId(),
        System.currentTimeMillis());
  }

  /** The message is ours, never that of an exception: it may hold anything. */
  public static ErrorReport fault(String code, String message, String jobId, String traceId) {
    return new ErrorReport(
        "uncaught", jobId, null, code, message, traceId, System.currentTimeMillis());
  }

  JsonText json(String instance, long leftOut) {
    return Json.object(
        out -> {
          out.writeStringField("kind", kind);
          if (jobId != null) {
            out.writeStringField("jobId", jobId);
          }
          if (type != null) {
            out.writeStringField("type", type);
          }
          out.writeStringField("code", code == null ? kind : code);
          out.writeStringField("message", brief());
          if (traceId != null) {
            out.writeStringField("traceId", traceId);
          }
          out.writeStringField("at", Instant.ofEpochMilli(at).toString());
          out.writeStringField("instance", instance);
          if (leftOut > 0) {
            out.writeNumberField("leftOut", leftOut);
          }
        });
  }

  private String brief() {
    if (message == null) {
      return "";
    }
    return message.length() > LONGEST ? message.substring(0, LONGEST) + "…" : message;
  }
}
