package io.jobwire.http.auth;

import io.jobwire.model.Json;
import io.jobwire.model.JsonText;
import io.jobwire.model.Refused;
import io.jobwire.model.Scope;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.JWTOptions;
import io.vertx.ext.auth.jwt.JWTAuth;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Set;
import java.util.stream.Collectors;

/** Makes tokens that {@link Tokens} with the same secret and policy believes. */
public final class TokenMinter {
  /** A new token and when it ends. */
  public record Minted(String token, Instant expiresAt) {
    public JsonText json() {
      return Json.object(
          out -> {
            out.writeStringField("token", token);
            out.writeStringField("expiresAt", expiresAt.toString());
          });
    }

    /** A token in a log is a token given away. */
    @Override
    public String toString() {
      return "Minted[expiresAt=" + expiresAt + "]";
    }
  }

  private static final JWTOptions HS256 = new JWTOptions().setAlgorithm(Algorithm.HS256.name());
  private final JWTAuth signer;
  private final AuthPolicy policy;
  private final InstantSource clock;

  public TokenMinter(Vertx vertx, byte[] secret, AuthPolicy policy, InstantSource clock) {
    KeyRing.demandStrong(secret);
    this.signer = TrustedKey.library(vertx, Algorithm.HS256, Buffer.buffer(secret));
    this.policy = policy;
    this.clock = clock;
  }

  public Minted mint(String user, Set<Scope> scopes, Duration ttl) {
    demandUser(user);
    demandTtl(ttl);
    long now = clock.instant().getEpochSecond();
    long expires = now + ttl.toSeconds();
    JsonObject claims =
        new JsonObject()
            .put("sub", user)
            .put("scope", words(scopes))
            .put("iat", now)
            .put("exp", expires);
    policy.issuer().ifPresent(issuer -> claims.put("iss", issuer));
    policy.audience().ifPresent(audience -> claims.put("aud", audience));
    return new Minted(signer.generateToken(claims, HS256), Instant.ofEpochSecond(expires));
  }

  private static void demandUser(String user) {
    if (!UserId.isValid(user)) {
      throw Refused.invalid("userId", "must have 1 to 255 characters and no controls");
    }
  }

  private void demandTtl(Duration ttl) {
    if (ttl.toSeconds() < 1 || ttl.compareTo(policy.maxTtl()) > 0) {
      throw Refused.invalid("ttlSeconds", "must be 1 to " + policy.maxTtl().toSeconds());
    }
  }

  private static String words(Set<Scope> scopes) {
    return scopes.stream().sorted().map(Scope::word).collect(Collectors.joining(" "));
  }
}
