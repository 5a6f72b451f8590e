package io.jobwire.http.body;

import io.jobwire.model.Backoff;
import java.io.IOException;
import java.util.Map;

/** A backoff as far as it has been read; null is what was not given. */
final class BackoffDraft {
  private static final long DAY_MS = 86_400_000;
  private static final Map<String, Backoff.Kind> KINDS =
      Map.of("fixed", Backoff.Kind.FIXED, "exponential", Backoff.Kind.EXPONENTIAL);

  private Backoff.Kind kind;
  private Long delayMs;
  private Long maxMs;

  private BackoffDraft() {}

  /** Null when it is wrong. */
  static Backoff read(Body body) throws IOException {
    BackoffDraft draft = new BackoffDraft();
    if (body.fields(field -> draft.take(field, body))) {
      draft.compareFields(body);
    }
    return body.flaws().none() ? draft.backoff() : null;
  }

  private void take(String field, Body body) throws IOException {
    switch (field) {
      case "kind" -> kind = body.word(KINDS, "must be fixed or exponential");
      case "delayMs" -> delayMs = body.number(0, DAY_MS);
      case "maxMs" -> maxMs = body.number(0, DAY_MS);
      default -> body.unknown();
    }
  }

  private void compareFields(Body body) {
    body.demand("kind", kind);
    body.demand("delayMs", delayMs);
    if (delayMs != null && maxMs != null && maxMs < delayMs) {
      body.wrongField("maxMs", "must not be below delayMs");
    }
  }

  private Backoff backoff() {
    long most = maxMs != null ? maxMs : Math.max(delayMs, Backoff.DEFAULT.maxMs());
    return new Backoff(kind, delayMs, most);
  }
}
