package io.jobwire.http.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jobwire.http.auth.TokenMinter.Minted;
import io.jobwire.model.Caller;
import io.jobwire.model.Refused;
import io.jobwire.model.Scope;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(VertxExtension.class)
@DisplayName("The minter")
class TokenMinterTest {
  private static final Duration HOUR = Duration.ofHours(1);
  private TokenMinter minter;

  @BeforeEach
  void prepare(Vertx vertx) {
    minter = new TokenMinter(vertx, Forge.SECRET, Given.POLICY, Given.CLOCK);
  }

  @Test
  @DisplayName("makes a token that says exactly what was asked for")
  void mints(Vertx vertx) {
    Minted minted = minter.mint("dev", EnumSet.allOf(Scope.class), HOUR);
    assertThat(minted.expiresAt()).isEqualTo(Given.NOW.plus(HOUR));
    assertThat(Given.secretOnly(vertx).verify(minted.token()))
        .isEqualTo(
            new Caller("dev", EnumSet.allOf(Scope.class), Given.NOW.plus(HOUR).toEpochMilli()));
  }

  @Test
  @DisplayName("gives no scope that was not asked for")
  void noScopes(Vertx vertx) {
    String token = minter.mint("dev", Set.of(), HOUR).token();
    assertThat(Given.secretOnly(vertx).verify(token).scopes()).isEmpty();
  }

  @Test
  @DisplayName("makes tokens that end")
  void end(Vertx vertx) {
    String token = minter.mint("dev", Set.of(Scope.ADMIN), HOUR).token();
    InstantSource later = InstantSource.fixed(Given.NOW.plus(HOUR).plusSeconds(Given.LEEWAY));
    KeyRing keys = KeyRing.ofSecret(vertx, Forge.SECRET);
    Given.assertDenied(Denial.EXPIRED, new Tokens(() -> keys, Given.POLICY, later), token);
  }

  @Test
  @DisplayName("names the issuer and the audience that the service demands")
  void issuerAndAudience(Vertx vertx) {
    AuthPolicy policy = Given.policy("https://issuer.example", "jobwire");
    KeyRing keys = KeyRing.ofSecret(vertx, Forge.SECRET);
    String token =
        new TokenMinter(vertx, Forge.SECRET, policy, Given.CLOCK)
            .mint("dev", Set.of(), HOUR)
            .token();
    assertThat(new Tokens(() -> keys, policy, Given.CLOCK).verify(token).user()).isEqualTo("dev");
  }

  @Test
  @DisplayName("makes tokens that no other secret believes")
  void otherSecret(Vertx vertx) {
    KeyRing other = KeyRing.ofSecret(vertx, new byte[32]);
    String token = minter.mint("dev", Set.of(), HOUR).token();
    Given.assertDenied(Denial.SIGNATURE, Given.tokens(other), token);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a\u0000", "a\nb", "\ud800"})
  @DisplayName("refuses a user that could not be believed")
  void user(String user) {
    assertThatThrownBy(() -> minter.mint(user, Set.of(), HOUR))
        .satisfies(thrown -> assertThat(Refused.is(thrown, Refused.Reason.INVALID)).isTrue())
        .hasMessage("userId must have 1 to 255 characters and no controls");
  }

  @ParameterizedTest
  @ValueSource(longs = {Long.MIN_VALUE, -1, 0, 7 * 24 * 3600 + 1, Long.MAX_VALUE})
  @DisplayName("refuses a life that is none, or longer than any may be")
  void ttl(long seconds) {
    assertThatThrownBy(() -> minter.mint("dev", Set.of(), Duration.ofSeconds(seconds)))
        .satisfies(thrown -> assertThat(Refused.is(thrown, Refused.Reason.INVALID)).isTrue())
        .hasMessage("ttlSeconds must be 1 to 604800");
  }

  @Test
  @DisplayName("wants a secret of 32 bytes too")
  void shortSecret(Vertx vertx) {
    assertThatThrownBy(() -> new TokenMinter(vertx, new byte[31], Given.POLICY, Given.CLOCK))
        .isInstanceOf(KeyError.class)
        .hasMessageStartingWith("auth.secret has 31 bytes");
  }

  @Test
  @DisplayName("shows no token in its result's text")
  void hidden() {
    Minted minted = minter.mint("dev", Set.of(), HOUR);
    assertThat(minted.toString()).doesNotContain(minted.token());
  }
}
