package io.jobwire.http.auth;

import io.vertx.core.Vertx;
import java.util.List;
import java.util.Optional;

/** The keys whose signatures count: at least one, and never changed. Rotation is another ring. */
public final class KeyRing {
  static final int LEAST_SECRET_BYTES = 32;
  private final List<TrustedKey> keys;

  KeyRing(List<TrustedKey> keys) {
    if (keys.isEmpty()) {
      throw new IllegalArgumentException("a ring without a key would be open to everybody");
    }
    this.keys = List.copyOf(keys);
  }

  /** One HS256 secret. */
  public static KeyRing ofSecret(Vertx vertx, byte[] secret) {
    demandStrong(secret);
    return new KeyRing(List.of(TrustedKey.hmac(vertx, Optional.empty(), secret)));
  }

  /** The RS256, ES256 and HS256 keys of a JWK set (RFC 7517); what is for other uses is skipped. */
  public static KeyRing ofJwks(Vertx vertx, String json) {
    return new KeyRing(new JwkSet(vertx).read(json));
  }

  static void demandStrong(byte[] secret) {
    if (secret.length < LEAST_SECRET_BYTES) {
      throw new KeyError(
          "auth.secret",
          "has " + secret.length + " bytes; it must have at least " + LEAST_SECRET_BYTES + ".");
    }
  }

  void demandSignature(CompactToken token, Header header) {
    if (namedBy(header).stream().noneMatch(key -> key.signed(token))) {
      throw Denial.SIGNATURE.refused();
    }
  }

  List<TrustedKey> namedBy(Header header) {
    List<TrustedKey> able =
        keys.stream().filter(key -> key.algorithm() == header.algorithm()).toList();
    if (able.isEmpty()) {
      throw Denial.ALGORITHM.refused();
    }
    List<TrustedKey> named = able.stream().filter(key -> key.isNamedBy(header)).toList();
    if (named.isEmpty()) {
      throw Denial.UNKNOWN_KEY.refused();
    }
    return named;
  }
}
