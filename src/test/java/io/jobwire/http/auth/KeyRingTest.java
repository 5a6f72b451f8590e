package io.jobwire.http.auth;

import static io.jobwire.http.auth.Given.claims;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jobwire.http.Doors;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(VertxExtension.class)
@Tag(Doors.TAG)
@DisplayName("A key ring")
class KeyRingTest {

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 5, 31})
  @DisplayName("is not made of a secret under 32 bytes")
  void shortSecret(int bytes, Vertx vertx) {
    assertThatThrownBy(() -> KeyRing.ofSecret(vertx, new byte[bytes]))
        .isInstanceOf(KeyError.class)
        .hasMessage("auth.secret has " + bytes + " bytes; it must have at least 32.");
  }

  @Test
  @DisplayName("is made of a secret of 32 bytes, whatever they are")
  void binarySecret(Vertx vertx) {
    byte[] secret = new byte[32];
    secret[0] = (byte) 0xff;
    secret[1] = (byte) 0xc0;
    String token = Forge.token("{\"alg\":\"HS256\"}", claims().encode(), Forge.hmac(secret));
    assertThat(Given.tokens(KeyRing.ofSecret(vertx, secret)).verify(token).user())
        .isEqualTo("alice");
  }

  @Test
  @DisplayName("is never empty, for an empty one lets everybody in")
  void neverEmpty() {
    assertThatThrownBy(() -> new KeyRing(List.of())).isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "{", "[]", "null", "{}", "{\"keys\":{}}", "{\"keys\":\"x\"}", "secret"})
  @DisplayName("is not made of anything but a JWK set, and does not quote it")
  void notJwks(String json, Vertx vertx) {
    assertThatThrownBy(() -> KeyRing.ofJwks(vertx, json))
        .isInstanceOf(KeyError.class)
        .hasMessage("auth.jwks is not a JWK set: a JSON object with a list named keys.");
  }

  static Stream<JsonObject> notForUs() {
    return Stream.of(
        Forge.rsaJwk("1", Forge.RSA).put("use", "enc"),
        Forge.rsaJwk("1", Forge.RSA).put("alg", "RSA-OAEP"),
        Forge.rsaJwk("1", Forge.RSA).put("alg", "RS512"),
        Forge.rsaJwk("1", Forge.RSA).put("alg", "HS256"),
        Forge.rsaJwk("1", Forge.RSA).put("alg", "none"),
        Forge.rsaJwk("1", Forge.RSA).put("key_ops", new JsonArray().add("encrypt")),
        Forge.ecJwk("1", Forge.EC).put("crv", "P-384"),
        Forge.ecJwk("1", Forge.EC).put("crv", "secp256k1"),
        Forge.octJwk("1", Forge.SECRET).put("alg", "HS512"),
        new JsonObject().put("kty", "OKP").put("crv", "Ed25519").put("x", "AAAA"),
        new JsonObject().put("kty", "rsa"),
        new JsonObject());
  }

  @ParameterizedTest
  @MethodSource("notForUs")
  @DisplayName("skips keys that are for something else, and is not made of these alone")
  void skips(JsonObject other, Vertx vertx) {
    assertThatThrownBy(() -> KeyRing.ofJwks(vertx, Forge.jwks(other)))
        .isInstanceOf(KeyError.class)
        .hasMessage("auth.jwks holds no RS256, ES256 or HS256 key for signatures.");
    Tokens tokens =
        Given.tokens(KeyRing.ofJwks(vertx, Forge.jwks(other, Forge.rsaJwk("rsa", Forge.RSA))));
    assertThat(tokens.verify(Forge.rs256(claims())).user()).isEqualTo("alice");
  }

  static Stream<Arguments> weakOrBroken() {
    return Stream.of(
        Arguments.of(
            Forge.rsaJwk("1", Forge.pair("RSA", 1024)),
            "is an RSA key of 1024 bits; it must have at least 2048."),
        Arguments.of(
            Forge.rsaJwk("1", Forge.RSA).put("e", "AQ"),
            "is an RSA key with an exponent that protects nothing."),
        Arguments.of(
            Forge.rsaJwk("1", Forge.RSA).put("e", "BA"),
            "is an RSA key with an exponent that protects nothing."),
        Arguments.of(
            new JsonObject().put("kty", "RSA"),
            "is an RSA key of 0 bits; it must have at least 2048."),
        Arguments.of(Forge.rsaJwk("1", Forge.RSA).put("n", "*"), "has no base64url in n."),
        Arguments.of(
            Forge.octJwk("1", new byte[31]), "is a secret of 31 bytes; it must have at least 32."),
        Arguments.of(
            new JsonObject().put("kty", "oct"),
            "is a secret of 0 bytes; it must have at least 32."),
        Arguments.of(Forge.ecJwk("1", Forge.EC).put("x", "AQ"), "is not a point of P-256."),
        Arguments.of(
            new JsonObject().put("kty", "EC").put("crv", "P-256"), "is not a point of P-256."));
  }

  @ParameterizedTest
  @MethodSource("weakOrBroken")
  @DisplayName("is not made of a set with a weak or a broken key, and says which it is")
  void weak(JsonObject weak, String problem, Vertx vertx) {
    String jwks = Forge.jwks(Forge.octJwk("good", Forge.SECRET), weak);
    assertThatThrownBy(() -> KeyRing.ofJwks(vertx, jwks))
        .isInstanceOf(KeyError.class)
        .hasMessage("auth.jwks key 2 " + problem);
  }

  @Test
  @DisplayName("holds several kinds of keys at once, HMAC secrets among them")
  void mixed(Vertx vertx) {
    Tokens tokens =
        Given.tokens(
            KeyRing.ofJwks(
                vertx,
                Forge.jwks(
                    Forge.rsaJwk("rsa", Forge.RSA).put("use", "sig").put("alg", "RS256"),
                    Forge.ecJwk("ec", Forge.EC).put("key_ops", new JsonArray().add("verify")),
                    Forge.octJwk("oct", Forge.SECRET))));
    assertThat(
            Stream.of(Forge.rs256(claims()), Forge.es256(claims()), Forge.hs256(claims()))
                .map(token -> tokens.verify(token).user()))
        .containsExactly("alice", "alice", "alice");
  }

  @Test
  @DisplayName("does not need the name of a key")
  void namelessKey(Vertx vertx) {
    JsonObject nameless = Forge.rsaJwk("", Forge.RSA);
    nameless.remove("kid");
    Tokens tokens = Given.tokens(KeyRing.ofJwks(vertx, Forge.jwks(nameless)));
    String token =
        Forge.token("{\"alg\":\"RS256\"}", claims().encode(), Forge.rsa(Forge.RSA.getPrivate()));
    assertThat(tokens.verify(token).user()).isEqualTo("alice");
    Given.assertDenied(Denial.UNKNOWN_KEY, tokens, Forge.rs256(claims()));
  }
}
