package io.jobwire.http.auth;

import static io.jobwire.http.auth.Denial.AUDIENCE;
import static io.jobwire.http.auth.Denial.EXPIRED;
import static io.jobwire.http.auth.Denial.ISSUER;
import static io.jobwire.http.auth.Denial.LIVES_TOO_LONG;
import static io.jobwire.http.auth.Denial.NOT_YET;
import static io.jobwire.http.auth.Denial.SCOPES;
import static io.jobwire.http.auth.Denial.SUBJECT;
import static io.jobwire.http.auth.Denial.TIMES;
import static io.jobwire.http.auth.Given.LEEWAY;
import static io.jobwire.http.auth.Given.WEEK;
import static io.jobwire.http.auth.Given.assertDenied;
import static io.jobwire.http.auth.Given.claims;
import static io.jobwire.http.auth.Given.inSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.jobwire.model.Caller;
import io.jobwire.model.Scope;
import io.vertx.core.Vertx;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(VertxExtension.class)
@DisplayName("A well-signed token")
class TokenClaimsTest {
  private static KeyRing keys;
  private static Tokens tokens;

  @BeforeAll
  static void configure(Vertx vertx) {
    keys = KeyRing.ofSecret(vertx, Forge.SECRET);
    tokens = Given.tokens(keys);
  }

  private static Caller verify(JsonObject claims) {
    return tokens.verify(Forge.hs256(claims));
  }

  private static void assertDeniedFor(Denial denial, JsonObject claims) {
    assertDenied(denial, tokens, Forge.hs256(claims));
  }

  /** A claim in JSON as written, so that it can be what no encoder would make. */
  private static String with(String name, String json) {
    JsonObject others = claims();
    others.remove(name);
    return "{\"" + name + "\":" + json + "," + others.encode().substring(1);
  }

  // exp, nbf, iat

  @Test
  @DisplayName("without an expiry is refused")
  void noExpiry() {
    JsonObject claims = claims();
    claims.remove("exp");
    assertDeniedFor(Denial.NO_EXPIRY, claims);
  }

  @Test
  @DisplayName("is good until its expiry and the leeway have passed, and not a second longer")
  void expired() {
    assertThat(verify(claims().put("exp", inSeconds(1))).user()).isEqualTo("alice");
    assertThat(verify(claims().put("exp", inSeconds(1 - LEEWAY))).user()).isEqualTo("alice");
    assertDeniedFor(EXPIRED, claims().put("exp", inSeconds(-LEEWAY)));
    assertDeniedFor(EXPIRED, claims().put("exp", inSeconds(-3600)));
    assertDeniedFor(EXPIRED, claims().put("exp", 0));
    assertDeniedFor(EXPIRED, claims().put("exp", -1));
  }

  @Test
  @DisplayName("says when it ends without the leeway, to the millisecond")
  void expiresAt() {
    assertThat(verify(claims().put("exp", inSeconds(5))).expiresAtMs())
        .isEqualTo(Given.NOW.toEpochMilli() + 5_000);
    assertThat(verify(claims().put("exp", inSeconds(5) + 0.25)).expiresAtMs())
        .isEqualTo(Given.NOW.toEpochMilli() + 5_250);
  }

  @Test
  @DisplayName("that lives longer than a week is refused: ten years, or milliseconds by mistake")
  void livesTooLong() {
    assertThat(verify(claims().put("exp", inSeconds(WEEK + LEEWAY))).user()).isEqualTo("alice");
    assertDeniedFor(LIVES_TOO_LONG, claims().put("exp", inSeconds(WEEK + LEEWAY + 1)));
    assertDeniedFor(LIVES_TOO_LONG, claims().put("exp", inSeconds(10 * 365 * 24 * 3600L)));
    assertDeniedFor(LIVES_TOO_LONG, claims().put("exp", inSeconds(600) * 1000));
  }

  @ParameterizedTest
  @ValueSource(strings = {"1e999", "1e300", "9223372036854775807", "9223372036854775808", "1E+20"})
  @DisplayName("with an expiry beyond all numbers is refused as living too long")
  void hugeExpiry(String exp) {
    assertDenied(LIVES_TOO_LONG, tokens, Forge.hs256(with("exp", exp)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1e999", "-9223372036854775809", "-1E+20"})
  @DisplayName("with an expiry before all time is refused as expired")
  void tinyExpiry(String exp) {
    assertDenied(EXPIRED, tokens, Forge.hs256(with("exp", exp)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "\"1772367000\"", "true", "[1772367000]", "{}", "\"\""})
  @DisplayName("with a time that is no number is refused")
  void oddTimes(String time) {
    assertDenied(TIMES, tokens, Forge.hs256(with("exp", time)));
    assertDenied(TIMES, tokens, Forge.hs256(with("nbf", time)));
    assertDenied(TIMES, tokens, Forge.hs256(with("iat", time)));
  }

  @Test
  @DisplayName("is not good before its time, but for the leeway")
  void notBefore() {
    assertThat(verify(claims().put("nbf", inSeconds(0))).user()).isEqualTo("alice");
    assertThat(verify(claims().put("nbf", inSeconds(LEEWAY))).user()).isEqualTo("alice");
    assertDeniedFor(NOT_YET, claims().put("nbf", inSeconds(LEEWAY + 1)));
    assertDenied(NOT_YET, tokens, Forge.hs256(with("nbf", "1e999")));
  }

  @Test
  @DisplayName("cannot have been issued in the future, but for the leeway")
  void issuedInFuture() {
    assertThat(verify(claims().put("iat", inSeconds(LEEWAY))).user()).isEqualTo("alice");
    assertThat(verify(claims().put("iat", 0)).user()).isEqualTo("alice");
    assertDeniedFor(NOT_YET, claims().put("iat", inSeconds(LEEWAY + 1)));
  }

  // iss, aud

  @ParameterizedTest
  @ValueSource(
      strings = {
        "null",
        "\"https://evil.example\"",
        "\"https://ISSUER.example\"",
        "\"https://issuer.example/\"",
        "[\"https://issuer.example\"]",
        "{\"https://issuer.example\":1}",
        "\"\"",
        "1"
      })
  @DisplayName("of another issuer is refused where one is demanded")
  void otherIssuer(String issuer) {
    Tokens strict =
        new Tokens(() -> keys, Given.policy("https://issuer.example", null), Given.CLOCK);
    assertDenied(ISSUER, strict, Forge.hs256(with("iss", issuer)));
    assertDenied(ISSUER, strict, Forge.hs256(claims()));
    assertThat(strict.verify(Forge.hs256(with("iss", "\"https://issuer.example\""))).user())
        .isEqualTo("alice");
    assertThat(tokens.verify(Forge.hs256(with("iss", issuer))).user()).isEqualTo("alice");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "null",
        "\"other\"",
        "\"jobwire2\"",
        "\"Jobwire\"",
        "\"jobwire other\"",
        "[]",
        "[\"other\",\"another\"]",
        "[[\"jobwire\"]]",
        "[null,1,{}]",
        "{\"jobwire\":\"jobwire\"}",
        "7"
      })
  @DisplayName("for another audience is refused where one is demanded")
  void otherAudience(String audience) {
    Tokens strict = new Tokens(() -> keys, Given.policy(null, "jobwire"), Given.CLOCK);
    assertDenied(AUDIENCE, strict, Forge.hs256(with("aud", audience)));
    assertDenied(AUDIENCE, strict, Forge.hs256(claims()));
    assertThat(tokens.verify(Forge.hs256(with("aud", audience))).user()).isEqualTo("alice");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"jobwire\"", "[\"jobwire\"]", "[\"other\",\"jobwire\",3]"})
  @DisplayName("for our audience is good, alone or among others")
  void ourAudience(String audience) {
    Tokens strict = new Tokens(() -> keys, Given.policy(null, "jobwire"), Given.CLOCK);
    assertThat(strict.verify(Forge.hs256(with("aud", audience))).user()).isEqualTo("alice");
  }

  // sub

  static Stream<String> oddSubjects() {
    return Stream.of(
        "null",
        "1",
        "true",
        "[\"alice\"]",
        "{\"name\":\"alice\"}",
        "\"\"",
        "\"ali\\u0000ce\"",
        "\"alice\\n\"",
        "\"\\talice\"",
        "\"ali\\u007fce\"",
        "\"ali\\u0085ce\"",
        "\"ali\\ud800ce\"",
        "\"ali\\udc00ce\"",
        "\"alice\\ud83d\"",
        "\"\\udc4d\\ud83d\"",
        Json.encode("a".repeat(256)));
  }

  @ParameterizedTest
  @MethodSource("oddSubjects")
  @DisplayName("with a missing, an odd, an oversized or an unprintable user is refused")
  void oddSubject(String subject) {
    assertDenied(SUBJECT, tokens, Forge.hs256(with("sub", subject)));
  }

  @Test
  @DisplayName("without a user is refused")
  void noSubject() {
    JsonObject claims = claims();
    claims.remove("sub");
    assertDeniedFor(SUBJECT, claims);
  }

  static Stream<String> fineSubjects() {
    return Stream.of(
        "a", "a".repeat(255), "👍".repeat(255), "auth0|5f7c", "jürgen müller", "a:b{c}*", "日本");
  }

  @ParameterizedTest
  @MethodSource("fineSubjects")
  @DisplayName("names its user in any letters, up to 255 of them")
  void fineSubject(String subject) {
    assertThat(verify(claims().put("sub", subject)).user()).isEqualTo(subject);
  }

  // scope, scopes

  @Test
  @DisplayName("without scopes grants none")
  void noScopes() {
    JsonObject claims = claims();
    claims.remove("scope");
    assertThat(verify(claims).scopes()).isEmpty();
  }

  @Test
  @DisplayName("grants the scopes of both claims together")
  void union() {
    assertThat(
            verify(
                    claims()
                        .put("scope", "jobs:read  jobs:write ")
                        .put("scopes", new JsonArray().add("worker").add("jobs:read")))
                .scopes())
        .isEqualTo(Set.of(Scope.JOBS_READ, Scope.JOBS_WRITE, Scope.WORKER));
    assertThat(verify(claims().put("scopes", new JsonArray().add("admin"))).scopes())
        .isEqualTo(Set.of(Scope.JOBS_READ, Scope.ADMIN));
  }

  static Stream<Arguments> tricks() {
    return Stream.of(
        Arguments.of("scope", "\"\""),
        Arguments.of("scope", "\"ADMIN Jobs:Read\""),
        Arguments.of("scope", "\"admin,jobs:read\""),
        Arguments.of("scope", "\"admin;worker\""),
        Arguments.of("scope", "\"admin\\tworker\""),
        Arguments.of("scope", "\"admin\\nworker\""),
        Arguments.of("scope", "\"admin\\u00a0worker\""),
        Arguments.of("scope", "\"admin\\u0000\""),
        Arguments.of("scope", "\"\\u200badmin\""),
        Arguments.of("scope", "\"\\uff41dmin\""),
        Arguments.of("scope", "\"jobs:* * jobs: :read administrator admin:read -admin\""),
        Arguments.of("scope", "\"[\\\"admin\\\"]\""),
        Arguments.of("scopes", "[]"),
        Arguments.of("scopes", "[\"\",\"nothing\"]"),
        Arguments.of("scopes", "[\"admin worker\"]"),
        Arguments.of("scopes", "[\"Admin\",\"admin \",\" worker\"]"),
        Arguments.of("scp", "\"admin\""),
        Arguments.of("roles", "[\"admin\"]"),
        Arguments.of("Scope", "\"admin\""),
        Arguments.of("permissions", "[\"admin\"]"),
        Arguments.of("realm_access", "{\"roles\":[\"admin\"],\"scope\":\"admin\"}"));
  }

  @ParameterizedTest
  @MethodSource("tricks")
  @DisplayName("with words that are none of ours grants nothing")
  void scopeTricks(String claim, String json) {
    JsonObject others = claims();
    others.remove("scope");
    String claims = "{\"" + claim + "\":" + json + "," + others.encode().substring(1);
    assertThat(tokens.verify(Forge.hs256(claims)).scopes()).isEmpty();
  }

  static Stream<Arguments> oddScopes() {
    return Stream.of(
        Arguments.of("scope", "null"),
        Arguments.of("scope", "1"),
        Arguments.of("scope", "true"),
        Arguments.of("scope", "[\"admin\"]"),
        Arguments.of("scope", "{\"admin\":true}"),
        Arguments.of("scopes", "null"),
        Arguments.of("scopes", "\"admin\""),
        Arguments.of("scopes", "true"),
        Arguments.of("scopes", "{\"0\":\"admin\",\"length\":1}"),
        Arguments.of("scopes", "[[\"admin\"]]"),
        Arguments.of("scopes", "[\"admin\",1]"),
        Arguments.of("scopes", "[\"admin\",null]"),
        Arguments.of("scopes", "[{\"toString\":\"admin\"}]"));
  }

  @ParameterizedTest
  @MethodSource("oddScopes")
  @DisplayName("with scopes of an odd kind is refused, also when the other claim is fine")
  void oddScope(String claim, String json) {
    assertDenied(SCOPES, tokens, Forge.hs256(with(claim, json)));
  }
}
