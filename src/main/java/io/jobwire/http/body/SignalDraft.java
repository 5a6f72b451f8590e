package io.jobwire.http.body;

import io.jobwire.model.JsonText;
import io.jobwire.model.NewSignal;
import java.io.IOException;

/** A signal as far as it has been read. */
final class SignalDraft {
  private String name;
  private String signalId;
  private JsonText payload = new JsonText("null");

  private SignalDraft() {}

  static Verdict<NewSignal> read(Body body, Limit payloadLimit) throws IOException {
    SignalDraft draft = new SignalDraft();
    if (body.fields(field -> draft.take(field, body))) {
      body.demand("name", draft.name);
      body.demand("signalId", draft.signalId);
    }
    return Verdict.of(body.flaws(), () -> draft.signal(payloadLimit));
  }

  private void take(String field, Body body) throws IOException {
    switch (field) {
      case "name" -> name = body.text(Shape.SIGNAL_NAME);
      case "signalId" -> signalId = body.text(Shape.SIGNAL_ID);
      case "payload" -> payload = body.value();
      default -> body.unknown();
    }
  }

  private NewSignal signal(Limit payloadLimit) {
    return new NewSignal(signalId, name, payloadLimit.hold(payload));
  }
}
