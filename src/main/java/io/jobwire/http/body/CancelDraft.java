package io.jobwire.http.body;

import java.io.IOException;
import java.util.Optional;

/** A cancellation as far as it has been read. */
final class CancelDraft {
  private String reason;

  private CancelDraft() {}

  static Verdict<Optional<String>> read(Body body) throws IOException {
    CancelDraft draft = new CancelDraft();
    body.fields(field -> draft.take(field, body));
    return Verdict.of(body.flaws(), () -> Optional.ofNullable(draft.reason));
  }

  private void take(String field, Body body) throws IOException {
    if (field.equals("reason")) {
      reason = body.text(Shape.REASON);
    } else {
      body.unknown();
    }
  }
}
