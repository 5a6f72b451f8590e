package io.jobwire.http.auth;

import static io.jobwire.http.auth.Denial.UNREADABLE;
import static io.jobwire.http.auth.Given.assertDenied;
import static io.jobwire.http.auth.Given.claims;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(VertxExtension.class)
@DisplayName("A token's text")
class TokenShapeTest {
  private static final String HEADER = "{\"alg\":\"HS256\"}";
  private static Tokens tokens;

  @BeforeAll
  static void configure(Vertx vertx) {
    tokens = Given.secretOnly(vertx);
  }

  @Test
  @DisplayName("must be there")
  void absent() {
    assertDenied(Denial.NO_TOKEN, tokens, null);
  }

  @Test
  @DisplayName("may have 8 KiB and not one character more")
  void length() {
    assertThat(tokens.verify(padded(8192)).user()).isEqualTo("alice");
    assertDenied(Denial.TOO_LONG, tokens, padded(8193));
    assertDenied(Denial.TOO_LONG, tokens, "é".repeat(10_000_000));
  }

  /** A good token of just this length; the claim that fills it up grows four letters by three. */
  private static String padded(int length) {
    for (int header = 0; header < 4; header++) {
      for (int filler = 5_500; filler < 6_200; filler++) {
        String token =
            Forge.token(
                HEADER + " ".repeat(header),
                claims().put("filler", "f".repeat(filler)).encode(),
                Forge.hmac(Forge.SECRET));
        if (token.length() == length) {
          return token;
        }
      }
    }
    throw new AssertionError("no token of " + length);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ".",
        "..",
        "...",
        "a",
        "a.b",
        "a.b.c",
        "....",
        "null",
        "undefined",
        "{}",
        "Bearer x",
        "\u0000",
        "é.é.é",
        "W10.W10.W10",
        "bnVsbA.bnVsbA.bnVsbA"
      })
  @DisplayName("that is garbage is refused")
  void garbage(String text) {
    assertDenied(UNREADABLE, tokens, text);
  }

  static Stream<String> respelled() {
    String good = Forge.hs256(claims());
    String[] parts = good.split("\\.");
    return Stream.of(
        good + "=",
        good + ".",
        "." + good,
        good + ".x",
        good + " ",
        good + "\n",
        good.replace(".", ". "),
        parts[0] + "=." + parts[1] + "." + parts[2],
        parts[0] + ".\r\n" + parts[1] + "." + parts[2],
        parts[0] + "." + parts[1] + ".",
        parts[0] + "." + parts[1],
        parts[0] + ".." + parts[2],
        "." + parts[1] + "." + parts[2],
        parts[0] + "." + parts[1] + "." + parts[2] + "." + parts[0] + "." + parts[1],
        strayBits(good));
  }

  /** 32 bytes are 43 letters, and the last one has two bits that mean nothing. */
  private static String strayBits(String token) {
    String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    int last = token.length() - 1;
    return token.substring(0, last) + alphabet.charAt(alphabet.indexOf(token.charAt(last)) | 1);
  }

  @ParameterizedTest
  @MethodSource("respelled")
  @DisplayName("has one spelling: padding, spaces, stray bits and missing parts are refused")
  void respelling(String text) {
    assertDenied(UNREADABLE, tokens, text);
  }

  static Stream<String> notAnObject() {
    String good = claims().encode();
    return Stream.of(
        "",
        "null",
        "[]",
        "[" + good + "]",
        "\"" + "x" + "\"",
        "1",
        good + "{}",
        good + " x",
        good.substring(1),
        good.substring(0, good.length() - 1),
        good.replace("\"", "'"),
        good.replace("}", ",}"),
        good.replace("}", ",\"x\":NaN}"),
        good.replace("}", ",\"x\":01}"),
        good.replace("}", ",\"x\":\"\\ud8\"}"),
        "\uFEFF" + good,
        "/* */" + good,
        "{\"x\":" + "[".repeat(2_000) + "]".repeat(2_000) + "}",
        "{\"x\":" + "{\"y\":".repeat(1_000),
        "{\"exp\":" + "9".repeat(2_000) + "}");
  }

  @ParameterizedTest
  @MethodSource("notAnObject")
  @DisplayName("must hold JSON objects, strictly: signed nonsense is refused")
  void strictJson(String json) {
    assertDenied(UNREADABLE, tokens, Forge.hs256(json));
    assertDenied(
        UNREADABLE, tokens, Forge.token(json, claims().encode(), Forge.hmac(Forge.SECRET)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"sub\":\"alice\",\"sub\":\"bob\",\"exp\":1772367000}",
        "{\"sub\":\"alice\",\"\\u0073ub\":\"bob\",\"exp\":1772367000}",
        "{\"sub\":\"alice\",\"exp\":1772367000,\"exp\":1772367000}",
        "{\"sub\":\"alice\",\"exp\":1772367000,\"scope\":\"\",\"scope\":\"admin\"}",
        "{\"sub\":\"alice\",\"exp\":1772367000,\"x\":{\"y\":1,\"y\":2}}"
      })
  @DisplayName("that says a thing twice is refused, also when escaped or deep inside")
  void duplicateClaims(String json) {
    assertDenied(UNREADABLE, tokens, Forge.hs256(json));
  }

  @Test
  @DisplayName("that names its algorithm twice is refused")
  void duplicateHeader() {
    String header = "{\"alg\":\"none\",\"alg\":\"HS256\"}";
    assertDenied(
        UNREADABLE, tokens, Forge.token(header, claims().encode(), Forge.hmac(Forge.SECRET)));
  }

  static Stream<byte[]> notUtf8() {
    byte[] cut = claims().put("sub", "ali\u00e9").encode().getBytes(StandardCharsets.ISO_8859_1);
    String utf16 = claims().encode();
    byte[] surrogate = claims().put("sub", "abc").encode().getBytes(StandardCharsets.UTF_8);
    int at = new String(surrogate, StandardCharsets.US_ASCII).indexOf("abc");
    surrogate[at] = (byte) 0xed;
    surrogate[at + 1] = (byte) 0xa0;
    surrogate[at + 2] = (byte) 0x80;
    byte[] overlong = Arrays.copyOf(surrogate, surrogate.length);
    overlong[at] = (byte) 0xc0;
    overlong[at + 1] = (byte) 0xaf;
    overlong[at + 2] = 'x';
    return Stream.of(
        cut,
        surrogate,
        overlong,
        utf16.getBytes(StandardCharsets.UTF_16),
        utf16.getBytes(StandardCharsets.UTF_16BE),
        utf16.getBytes(StandardCharsets.UTF_16LE));
  }

  @ParameterizedTest
  @MethodSource("notUtf8")
  @DisplayName("must be UTF-8 inside")
  void utf8(byte[] json) throws Exception {
    String input = Forge.base64(HEADER) + "." + Forge.base64(json);
    byte[] signature = Forge.hmac(Forge.SECRET).sign(input.getBytes(StandardCharsets.US_ASCII));
    assertDenied(UNREADABLE, tokens, input + "." + Forge.base64(signature));
  }

  @Test
  @DisplayName("may hold claims we do not know")
  void unknownClaims() {
    JsonObject claims =
        claims().put("jti", "1").put("amr", "x").put("roles", new JsonObject().put("a", 1));
    assertThat(tokens.verify(Forge.hs256(claims)).user()).isEqualTo("alice");
  }
}
