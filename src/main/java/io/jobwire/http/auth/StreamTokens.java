package io.jobwire.http.auth;

import com.fasterxml.jackson.databind.JsonNode;
import io.jobwire.http.auth.TokenMinter.Minted;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.JWTOptions;
import io.vertx.ext.auth.jwt.JWTAuth;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Tokens for addresses, where a header cannot be: made and believed here alone, by a secret of
 * their own and a mark that no other token has. Answers at once, without any I/O.
 */
public final class StreamTokens {
  static final String MARK = "jobwire:stream";

  private static final JWTOptions HS256 = new JWTOptions().setAlgorithm(Algorithm.HS256.name());
  private static final Duration WEEK = Duration.ofDays(7);

  private final KeyRing keys;
  private final JWTAuth signer;
  private final AuthPolicy policy;
  private final InstantSource clock;

  public StreamTokens(Vertx vertx, byte[] secret, Duration leeway, InstantSource clock) {
    keys = KeyRing.ofSecret(vertx, secret);
    signer = TrustedKey.library(vertx, Algorithm.HS256, Buffer.buffer(secret));
    policy = new AuthPolicy(Optional.empty(), Optional.empty(), leeway, WEEK);
    this.clock = clock;
  }

  /** The instant that a token of this length ends. */
  public long endOf(Duration ttl) {
    return clock.millis() + ttl.toMillis();
  }

  public Minted mint(StreamGrant grant) {
    Instant end = Instant.ofEpochSecond(grant.expiresAtMs() / 1000);
    JsonObject opens =
        new JsonObject()
            .put("jobs", new JsonArray(grant.marks().stream().sorted().toList()))
            .put("user", grant.userStream())
            .put("admin", grant.admin());
    JsonObject claims =
        new JsonObject().put("sub", grant.user()).put("exp", end.getEpochSecond()).put(MARK, opens);
    return new Minted(signer.generateToken(claims, HS256), end);
  }

  public StreamGrant verify(String token) {
    CompactToken compact = CompactToken.parse(token);
    Header header = Header.read(compact.header());
    JsonNode claims = compact.claims();
    JsonNode opens = claims.path(MARK);
    if (!opens.isObject()) {
      throw Denial.NO_STREAM_TOKEN.refused();
    }
    keys.demandSignature(compact, header);
    Lifetime lifetime = Lifetime.read(claims);
    lifetime.demand(policy, clock.millis());
    return grant(claims.path("sub").textValue(), opens, lifetime);
  }

  /** Past the signature it is all as we wrote it. */
  private static StreamGrant grant(String user, JsonNode opens, Lifetime lifetime) {
    Set<String> marks = new HashSet<>();
    opens.path("jobs").forEach(mark -> marks.add(mark.textValue()));
    return new StreamGrant(
        user,
        opens.path("admin").booleanValue(),
        marks,
        opens.path("user").booleanValue(),
        lifetime.expiresAtMs());
  }

  /** As it stands in an address: once, or it is none. */
  public StreamGrant verifyOnly(List<String> given) {
    if (given.size() != 1) {
      throw Denial.NO_TOKEN.refused();
    }
    return verify(given.get(0));
  }
}
