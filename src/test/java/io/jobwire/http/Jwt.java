package io.jobwire.http;

import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Tokens made by hand, true and false ones. */
public record Jwt(JsonObject header, JsonObject claims) {

  /** A good one, for ten minutes. */
  public static Jwt of(String user, String scope) {
    return new Jwt(
        new JsonObject().put("alg", "HS256").put("typ", "JWT"),
        new JsonObject().put("sub", user).put("scope", scope).put("exp", now() + 600));
  }

  public static long now() {
    return System.currentTimeMillis() / 1000;
  }

  public Jwt header(String name, Object value) {
    return new Jwt(header.copy().put(name, value), claims);
  }

  public Jwt claim(String name, Object value) {
    return new Jwt(header, claims.copy().put(name, value));
  }

  public Jwt without(String claim) {
    JsonObject fewer = claims.copy();
    fewer.remove(claim);
    return new Jwt(header, fewer);
  }

  public String unsigned() {
    return base64(header.encode()) + "." + base64(claims.encode()) + ".";
  }

  public String sign(String secret) {
    String input = base64(header.encode()) + "." + base64(claims.encode());
    return input + "." + base64(hmac(secret, input));
  }

  /** With a signature that is none. */
  public String signedWith(byte[] signature) {
    return unsigned() + base64(signature);
  }

  private static byte[] hmac(String secret, String input) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      return mac.doFinal(input.getBytes(StandardCharsets.US_ASCII));
    } catch (GeneralSecurityException impossible) {
      throw new AssertionError(impossible);
    }
  }

  private static String base64(String text) {
    return base64(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
