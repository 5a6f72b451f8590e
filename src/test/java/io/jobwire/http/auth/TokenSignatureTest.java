package io.jobwire.http.auth;

import static io.jobwire.http.auth.Denial.ALGORITHM;
import static io.jobwire.http.auth.Denial.HEADER;
import static io.jobwire.http.auth.Denial.SIGNATURE;
import static io.jobwire.http.auth.Denial.UNKNOWN_KEY;
import static io.jobwire.http.auth.Given.assertDenied;
import static io.jobwire.http.auth.Given.claims;
import static org.assertj.core.api.Assertions.assertThat;

import io.jobwire.http.auth.Forge.Signer;
import io.jobwire.model.Caller;
import io.jobwire.model.Scope;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
import java.nio.charset.StandardCharsets;
import java.security.PublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.Arrays;
import java.util.Base64;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(VertxExtension.class)
@DisplayName("A token's signature")
class TokenSignatureTest {
  private static final KeyPairs STRANGER = new KeyPairs();
  private static Tokens secretOnly;
  private static Tokens publicKeysOnly;

  /** Somebody else's keys, as good as ours. */
  private static final class KeyPairs {
    final java.security.KeyPair rsa = Forge.pair("RSA", 2048);
    final java.security.KeyPair ec = Forge.pair("EC", 256);
  }

  @BeforeAll
  static void configure(Vertx vertx) {
    secretOnly = Given.secretOnly(vertx);
    publicKeysOnly = Given.publicKeysOnly(vertx);
  }

  @Test
  @DisplayName("by the secret, the RSA key or the EC key gives the caller")
  void good() {
    Caller alice =
        new Caller("alice", Set.of(Scope.JOBS_READ), Given.NOW.plusSeconds(600).toEpochMilli());
    assertThat(secretOnly.verify(Forge.hs256(claims()))).isEqualTo(alice);
    assertThat(publicKeysOnly.verify(Forge.rs256(claims()))).isEqualTo(alice);
    assertThat(publicKeysOnly.verify(Forge.es256(claims()))).isEqualTo(alice);
  }

  @Test
  @DisplayName("holds a hundred times in a row, whatever the bytes of an ECDSA signature are")
  void everyEcdsaSignature() {
    for (int i = 0; i < 100; i++) {
      assertThat(publicKeysOnly.verify(Forge.es256(claims())).user()).isEqualTo("alice");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "None", "NONE", "nOnE", "none ", "", "null"})
  @DisplayName("of algorithm none is refused in every spelling, signed or not")
  void none(String spelling) {
    String header = new JsonObject().put("alg", spelling).encode();
    String unsigned = Forge.token(header, claims().encode(), input -> new byte[0]);
    assertDenied(Denial.UNREADABLE, secretOnly, unsigned);
    assertDenied(Denial.UNREADABLE, secretOnly, unsigned.substring(0, unsigned.length() - 1));
    assertDenied(
        ALGORITHM, secretOnly, Forge.token(header, claims().encode(), Forge.hmac(Forge.SECRET)));
    assertDenied(
        ALGORITHM,
        publicKeysOnly,
        Forge.token(header, claims().encode(), Forge.rsa(Forge.RSA.getPrivate())));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"alg\":null}",
        "{\"alg\":[\"HS256\"]}",
        "{\"alg\":{\"HS256\":1}}",
        "{\"alg\":256}",
        "{\"alg\":\"hs256\"}",
        "{\"alg\":\" HS256\"}",
        "{\"alg\":\"HS256\\u0000\"}",
        "{\"ALG\":\"HS256\"}"
      })
  @DisplayName("needs the exact name of its algorithm")
  void oddAlgorithm(String header) {
    assertDenied(
        ALGORITHM, secretOnly, Forge.token(header, claims().encode(), Forge.hmac(Forge.SECRET)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"HS384", "HS512", "RS256", "RS512", "PS256", "ES256", "ES512", "EdDSA", "RS1"})
  @DisplayName("by an algorithm that no configured key is for is refused")
  void notConfigured(String algorithm) {
    String header = new JsonObject().put("alg", algorithm).encode();
    assertDenied(
        ALGORITHM, secretOnly, Forge.token(header, claims().encode(), Forge.hmac(Forge.SECRET)));
  }

  static Stream<byte[]> publicKeyAsBytes() {
    return Stream.of(Forge.RSA.getPublic(), Forge.EC.getPublic())
        .flatMap(TokenSignatureTest::spellings);
  }

  private static Stream<byte[]> spellings(PublicKey key) {
    String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key.getEncoded());
    String pem = "-----BEGIN PUBLIC KEY-----\n" + body + "\n-----END PUBLIC KEY-----";
    byte[] bare =
        key instanceof RSAPublicKey rsa ? rsa.getModulus().toByteArray() : key.getEncoded();
    return Stream.of(
        key.getEncoded(),
        bare,
        pem.getBytes(StandardCharsets.US_ASCII),
        (pem + "\n").getBytes(StandardCharsets.US_ASCII),
        Base64.getEncoder().encode(key.getEncoded()));
  }

  @ParameterizedTest
  @MethodSource("publicKeyAsBytes")
  @DisplayName("made with the public key as an HMAC secret is refused")
  void publicKeyAsSecret(byte[] publicKey) {
    Signer trick = Forge.hmac(publicKey);
    String claims = claims().encode();
    assertDenied(ALGORITHM, publicKeysOnly, Forge.token("{\"alg\":\"HS256\"}", claims, trick));
    assertDenied(
        ALGORITHM,
        publicKeysOnly,
        Forge.token("{\"alg\":\"HS256\",\"kid\":\"rsa\"}", claims, trick));
    assertDenied(SIGNATURE, publicKeysOnly, Forge.token("{\"alg\":\"RS256\"}", claims, trick));
  }

  @Test
  @DisplayName("made with the public key is refused also where a secret stands beside it")
  void publicKeyAsSecretInMixedRing(Vertx vertx) {
    Tokens mixed =
        Given.tokens(
            KeyRing.ofJwks(
                vertx,
                Forge.jwks(Forge.rsaJwk("rsa", Forge.RSA), Forge.octJwk("oct", Forge.SECRET))));
    Signer trick = Forge.hmac(Forge.RSA.getPublic().getEncoded());
    String claims = claims().encode();
    assertDenied(
        UNKNOWN_KEY, mixed, Forge.token("{\"alg\":\"HS256\",\"kid\":\"rsa\"}", claims, trick));
    assertDenied(SIGNATURE, mixed, Forge.token("{\"alg\":\"HS256\"}", claims, trick));
    assertThat(mixed.verify(Forge.hs256(claims())).user()).isEqualTo("alice");
  }

  @Test
  @DisplayName("by somebody else's key is refused")
  void strangersKey() {
    String claims = claims().encode();
    assertDenied(
        SIGNATURE,
        secretOnly,
        Forge.token(
            "{\"alg\":\"HS256\"}",
            claims,
            Forge.hmac("another secret".getBytes(StandardCharsets.UTF_8))));
    assertDenied(
        SIGNATURE,
        publicKeysOnly,
        Forge.token("{\"alg\":\"RS256\"}", claims, Forge.rsa(STRANGER.rsa.getPrivate())));
    assertDenied(
        SIGNATURE,
        publicKeysOnly,
        Forge.token("{\"alg\":\"ES256\"}", claims, Forge.ecdsa(STRANGER.ec.getPrivate())));
  }

  static Stream<String> keyIds() {
    return Stream.of(
        "unknown",
        "",
        "RSA",
        "rsa ",
        "ec",
        "../../../../dev/null",
        "/etc/passwd",
        "file:///dev/null",
        "C:\\windows\\win.ini",
        "rsa' OR '1'='1",
        "rsa\u0000",
        "| id",
        "k".repeat(5_000));
  }

  @ParameterizedTest
  @MethodSource("keyIds")
  @DisplayName("that names an unknown, a path-like or a huge key is refused, though it is right")
  void unknownKeyId(String id) {
    String rsa = new JsonObject().put("alg", "RS256").put("kid", id).encode();
    assertDenied(
        UNKNOWN_KEY,
        publicKeysOnly,
        Forge.token(rsa, claims().encode(), Forge.rsa(Forge.RSA.getPrivate())));
    String hmac = new JsonObject().put("alg", "HS256").put("kid", id).encode();
    assertDenied(
        UNKNOWN_KEY, secretOnly, Forge.token(hmac, claims().encode(), Forge.hmac(Forge.SECRET)));
  }

  @Test
  @DisplayName("that names its key in 10 KB is refused unread")
  void enormousKeyId() {
    String header = new JsonObject().put("alg", "HS256").put("kid", "k".repeat(10_000)).encode();
    assertDenied(
        Denial.TOO_LONG,
        secretOnly,
        Forge.token(header, claims().encode(), Forge.hmac(Forge.SECRET)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "1", "[\"rsa\"]", "{}", "true"})
  @DisplayName("that names its key by anything but text is refused")
  void oddKeyId(String id) {
    assertDenied(
        UNKNOWN_KEY,
        publicKeysOnly,
        Forge.token(
            "{\"alg\":\"RS256\",\"kid\":" + id + "}",
            claims().encode(),
            Forge.rsa(Forge.RSA.getPrivate())));
  }

  @Test
  @DisplayName("that names no key is tried with each of its algorithm")
  void noKeyId(Vertx vertx) {
    Tokens tokens =
        Given.tokens(
            KeyRing.ofJwks(
                vertx,
                Forge.jwks(Forge.rsaJwk("old", STRANGER.rsa), Forge.rsaJwk("new", Forge.RSA))));
    String token =
        Forge.token("{\"alg\":\"RS256\"}", claims().encode(), Forge.rsa(Forge.RSA.getPrivate()));
    assertThat(tokens.verify(token).user()).isEqualTo("alice");
  }

  @Test
  @DisplayName("is checked with the key it names and with no other")
  void onlyTheNamedKey(Vertx vertx) {
    Tokens tokens =
        Given.tokens(
            KeyRing.ofJwks(
                vertx,
                Forge.jwks(Forge.rsaJwk("old", STRANGER.rsa), Forge.rsaJwk("new", Forge.RSA))));
    assertDenied(
        SIGNATURE,
        tokens,
        Forge.token(
            "{\"alg\":\"RS256\",\"kid\":\"old\"}",
            claims().encode(),
            Forge.rsa(Forge.RSA.getPrivate())));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"[\"exp\"]", "[\"b64\"]", "[\"x-unknown\"]", "[]", "null", "\"exp\"", "{}"})
  @DisplayName("with a crit header is refused, whatever that holds")
  void crit(String crit) {
    assertDenied(
        HEADER,
        secretOnly,
        Forge.token(
            "{\"alg\":\"HS256\",\"b64\":false,\"crit\":" + crit + "}",
            claims().encode(),
            Forge.hmac(Forge.SECRET)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"logout+jwt\"", "\"dpop+jwt\"", "\"stream\"", "\"\"", "null", "1"})
  @DisplayName("on a token that is for something else than access is refused")
  void otherType(String type) {
    assertDenied(
        HEADER,
        secretOnly,
        Forge.token(
            "{\"alg\":\"HS256\",\"typ\":" + type + "}",
            claims().encode(),
            Forge.hmac(Forge.SECRET)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"JWT", "jwt", "at+jwt", "application/at+jwt", "application/JWT"})
  @DisplayName("on an access token by any of its names is good")
  void accessType(String type) {
    String header = new JsonObject().put("alg", "HS256").put("typ", type).encode();
    String token = Forge.token(header, claims().encode(), Forge.hmac(Forge.SECRET));
    assertThat(secretOnly.verify(token).user()).isEqualTo("alice");
  }

  static Stream<byte[]> falseEcdsaSignatures() {
    byte[] one = new byte[64];
    one[31] = 1;
    byte[] other = new byte[64];
    other[63] = 1;
    byte[] full = new byte[64];
    Arrays.fill(full, (byte) 0xff);
    byte[] emptyDer = {0x30, 0x06, 0x02, 0x01, 0x00, 0x02, 0x01, 0x00};
    return Stream.of(
        new byte[64],
        one,
        other,
        full,
        emptyDer,
        new byte[1],
        new byte[63],
        new byte[65],
        new byte[72],
        new byte[132]);
  }

  @ParameterizedTest
  @MethodSource("falseEcdsaSignatures")
  @DisplayName("of zeros, of the curve's far end or of a wrong length is refused")
  void zeroEcdsa(byte[] signature) {
    String claims = claims().encode();
    assertDenied(
        SIGNATURE, publicKeysOnly, Forge.token("{\"alg\":\"ES256\"}", claims, in -> signature));
    assertDenied(
        SIGNATURE, publicKeysOnly, Forge.token("{\"alg\":\"RS256\"}", claims, in -> signature));
    assertDenied(
        SIGNATURE, secretOnly, Forge.token("{\"alg\":\"HS256\"}", claims, in -> signature));
  }

  @Test
  @DisplayName("by the right EC key in DER, which is not the form of a JWT, is refused")
  void derEcdsa() {
    Signer der = input -> Forge.signature("SHA256withECDSA", Forge.EC.getPrivate(), input);
    assertDenied(
        SIGNATURE, publicKeysOnly, Forge.token("{\"alg\":\"ES256\"}", claims().encode(), der));
  }

  @Test
  @DisplayName("that is cut short is refused, also where the lost bytes may be zeros")
  void cutShort() {
    Signer shortRsa =
        input -> {
          byte[] whole = Forge.rsa(Forge.RSA.getPrivate()).sign(input);
          return Arrays.copyOf(whole, whole.length - 1);
        };
    assertDenied(
        SIGNATURE, publicKeysOnly, Forge.token("{\"alg\":\"RS256\"}", claims().encode(), shortRsa));
  }
}
