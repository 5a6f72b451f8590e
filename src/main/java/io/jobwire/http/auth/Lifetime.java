package io.jobwire.http.auth;

import com.fasterxml.jackson.databind.JsonNode;

/** When a token is good: {@code exp}, {@code nbf} and {@code iat}, in milliseconds. */
record Lifetime(long expiresAtMs, long notBeforeMs, long issuedAtMs) {
  private static final long ALWAYS = Long.MIN_VALUE;

  static Lifetime read(JsonNode claims) {
    if (!claims.has("exp")) {
      throw Denial.NO_EXPIRY.refused();
    }
    return new Lifetime(
        millis(claims.get("exp")), millis(claims.get("nbf")), millis(claims.get("iat")));
  }

  /** A NumericDate (RFC 7519): seconds, whole or not. The cast saturates, so 1e999 is just late. */
  private static long millis(JsonNode date) {
    if (date == null) {
      return ALWAYS;
    }
    if (!date.isNumber()) {
      throw Denial.TIMES.refused();
    }
    return (long) (date.doubleValue() * 1000);
  }

  void demand(AuthPolicy policy, long nowMs) {
    long leeway = policy.leeway().toMillis();
    if (nowMs - leeway >= expiresAtMs) {
      throw Denial.EXPIRED.refused();
    }
    if (expiresAtMs > nowMs + policy.maxTtl().toMillis() + leeway) {
      throw Denial.LIVES_TOO_LONG.refused();
    }
    if (notBeforeMs > nowMs + leeway || issuedAtMs > nowMs + leeway) {
      throw Denial.NOT_YET.refused();
    }
  }
}
