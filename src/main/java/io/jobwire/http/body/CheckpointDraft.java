package io.jobwire.http.body;

import io.jobwire.model.JsonText;
import java.io.IOException;

/** A checkpoint as far as it has been read. */
final class CheckpointDraft {
  private final LeaseDraft lease = new LeaseDraft();
  private JsonText data;
  private String label;

  private CheckpointDraft() {}

  static Verdict<WorkerWrite.Checkpoint> read(Body body) throws IOException {
    CheckpointDraft draft = new CheckpointDraft();
    if (body.fields(field -> draft.take(field, body))) {
      draft.lease.demand(body);
      body.demand("data", draft.data);
    }
    return Verdict.of(body.flaws(), draft::write);
  }

  private void take(String field, Body body) throws IOException {
    switch (field) {
      case "data" -> data = body.value();
      case "label" -> label = body.text(Shape.LABEL);
      default -> lease.take(field, body);
    }
  }

  private WorkerWrite.Checkpoint write() {
    return new WorkerWrite.Checkpoint(lease.lease(), lease.first(), data, label);
  }
}
