package io.jobwire.http.auth;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Makes tokens by hand, true and false ones, with nothing of the code under test. */
final class Forge {
  static final byte[] SECRET = "a secret of the tests, 32 or more".getBytes(StandardCharsets.UTF_8);
  static final KeyPair RSA = pair("RSA", 2048);
  static final KeyPair EC = pair("EC", 256);

  private Forge() {}

  /** The signature over the first two parts of a token. */
  interface Signer {
    byte[] sign(byte[] input) throws GeneralSecurityException;
  }

  static KeyPair pair(String kind, int bits) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(kind);
      generator.initialize(bits);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  static String token(String header, String claims, Signer signer) {
    try {
      String input = base64(header) + "." + base64(claims);
      return input + "." + base64(signer.sign(input.getBytes(StandardCharsets.US_ASCII)));
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  static String hs256(JsonObject claims) {
    return hs256(claims.encode());
  }

  static String hs256(String claims) {
    return token("{\"alg\":\"HS256\",\"typ\":\"JWT\"}", claims, hmac(SECRET));
  }

  static String rs256(JsonObject claims) {
    return token("{\"alg\":\"RS256\",\"kid\":\"rsa\"}", claims.encode(), rsa(RSA.getPrivate()));
  }

  static String es256(JsonObject claims) {
    return token("{\"alg\":\"ES256\",\"kid\":\"ec\"}", claims.encode(), ecdsa(EC.getPrivate()));
  }

  static Signer hmac(byte[] secret) {
    return input -> {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret, "HmacSHA256"));
      return mac.doFinal(input);
    };
  }

  static Signer rsa(PrivateKey key) {
    return input -> signature("SHA256withRSA", key, input);
  }

  static Signer ecdsa(PrivateKey key) {
    return input -> signature("SHA256withECDSAinP1363Format", key, input);
  }

  static byte[] signature(String algorithm, PrivateKey key, byte[] input)
      throws GeneralSecurityException {
    Signature signature = Signature.getInstance(algorithm);
    signature.initSign(key);
    signature.update(input);
    return signature.sign();
  }

  static JsonObject rsaJwk(String id, KeyPair pair) {
    RSAPublicKey key = (RSAPublicKey) pair.getPublic();
    return new JsonObject()
        .put("kty", "RSA")
        .put("kid", id)
        .put("n", base64(bytes(key.getModulus(), (key.getModulus().bitLength() + 7) / 8)))
        .put("e", base64(key.getPublicExponent().toByteArray()));
  }

  static JsonObject ecJwk(String id, KeyPair pair) {
    ECPublicKey key = (ECPublicKey) pair.getPublic();
    return new JsonObject()
        .put("kty", "EC")
        .put("crv", "P-256")
        .put("kid", id)
        .put("x", base64(bytes(key.getW().getAffineX(), 32)))
        .put("y", base64(bytes(key.getW().getAffineY(), 32)));
  }

  static JsonObject octJwk(String id, byte[] secret) {
    return new JsonObject().put("kty", "oct").put("kid", id).put("k", base64(secret));
  }

  static String jwks(JsonObject... keys) {
    JsonArray all = new JsonArray();
    for (JsonObject key : keys) {
      all.add(key);
    }
    return new JsonObject().put("keys", all).encode();
  }

  static String base64(String text) {
    return base64(text.getBytes(StandardCharsets.UTF_8));
  }

  static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private static byte[] bytes(BigInteger number, int length) {
    byte[] all = number.toByteArray();
    byte[] fixed = new byte[length];
    int kept = Math.min(all.length, length);
    System.arraycopy(all, all.length - kept, fixed, length - kept, kept);
    return fixed;
  }
}
