package io.jobwire.http.auth;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.auth.JWTOptions;
import io.vertx.ext.auth.PubSecKeyOptions;
import io.vertx.ext.auth.authentication.TokenCredentials;
import io.vertx.ext.auth.jwt.JWTAuth;
import io.vertx.ext.auth.jwt.JWTAuthOptions;
import java.security.PublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.Base64;
import java.util.Optional;

/**
 * One key and the one algorithm it is good for. Each has a verifier of its own that knows no other
 * key, so no header can make a key do another one's work; and because it knows one, the library's
 * mode for no keys at all, in which {@code alg: none} passes, is never on.
 */
record TrustedKey(Optional<String> id, Algorithm algorithm, int signatureBytes, JWTAuth verifier) {
  private static final int HMAC_BYTES = 32;
  private static final int P256_BYTES = 32;

  static TrustedKey hmac(Vertx vertx, Optional<String> id, byte[] secret) {
    return new TrustedKey(
        id, Algorithm.HS256, HMAC_BYTES, library(vertx, Algorithm.HS256, Buffer.buffer(secret)));
  }

  static TrustedKey rsa(Vertx vertx, Optional<String> id, RSAPublicKey key) {
    int modulusBytes = (key.getModulus().bitLength() + 7) / 8;
    return new TrustedKey(
        id, Algorithm.RS256, modulusBytes, library(vertx, Algorithm.RS256, pem(key)));
  }

  static TrustedKey p256(Vertx vertx, Optional<String> id, PublicKey key) {
    return new TrustedKey(
        id, Algorithm.ES256, 2 * P256_BYTES, library(vertx, Algorithm.ES256, pem(key)));
  }

  /** PEM and not JWK: a broken JWK is only logged by the library, which then knows no key. */
  static JWTAuth library(Vertx vertx, Algorithm algorithm, Buffer key) {
    PubSecKeyOptions options = new PubSecKeyOptions().setAlgorithm(algorithm.name()).setBuffer(key);
    return JWTAuth.create(
        vertx,
        new JWTAuthOptions()
            .addPubSecKey(options)
            .setJWTOptions(new JWTOptions().setIgnoreExpiration(true)));
  }

  private static Buffer pem(PublicKey key) {
    String body = Base64.getMimeEncoder().encodeToString(key.getEncoded());
    return Buffer.buffer("-----BEGIN PUBLIC KEY-----\n" + body + "\n-----END PUBLIC KEY-----\n");
  }

  boolean isNamedBy(Header header) {
    return header.keyId().isEmpty() || header.keyId().equals(id);
  }

  boolean signed(CompactToken token) {
    return isSignature(token.signature()) && isVerified(token);
  }

  /** The library fills a short signature up and takes a DER one too; one form is enough. */
  private boolean isSignature(byte[] signature) {
    return signature.length == signatureBytes
        && (algorithm != Algorithm.ES256 || !hasZeroHalf(signature));
  }

  /** r = 0 and s = 0 once verified for every message on some JVMs (CVE-2022-21449). */
  private static boolean hasZeroHalf(byte[] signature) {
    int r = 0;
    int s = 0;
    for (int i = 0; i < P256_BYTES; i++) {
      r |= signature[i];
      s |= signature[P256_BYTES + i];
    }
    return r == 0 || s == 0;
  }

  /** The library answers at once, by a future or by throwing, as it happens. Times are ours. */
  private boolean isVerified(CompactToken token) {
    try {
      return verifier.authenticate(new TokenCredentials(token.text())).succeeded();
    } catch (RuntimeException thrownAtOnce) {
      return false;
    }
  }
}
