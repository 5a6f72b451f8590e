package io.jobwire.http.body;

import java.io.IOException;

/** An attempt's failure as far as it has been read. */
final class FailureDraft {
  private final LeaseDraft lease = new LeaseDraft();
  private Boolean given;
  private String code;
  private String message;
  private Boolean retryable;

  private FailureDraft() {}

  static Verdict<WorkerWrite.Failure> read(Body body) throws IOException {
    FailureDraft draft = new FailureDraft();
    if (body.fields(field -> draft.take(field, body))) {
      draft.lease.demand(body);
      body.demand("error", draft.given);
    }
    return Verdict.of(body.flaws(), draft::write);
  }

  private void take(String field, Body body) throws IOException {
    if (!field.equals("error")) {
      lease.take(field, body);
      return;
    }
    given = true;
    if (body.fields(part -> takePart(part, body))) {
      body.demand("code", code);
      body.demand("message", message);
      body.demand("retryable", retryable);
    }
  }

  private void takePart(String field, Body body) throws IOException {
    switch (field) {
      case "code" -> code = body.text(Shape.ERROR_CODE);
      case "message" -> message = body.text(Shape.ANY_TEXT);
      case "retryable" -> retryable = body.truth();
      default -> body.unknown();
    }
  }

  private WorkerWrite.Failure write() {
    return new WorkerWrite.Failure(lease.lease(), lease.first(), code, message, retryable);
  }
}
