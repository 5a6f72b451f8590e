package io.jobwire.http.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jobwire.model.Refused;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The Authorization header")
class BearerTest {

  @ParameterizedTest
  @ValueSource(strings = {"Bearer a.b-c_d.e", "bearer a.b-c_d.e", "BEARER   a.b-c_d.e"})
  @DisplayName("holds a token after the scheme, in any case")
  void token(String header) {
    assertThat(Bearer.token(header)).isEqualTo("a.b-c_d.e");
    assertThat(Bearer.token(List.of(header))).isEqualTo("a.b-c_d.e");
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(
      strings = {
        "",
        " ",
        "Bearer",
        "Bearer ",
        "a.b.c",
        "Basic YTpi",
        "Bearera.b.c",
        "Bearer\ta.b.c",
        "Bearer: a.b.c",
        " Bearer a.b.c",
        "Bearer a.b.c ",
        "Bearer a.b.c d.e.f",
        "Bearer a.b.c, Bearer d.e.f",
        "Bearer Bearer a.b.c",
        "Bearer token=\"a.b.c\"",
        "Bearer a.b.c\r\nX-User: root",
        "Bearer a.b.c\u0000",
        "Bearer é"
      })
  @DisplayName("with another scheme, no token, two or a strange one is refused")
  void refused(String header) {
    assertThatThrownBy(() -> Bearer.token(header)).satisfies(BearerTest::isNoToken);
  }

  @Test
  @DisplayName("counts only when it is there once")
  void once() {
    assertThatThrownBy(() -> Bearer.token(List.of())).satisfies(BearerTest::isNoToken);
    assertThatThrownBy(() -> Bearer.token(List.of("Bearer a.b.c", "Bearer a.b.c")))
        .satisfies(BearerTest::isNoToken);
  }

  @Test
  @DisplayName("of a megabyte is looked at once and in a straight line")
  void enormous() {
    assertThat(Bearer.token("Bearer " + "a".repeat(1 << 20))).hasSize(1 << 20);
    assertThatThrownBy(() -> Bearer.token("Bearer " + "a".repeat(1 << 20) + "=".repeat(999) + "!"))
        .satisfies(BearerTest::isNoToken);
  }

  private static void isNoToken(Throwable thrown) {
    assertThat(Refused.is(thrown, Refused.Reason.UNAUTHORIZED)).isTrue();
    assertThat(thrown).hasMessage("One bearer token is needed.");
  }
}
