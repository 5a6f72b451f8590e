package io.jobwire.http.body;

import io.jobwire.model.JsonText;
import java.io.IOException;

/** What one of a user's devices tells the others, as far as it has been read. */
final class PublishDraft {
  private String type;
  private String eventId;
  private JsonText data;

  private PublishDraft() {}

  static Verdict<UserPublish> read(Body body, Limit limit) throws IOException {
    PublishDraft draft = new PublishDraft();
    if (body.fields(field -> draft.take(field, body))) {
      body.demand("type", draft.type);
      body.demand("data", draft.data);
      body.demand("eventId", draft.eventId);
    }
    return Verdict.of(
        body.flaws(), () -> new UserPublish(draft.type, limit.hold(draft.data), draft.eventId));
  }

  private void take(String field, Body body) throws IOException {
    switch (field) {
      case "type" -> type = body.text(Shape.ANY_TEXT);
      case "data" -> data = body.object(name -> {});
      case "eventId" -> eventId = body.text(Shape.SIGNAL_ID);
      default -> body.unknown();
    }
  }
}
