package io.jobwire.http.body;

import io.jobwire.model.Scope;
import java.io.IOException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A wish for a token as far as it has been read. */
final class DevTokenDraft {
  private static final long WEEK_SECONDS = 604_800;
  private static final Map<String, Scope> SCOPES =
      Stream.of(Scope.values()).collect(Collectors.toMap(Scope::word, Function.identity()));

  private String userId;
  private Set<Scope> scopes = DevTokenRequest.DEFAULT_SCOPES;
  private Duration ttl = DevTokenRequest.DEFAULT_TTL;

  private DevTokenDraft() {}

  static Verdict<DevTokenRequest> read(Body body) throws IOException {
    DevTokenDraft draft = new DevTokenDraft();
    if (body.fields(field -> draft.take(field, body))) {
      body.demand("userId", draft.userId);
    }
    return Verdict.of(
        body.flaws(), () -> new DevTokenRequest(draft.userId, draft.scopes, draft.ttl));
  }

  private void take(String field, Body body) throws IOException {
    switch (field) {
      case "userId" -> userId = body.text(Shape.USER_ID);
      case "scopes" -> scopes = scopes(body);
      case "ttlSeconds" -> ttl = ttl(body);
      default -> body.unknown();
    }
  }

  private static Set<Scope> scopes(Body body) throws IOException {
    Set<Scope> scopes = EnumSet.noneOf(Scope.class);
    body.elements(SCOPES.size(), element -> addScope(body, scopes));
    return scopes;
  }

  private static void addScope(Body body, Set<Scope> scopes) throws IOException {
    Scope scope = body.word(SCOPES, "must be jobs:read, jobs:write, worker or admin");
    if (scope != null && !scopes.add(scope)) {
      body.wrong("is there twice");
    }
  }

  private static Duration ttl(Body body) throws IOException {
    Long seconds = body.number(1, WEEK_SECONDS);
    return seconds == null ? null : Duration.ofSeconds(seconds);
  }
}
