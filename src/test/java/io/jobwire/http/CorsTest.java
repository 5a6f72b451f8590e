package io.jobwire.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag(Doors.TAG)
@DisplayName("A page of another origin")
class CorsTest {
  private static final String APP = "https://app.example.com";

  @RegisterExtension
  static final Doors doors =
      Doors.of(() -> Service.start(Map.of("origins", List.of(APP, "http://localhost:5173"))));

  private static Service service;
  private static Client ada;

  @BeforeAll
  static void start() {
    service = doors.service();
    ada = service.as("ada");
  }

  private static Reply from(String origin, String line, String... headers) {
    List<String> all = new ArrayList<>(List.of(headers));
    all.add("Origin: " + origin);
    return Wire.ask(ada, line, all.toArray(String[]::new));
  }

  private static Reply preflight(String origin) {
    return from(
        origin,
        "OPTIONS /api/jobs",
        "Access-Control-Request-Method: POST",
        "Access-Control-Request-Headers: authorization,content-type,x-anything");
  }

  @Test
  @DisplayName("that is allowed may call, and read the headers that matter; refusals too")
  void allowed() {
    Reply reply = from(APP, "GET /api/me", "Authorization: Bearer " + ada.token()).is(200);
    assertThat(reply.header("Access-Control-Allow-Origin")).isEqualTo(APP);
    assertThat(reply.header("Access-Control-Expose-Headers"))
        .isEqualTo("Location, Retry-After, RateLimit, RateLimit-Policy, X-Request-Id");
    assertThat(reply.header("Vary")).isEqualTo("Origin");
    Reply refused = from(APP, "GET /api/me").is(401);
    assertThat(refused.header("Access-Control-Allow-Origin")).isEqualTo(APP);
    assertThat(from(APP, "GET /nothing").is(404).header("Access-Control-Allow-Origin"))
        .isEqualTo(APP);
  }

  @Test
  @DisplayName("that is allowed gets its preflight answered with exactly what the contract names")
  void preflightAllowed() {
    Reply reply = preflight(APP).is(204);
    assertThat(reply.body()).isEmpty();
    assertThat(reply.header("Access-Control-Allow-Origin")).isEqualTo(APP);
    assertThat(reply.header("Access-Control-Allow-Methods")).isEqualTo("GET, POST, PATCH, DELETE");
    assertThat(reply.header("Access-Control-Allow-Headers"))
        .isEqualTo("Authorization, Content-Type, Idempotency-Key, Last-Event-ID, traceparent");
    assertThat(preflight("http://localhost:5173").header("Access-Control-Allow-Origin"))
        .isEqualTo("http://localhost:5173");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "null",
        "*",
        "https://evil.example",
        "https://app.example.com.evil.example",
        "https://evil-app.example.com",
        "https://evil.example/https://app.example.com",
        "http://app.example.com",
        "https://app.example.com:8443",
        "https://app.example.com/",
        "https://APP.example.com",
        "https://app.example.com, https://evil.example",
        "https://app.example.com https://evil.example",
        "https://app.example.com\u0000",
        "http://localhost",
        "http://localhost:51730",
        "http://127.0.0.1:5173",
        "file://",
        ""
      })
  @DisplayName("that is not allowed gets no word of CORS, on a call nor on its preflight")
  void notAllowed(String origin) {
    String token = "Authorization: Bearer " + ada.token();
    for (Reply reply : List.of(from(origin, "GET /api/me", token), preflight(origin))) {
      assertThat(reply.headers().keySet())
          .noneMatch(name -> name.toLowerCase().startsWith("access-control"));
    }
  }

  @Test
  @DisplayName("is nobody special: without an Origin there is no word of CORS either")
  void program() {
    assertThat(ada.get("/api/me").is(200).headers().keySet())
        .noneMatch(name -> name.toLowerCase().startsWith("access-control"));
  }
}
