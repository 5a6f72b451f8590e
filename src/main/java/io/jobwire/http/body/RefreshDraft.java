package io.jobwire.http.body;

import java.io.IOException;

/** A new token for a session, as far as it has been read. */
final class RefreshDraft {
  private String token;

  private RefreshDraft() {}

  static Verdict<String> read(Body body) throws IOException {
    RefreshDraft draft = new RefreshDraft();
    if (body.fields(field -> draft.take(field, body))) {
      body.demand("token", draft.token);
    }
    return Verdict.of(body.flaws(), () -> draft.token);
  }

  private void take(String field, Body body) throws IOException {
    if (field.equals("token")) {
      token = body.text(Shape.ANY_TEXT);
    } else {
      body.unknown();
    }
  }
}
