package io.jobwire.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag(Doors.TAG)
@DisplayName("A request")
class HostileHeadTest {
  @RegisterExtension static final Doors doors = Doors.of(Service::start);

  private static Service service;
  private static Client ada;
  private static String job;

  @BeforeAll
  static void start() {
    service = doors.service();
    ada = service.as("ada");
    job = ada.waiting();
  }

  private static Reply ask(String line, String... headers) {
    List<String> all = new ArrayList<>(List.of(headers));
    all.add("Authorization: Bearer " + ada.token());
    return Wire.ask(ada, line, all.toArray(String[]::new));
  }

  // methods

  @ParameterizedTest
  @CsvSource({
    "PUT, /api/jobs, 'GET, POST'",
    "DELETE, /api/jobs, 'GET, POST'",
    "PATCH, /api/jobs/{id}, 'DELETE, GET'",
    "PATCH, /api/jobs/{id}/, 'DELETE, GET'",
    "PUT, //api//jobs/, 'GET, POST'",
    "POST, /api/jobs/{id}, 'DELETE, GET'",
    "GET, /api/jobs/{id}/cancel, PATCH",
    "POST, /api/jobs/{id}/cancel, PATCH",
    "GET, /api/jobs/{id}/resume, POST",
    "GET, /api/jobs/{id}/signals, POST",
    "POST, /api/jobs/{id}/events, GET",
    "DELETE, /api/job/{id}/state, GET",
    "GET, /api/queues/load.noop/pause, POST",
    "GET, /api/queues/load.noop/resume, POST",
    "GET, /api/dev/token, POST",
    "POST, /api/me, GET",
    "POST, /health, GET",
    "PUT, /api/jobs/batch, 'DELETE, GET, POST'",
    "HEAD, /api/me, GET",
    "OPTIONS, /api/me, GET",
    "TRACE, /api/me, GET",
    "PROPFIND, /api/jobs, 'GET, POST'",
    "BREW, /api/jobs, 'GET, POST'",
    "get, /api/me, GET"
  })
  @DisplayName("by a method that its address does not take is refused with 405, which says which")
  void methods(String method, String path, String allow) {
    Reply reply = ask(method + " " + path.replace("{id}", job), "Content-Length: 0").is(405);
    assertThat(reply.header("Allow")).isEqualTo(allow);
    if (!method.equals("HEAD")) {
      reply.isProblem(405, "method_not_allowed");
    }
    assertThat(ada.view(job).getString("state")).isEqualTo("created");
  }

  @Test
  @DisplayName("cannot smuggle its method in by a header or a parameter")
  void overrides() {
    String get = "GET /api/jobs/" + job + "?_method=DELETE";
    ask(get, "X-HTTP-Method-Override: DELETE", "X-Method-Override: DELETE").is(200);
    ask(get + "&access_token=" + ada.token()).is(200);
    ada.view(job);
  }

  // paths

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/nothing",
        "/api",
        "/API/jobs",
        "/api/jobs/..%2fme",
        "/api/jobs/%2e%2e%2fme",
        "/api/jobs/..%5cme",
        "/api/jobs/%5c",
        "/api/jobs/%00",
        "/api/jobs/a%00b",
        "/api/jobs/a;b",
        "/api/jobs;x=1",
        "/api/me;x",
        "/api/jobs/{id}%20",
        "/api/jobs/%20{id}",
        "/api/jobs/{id}%0a",
        "/api/jobs/{id}%0d%0aX-Evil:%201",
        "/api/jobs/{id}%00",
        "/api/jobs/{id}/nothing",
        "/api/jobs/{id}/state/x",
        "/api/jobs/{id}.json",
        "/api/jobs/*",
        "/api/jobs/a*b",
        "/api/jobs/a:b",
        "/api/jobs/%7Bid%7D",
        "/api/jobs/{}",
        "/api/jobs/%C3%A9",
        "/api/jobs/%F0%9F%98%80",
        "/api/jobs/%c0%ae%c0%ae",
        "/api/jobs/%ff",
        "/api/jobs/%252e%252e",
        "/api/jobs/-a",
        "/api/jobs/.a",
        "/static/..%2f..%2fetc/passwd",
        "/..%2f..%2fetc/passwd",
        "/../../etc/passwd",
        "/%2e%2e/%2e%2e/etc/passwd",
        "/etc/passwd%00.html",
        "/api/dev/../../health/live",
        "/eventbus/",
        "/eventbus/iframe.html",
        "/eventbus/iframe-1.html",
        "/eventbus/chunking_test",
        "/eventbus/a/b/jsonp",
        "/eventbus/a/b/htmlfile",
        "/eventbus/a/b/jsonp?c=alert",
        "/eventbus/a/b/htmlfile?c=alert",
        "/eventbus/a/b/jsonp_send",
        "/eventbus/iframe-.html",
        "/eventbus/a/b/xhr"
      })
  @DisplayName("for an address that is none is refused with 404, however it is written")
  void noSuchPath(String path) {
    ask("GET " + path.replace("{id}", job)).isProblem(404, "not_found");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/api/jobs/%zz", "/api/jobs/%", "/api/jobs/a%2", "/%zz", "/api/jobs?a=%zz"})
  @DisplayName("with an escape that is none is refused with 400, or that part is not there")
  void badEscapes(String path) {
    Reply reply = ask("GET " + path);
    assertThat(reply.status()).as(reply.body()).isIn(400, 404);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "//api//jobs",
        "/./api/jobs",
        "/x/../api/jobs",
        "/api/jobs/../jobs",
        "/%61pi/jobs",
        "///api/jobs"
      })
  @DisplayName("wants the same token however its address is written")
  void normalised(String path) {
    assertThat(Wire.ask(ada, "GET " + path).status()).isIn(401, 404);
    assertThat(Wire.ask(ada, "GET " + path.replace("jobs", "queues")).status()).isIn(401, 404);
    assertThat(ask("GET " + path.replace("jobs", "queues")).status()).isIn(403, 404);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/metrics", "/metrics/", "//metrics", "/health/live/../../metrics"})
  @DisplayName("for the numbers of the service is refused on this port, also to an administrator")
  void noMetrics(String path) {
    String admin = "Authorization: Bearer " + service.admin().token();
    Wire.ask(ada, "GET " + path, admin).isProblem(404, "not_found");
  }

  @Test
  @DisplayName("that would have its answer packed gets JSON as it is")
  void notPacked() {
    Reply reply = ask("GET /api/me", "Accept-Encoding: gzip, deflate, br").is(200);
    assertThat(reply.headers()).doesNotContainKey("Content-Encoding");
  }

  // what a line may hold

  static Stream<Arguments> notHttp() {
    return Stream.of(
        Arguments.of("GET  /api/me HTTP/1.1\r\nHost: localhost\r\n\r\n", "two spaces"),
        Arguments.of("GET /api/me\r\nHost: localhost\r\n\r\n", "no version"),
        Arguments.of("GET /api/me HTTP/1.1\r\nHost : localhost\r\n\r\n", "space before colon"),
        Arguments.of("GET /api/me HTTP/1.1\r\nHo st: localhost\r\n\r\n", "space in a name"),
        Arguments.of(
            "GET /api/me HTTP/1.1\r\nHost: localhost\r\nA\u0000b: 1\r\n\r\n", "NUL in a name"),
        Arguments.of(
            "GET /api/me HTTP/1.1\r\nHost: localhost\r\nA: \u0000\r\n\r\n", "NUL in a value"),
        Arguments.of("GET /api/me HTTP/1.1\r\nHost: localhost\r\n: x\r\n\r\n", "no name"),
        Arguments.of("\u0016\u0003\u0001\u0002\r\n\r\n", "TLS"),
        Arguments.of("nonsense\r\n\r\n", "nonsense"),
        Arguments.of(
            "GET /api/\u0001 HTTP/1.1\r\nHost: localhost\r\n\r\n", "a control in the path"),
        Arguments.of(
            "POST /api/jobs HTTP/1.1\r\nHost: localhost\r\nContent-Length: x\r\n\r\n",
            "a length x"),
        Arguments.of(
            "POST /api/jobs HTTP/1.1\r\nHost: localhost\r\nContent-Length: -5\r\n\r\n",
            "length -5"),
        Arguments.of(
            "POST /api/jobs HTTP/1.1\r\nHost: localhost\r\nContent-Length: +5\r\n\r\n",
            "length +5"));
  }

  @ParameterizedTest(name = "{1}")
  @MethodSource("notHttp")
  @DisplayName("that is no HTTP is refused with 400 and the connection closed")
  void notHttp(String bytes, String what) {
    try (Wire wire = Wire.to(ada)) {
      wire.say(bytes);
      Reply reply = wire.reply("GET /api/me");
      assertThat(reply.status()).as(what + ": " + reply.body()).isIn(400, 404, 401, 421);
      if (reply.status() == 400) {
        reply.isProblem(400, "malformed");
        assertThat(wire.isClosed()).isTrue();
      }
    }
  }

  @Test
  @DisplayName("with a line break in it, raw or encoded, gets no header of its making")
  void lineBreaks() {
    String evil = "x%0d%0aX-Evil:%20yes";
    for (String line :
        List.of(
            "GET /api/jobs/" + evil,
            "GET /api/jobs/" + job + "?after=" + evil,
            "GET /api/jobs/" + job + "/events?after=" + evil,
            "GET /api/jobs?cursor=" + evil,
            "GET /" + evil)) {
      assertThat(ask(line).headers()).doesNotContainKey("X-Evil");
    }
    for (String header :
        List.of(
            "X-Request-Id: a\rX-Evil: yes", "Origin: http://a\rX-Evil: yes", "X-Request-Id: é")) {
      Reply reply = ask("GET /api/me", header);
      assertThat(reply.headers()).doesNotContainKey("X-Evil");
      assertThat(reply.header("X-Request-Id")).matches("[a-f0-9]{1,16}");
    }
  }

  @Test
  @DisplayName("may name itself, when the name is harmless")
  void requestId() {
    assertThat(ask("GET /api/me", "X-Request-Id: Abc-1._").header("X-Request-Id"))
        .isEqualTo("Abc-1._");
    for (String odd : List.of("a b", "<script>", "x".repeat(65), "a/b", "a\tb")) {
      assertThat(ask("GET /api/me", "X-Request-Id: " + odd).header("X-Request-Id"))
          .isNotEqualTo(odd);
    }
  }

  // how much

  @ParameterizedTest
  @ValueSource(ints = {8_200, 20_000, 1_000_000})
  @DisplayName("with a header over 8 KiB is refused with 431 and the connection closed")
  void largeHeader(int length) {
    try (Wire wire = Wire.to(ada)) {
      wire.say("GET /api/me HTTP/1.1\r\nHost: localhost\r\nX-A: ");
      wire.say("a".repeat(Math.min(length, 9_000)));
      wire.reply("GET /api/me").isProblem(431, "headers_too_large");
      assertThat(wire.isClosed()).isTrue();
    }
  }

  @Test
  @DisplayName("with 200 headers is refused with 431")
  void manyHeaders() {
    String[] headers =
        Stream.iterate(0, i -> i + 1).limit(200).map(i -> "X-" + i + ": 1").toArray(String[]::new);
    Wire.ask(ada, "GET /api/me", headers).isProblem(431, "headers_too_large");
    Wire.ask(ada, "GET /health", headers).isProblem(431, "headers_too_large");
  }

  @Test
  @DisplayName("with an address over 8 KiB is refused with 431, one of 6 KiB is read")
  void longAddress() {
    ask("GET /api/jobs?x=" + "a".repeat(6_000)).is(200);
    ask("GET /api/jobs?x=" + "a".repeat(9_000)).isProblem(431, "headers_too_large");
  }

  // for whom

  @ParameterizedTest
  @ValueSource(
      strings = {
        "evil.example",
        "evil.example:8080",
        "localhost.evil.example",
        "127.0.0.1.evil.example",
        "127.0.0.2",
        "0.0.0.0",
        "10.0.0.1",
        "[::2]",
        "localhost@evil.example",
        ""
      })
  @DisplayName(
      "for another host is refused with 421 in development mode, also for health and preflights")
  void otherHost(String host) {
    for (String path : List.of("/api/me", "/health", "/", "/api/dev/token")) {
      assertThat(Wire.ask(ada, "GET " + path, "Host: " + host).status()).isIn(421, 400);
    }
    Reply preflight =
        Wire.ask(
            ada,
            "OPTIONS /api/jobs",
            "Host: " + host,
            "Origin: http://" + host,
            "Access-Control-Request-Method: POST");
    assertThat(preflight.status()).isIn(421, 400);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"localhost", "LOCALHOST:1", "127.0.0.1", "127.0.0.1:65535", "[::1]", "[::1]:80"})
  @DisplayName("for a loopback host is served in development mode, on whichever port it thinks")
  void ownHost(String host) {
    Wire.ask(ada, "GET /health", "Host: " + host).is(200);
  }

  @Test
  @DisplayName("for two hosts at once is not served")
  void twoHosts() {
    assertThat(Wire.ask(ada, "GET /health", "Host: localhost", "Host: evil.example").status())
        .isIn(400, 421);
    assertThat(Wire.ask(ada, "GET /health", "Host: evil.example", "Host: localhost").status())
        .isIn(400, 421);
  }
}
