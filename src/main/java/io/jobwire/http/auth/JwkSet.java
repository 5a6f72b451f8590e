package io.jobwire.http.auth;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * Reads a JWK set. Keys for encryption and of kinds we do not know are skipped, as the standard
 * wants it; a key that would be ours but is weak or broken spoils the whole set, because somebody
 * relies on it.
 */
final class JwkSet {
  private static final ObjectReader JSON = new JsonMapper().reader();
  private final Vertx vertx;

  JwkSet(Vertx vertx) {
    this.vertx = vertx;
  }

  List<TrustedKey> read(String json) {
    JsonNode entries = entries(json);
    List<TrustedKey> keys = new ArrayList<>();
    for (int i = 0; i < entries.size(); i++) {
      key(entries.get(i), i + 1).ifPresent(keys::add);
    }
    if (keys.isEmpty()) {
      throw wrong("holds no RS256, ES256 or HS256 key for signatures.");
    }
    return keys;
  }

  private static JsonNode entries(String json) {
    try {
      JsonNode entries = JSON.readTree(json).path("keys");
      if (entries.isArray()) {
        return entries;
      }
    } catch (JsonProcessingException notJson) {
      // falls through to the one answer; what the parser has to say would quote a secret
    }
    throw wrong("is not a JWK set: a JSON object with a list named keys.");
  }

  private Optional<TrustedKey> key(JsonNode jwk, int number) {
    try {
      return algorithm(jwk).map(algorithm -> key(algorithm, jwk));
    } catch (IllegalArgumentException weakOrBroken) {
      throw wrong("key " + number + " " + weakOrBroken.getMessage());
    }
  }

  private static Optional<Algorithm> algorithm(JsonNode jwk) {
    if (!isForSignatures(jwk)) {
      return Optional.empty();
    }
    return Algorithm.forKeyType(jwk.path("kty").textValue())
        .filter(algorithm -> jwk.path("alg").asText(algorithm.name()).equals(algorithm.name()))
        .filter(algorithm -> algorithm != Algorithm.ES256 || isP256(jwk));
  }

  private static boolean isForSignatures(JsonNode jwk) {
    JsonNode operations = jwk.path("key_ops");
    return jwk.path("use").asText("sig").equals("sig")
        && (operations.isMissingNode()
            || operations.valueStream().anyMatch(one -> one.asText().equals("verify")));
  }

  /** Without a curve it is taken for ours, and found broken. */
  private static boolean isP256(JsonNode jwk) {
    return jwk.path("crv").asText("P-256").equals("P-256");
  }

  private TrustedKey key(Algorithm algorithm, JsonNode jwk) {
    Optional<String> id = Optional.ofNullable(jwk.path("kid").textValue());
    return switch (algorithm) {
      case HS256 -> TrustedKey.hmac(vertx, id, secret(jwk));
      case RS256 -> TrustedKey.rsa(vertx, id, PublicKeys.rsa(bytes(jwk, "n"), bytes(jwk, "e")));
      case ES256 -> TrustedKey.p256(vertx, id, PublicKeys.p256(bytes(jwk, "x"), bytes(jwk, "y")));
    };
  }

  private static byte[] secret(JsonNode jwk) {
    byte[] secret = bytes(jwk, "k");
    if (secret.length < KeyRing.LEAST_SECRET_BYTES) {
      throw new IllegalArgumentException(
          "is a secret of " + secret.length + " bytes; it must have at least 32.");
    }
    return secret;
  }

  private static byte[] bytes(JsonNode jwk, String name) {
    try {
      return Base64.getUrlDecoder().decode(jwk.path(name).asText());
    } catch (IllegalArgumentException notBase64) {
      throw new IllegalArgumentException("has no base64url in " + name + ".", notBase64);
    }
  }

  private static KeyError wrong(String problem) {
    return new KeyError("auth.jwks", problem);
  }
}
