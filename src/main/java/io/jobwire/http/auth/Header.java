package io.jobwire.http.auth;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** What a token says of its own signature: a claim like any other, used only to choose a key. */
record Header(Algorithm algorithm, Optional<String> keyId) {
  /**
   * Keys that a token brings along or tells us to fetch, and extensions that must be understood: we
   * follow none of them, and a token that wants it is not for us.
   */
  private static final List<String> NOT_FOLLOWED = List.of("crit", "jku", "x5u", "jwk", "x5c");

  /** Tokens that are for something else (logout, proofs, events) say so here (RFC 8725, 3.11). */
  private static final Set<String> ACCESS_TYPES =
      Set.of("jwt", "at+jwt", "application/jwt", "application/at+jwt");

  static Header read(JsonNode json) {
    if (NOT_FOLLOWED.stream().anyMatch(json::has) || !isAccessToken(json.get("typ"))) {
      throw Denial.HEADER.refused();
    }
    return new Header(algorithm(json), keyId(json));
  }

  private static boolean isAccessToken(JsonNode type) {
    return type == null
        || type.isTextual() && ACCESS_TYPES.contains(type.textValue().toLowerCase(Locale.ROOT));
  }

  private static Algorithm algorithm(JsonNode json) {
    return Algorithm.named(json.path("alg").textValue()).orElseThrow(Denial.ALGORITHM::refused);
  }

  private static Optional<String> keyId(JsonNode json) {
    JsonNode id = json.get("kid");
    if (id != null && !id.isTextual()) {
      throw Denial.UNKNOWN_KEY.refused();
    }
    return Optional.ofNullable(id).map(JsonNode::textValue);
  }
}
