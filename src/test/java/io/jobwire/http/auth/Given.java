package io.jobwire.http.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.jobwire.model.Refused;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/** The usual service: a clock that stands still, half a minute of leeway, a week at most. */
final class Given {
  static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  static final InstantSource CLOCK = InstantSource.fixed(NOW);
  static final long LEEWAY = 30;
  static final long WEEK = 7 * 24 * 3600;
  static final AuthPolicy POLICY = policy(null, null);

  private Given() {}

  static AuthPolicy policy(String issuer, String audience) {
    return new AuthPolicy(
        Optional.ofNullable(issuer),
        Optional.ofNullable(audience),
        Duration.ofSeconds(LEEWAY),
        Duration.ofSeconds(WEEK));
  }

  static Tokens tokens(KeyRing keys) {
    return new Tokens(() -> keys, POLICY, CLOCK);
  }

  static Tokens secretOnly(Vertx vertx) {
    return tokens(KeyRing.ofSecret(vertx, Forge.SECRET));
  }

  /** RS256 and ES256, no secret. */
  static Tokens publicKeysOnly(Vertx vertx) {
    return tokens(
        KeyRing.ofJwks(
            vertx, Forge.jwks(Forge.rsaJwk("rsa", Forge.RSA), Forge.ecJwk("ec", Forge.EC))));
  }

  static long inSeconds(long seconds) {
    return NOW.getEpochSecond() + seconds;
  }

  static JsonObject claims() {
    return new JsonObject()
        .put("sub", "alice")
        .put("scope", "jobs:read")
        .put("exp", inSeconds(600));
  }

  static void assertDenied(Denial denial, Tokens tokens, String token) {
    Throwable thrown = catchThrowable(() -> tokens.verify(token));
    assertThat(thrown).isInstanceOf(Refused.class);
    assertThat(((Refused) thrown).reason()).isEqualTo(Refused.Reason.UNAUTHORIZED);
    assertThat(((Refused) thrown).detail()).isEqualTo(denial.refused().detail());
  }
}
