package io.jobwire.http.auth;

import com.fasterxml.jackson.databind.JsonNode;
import io.jobwire.model.Caller;
import io.jobwire.model.Scope;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** What a token says of its bearer. Reading it proves nothing: that is for the signature to do. */
record Claims(String user, Set<Scope> scopes, Lifetime lifetime, JsonNode all) {

  static Claims read(JsonNode claims) {
    return new Claims(user(claims), scopes(claims), Lifetime.read(claims), claims);
  }

  private static String user(JsonNode claims) {
    String user = claims.path("sub").textValue();
    if (!UserId.isValid(user)) {
      throw Denial.SUBJECT.refused();
    }
    return user;
  }

  /** The words of {@code scope} and of {@code scopes}; a word that is not ours grants nothing. */
  private static Set<Scope> scopes(JsonNode claims) {
    Set<Scope> scopes = EnumSet.noneOf(Scope.class);
    if (claims.has("scope")) {
      grant(scopes, List.of(text(claims.get("scope")).split(" ")));
    }
    if (claims.has("scopes")) {
      grant(scopes, texts(claims.get("scopes")));
    }
    return scopes;
  }

  private static void grant(Set<Scope> scopes, List<String> words) {
    words.forEach(word -> Scope.of(word).ifPresent(scopes::add));
  }

  private static List<String> texts(JsonNode list) {
    if (!list.isArray()) {
      throw Denial.SCOPES.refused();
    }
    return list.valueStream().map(Claims::text).toList();
  }

  /** Anything odd is refused, not skipped: whoever issues such a token should hear of it. */
  private static String text(JsonNode word) {
    if (!word.isTextual()) {
      throw Denial.SCOPES.refused();
    }
    return word.textValue();
  }

  void demand(AuthPolicy policy, long nowMs) {
    lifetime.demand(policy, nowMs);
    if (all.has(StreamTokens.MARK)) {
      throw Denial.STREAMS_ONLY.refused();
    }
    if (!policy.issuer().map(this::isFrom).orElse(true)) {
      throw Denial.ISSUER.refused();
    }
    if (!policy.audience().map(this::isFor).orElse(true)) {
      throw Denial.AUDIENCE.refused();
    }
  }

  private boolean isFrom(String issuer) {
    return issuer.equals(all.path("iss").textValue());
  }

  private boolean isFor(String audience) {
    JsonNode named = all.path("aud");
    return audience.equals(named.textValue())
        || named.isArray() && named.valueStream().anyMatch(one -> audience.equals(one.textValue()));
  }

  Caller caller() {
    return new Caller(user, scopes, lifetime.expiresAtMs());
  }
}
