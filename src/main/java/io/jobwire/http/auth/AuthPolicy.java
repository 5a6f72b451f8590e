package io.jobwire.http.auth;

import java.time.Duration;
import java.util.Optional;

/** What a token must say beyond a good signature. */
public record AuthPolicy(
    Optional<String> issuer, Optional<String> audience, Duration leeway, Duration maxTtl) {

  public AuthPolicy {
    if (leeway.isNegative()) {
      throw new IllegalArgumentException("auth.leewaySeconds must not be negative");
    }
    if (maxTtl.isNegative() || maxTtl.isZero()) {
      throw new IllegalArgumentException("auth.maxTtlSeconds must be more than 0");
    }
  }
}
