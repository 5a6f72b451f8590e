package io.jobwire.http.body;

import io.jobwire.model.JsonText;
import java.io.IOException;

/** A job's success as far as it has been read. */
final class CompletionDraft {
  private final LeaseDraft lease = new LeaseDraft();
  private JsonText result = new JsonText("null");

  private CompletionDraft() {}

  static Verdict<WorkerWrite.Completion> read(Body body) throws IOException {
    CompletionDraft draft = new CompletionDraft();
    if (body.fields(field -> draft.take(field, body))) {
      draft.lease.demand(body);
    }
    return Verdict.of(body.flaws(), draft::write);
  }

  private void take(String field, Body body) throws IOException {
    if (field.equals("result")) {
      result = body.value();
    } else {
      lease.take(field, body);
    }
  }

  private WorkerWrite.Completion write() {
    return new WorkerWrite.Completion(lease.lease(), lease.first(), result);
  }
}
