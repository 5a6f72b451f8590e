package io.jobwire.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@Tag(Doors.TAG)
@DisplayName("Every answer has the headers that keep browsers in bounds:")
class EveryAnswerTest {
  @RegisterExtension
  static final Doors doors = Doors.of(() -> Service.start(Map.of("bridge.xhr", true)));

  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private static Service service;
  private static Client ada;

  @BeforeAll
  static void start() {
    service = doors.service();
    ada = service.as("ada");
  }

  static Stream<Arguments> answers() {
    return Stream.of(
        of(200, "a page", () -> plain(service.port(), "GET", "/")),
        of(200, "the docs", () -> plain(service.port(), "GET", "/docs")),
        of(200, "a guide", () -> plain(service.port(), "GET", "/docs/redis")),
        of(200, "a guide, once more", () -> plain(service.port(), "HEAD", "/docs/redis")),
        of(
            200,
            "a file of the docs",
            () -> plain(service.port(), "GET", "/docs/conf/jobwire.yaml")),
        of(404, "no guide", () -> plain(service.port(), "GET", "/docs/none")),
        of(200, "a static file", () -> plain(service.port(), "GET", "/pages/page.css")),
        of(200, "the contract", () -> plain(service.port(), "GET", "/openapi.yaml")),
        of(200, "health", () -> service.anonymous().get("/health")),
        of(200, "JSON", () -> ada.get("/api/me")),
        of(201, "a created job", () -> ada.create(new JsonObject().put("type", "load.noop"))),
        of(204, "a deleted job", EveryAnswerTest::deleted),
        of(
            204,
            "a preflight",
            () ->
                wire(
                    "OPTIONS /api/jobs",
                    "Origin: https://x.example",
                    "Access-Control-Request-Method: GET")),
        of(200, "an event stream", EveryAnswerTest::stream),
        of(200, "the bridge's info", () -> ada.get("/eventbus/info")),
        of(304, "what is known already", EveryAnswerTest::known),
        of(400, "no JSON", () -> ada.post("/api/jobs", "{")),
        of(400, "no HTTP", () -> wire("NONSENSE / /")),
        of(401, "no token", () -> service.anonymous().get("/api/jobs")),
        of(403, "no scope", () -> ada.get("/api/queues")),
        of(403, "a foreign page's socket", EveryAnswerTest::foreign),
        of(404, "no job", () -> ada.get("/api/jobs/none")),
        of(404, "no page", () -> ada.get("/none")),
        of(405, "another method", () -> ada.send("PUT", "/api/jobs", null)),
        of(409, "another state", () -> ada.delete("/api/jobs/" + ada.waiting())),
        of(413, "too much", () -> ada.post("/api/jobs", "\"" + "x".repeat(1_100_000) + "\"")),
        of(415, "no content type", () -> ada.send("POST", "/api/jobs", new byte[] {'{', '}'})),
        of(421, "another host", () -> wire("GET /", "Host: elsewhere.example")),
        of(422, "an unknown field", () -> ada.post("/api/jobs", "{\"tpye\":\"x\"}")),
        of(431, "a large head", () -> wire("GET /", "X-Long: " + "x".repeat(9_000))),
        of(200, "management: metrics", () -> management("GET", "/metrics")),
        of(200, "management: health", () -> management("GET", "/health/live")),
        of(404, "management: no page", () -> management("GET", "/none")),
        of(405, "management: another method", () -> management("DELETE", "/metrics")),
        of(400, "management: no HTTP", EveryAnswerTest::noHttp));
  }

  private static Arguments of(int status, String what, Supplier<Reply> answer) {
    return Arguments.of(status, what, answer);
  }

  @ParameterizedTest(name = "{0}, {1}")
  @MethodSource("answers")
  void guarded(int status, String what, Supplier<Reply> answer) {
    Reply reply = answer.get().is(status);
    assertThat(reply.header("X-Content-Type-Options")).isEqualTo("nosniff");
    assertThat(reply.header("X-Frame-Options")).isEqualTo("DENY");
    assertThat(reply.header("Referrer-Policy")).isEqualTo("no-referrer");
    assertThat(reply.header("Content-Security-Policy"))
        .contains("default-src 'none'", "frame-ancestors 'none'")
        .doesNotContain("unsafe", "*");
    assertThat(reply.header("Cross-Origin-Opener-Policy")).isEqualTo("same-origin");
    assertThat(reply.header("Cache-Control")).isNotEmpty();
    assertThat(reply.headers().keySet().stream().map(String::toLowerCase))
        .doesNotContainAnyElementsOf(
            List.of("server", "x-powered-by", "set-cookie", "strict-transport-security"));
  }

  private static Reply management(String method, String path) {
    return plain(service.managementPort(), method, path);
  }

  /** Pages and numbers: they name things that no answer of the API may. */
  private static Reply plain(int port, String method, String path, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .method(method, HttpRequest.BodyPublishers.noBody());
    if (headers.length > 0) {
      request.headers(headers);
    }
    HttpResponse<String> answer = HTTP.sendAsync(request.build(), BodyHandlers.ofString()).join();
    Map<String, List<String>> sorted = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    sorted.putAll(answer.headers().map());
    return new Reply(answer.statusCode(), sorted, answer.body());
  }

  private static Reply noHttp() {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), service.managementPort())) {
      socket.setSoTimeout(20_000);
      socket.getOutputStream().write("NONSENSE / /\r\n\r\n".getBytes(US_ASCII));
      List<String> lines =
          new String(socket.getInputStream().readAllBytes(), US_ASCII).lines().toList();
      Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
      lines.stream()
          .skip(1)
          .map(line -> line.split(": ", 2))
          .filter(parts -> parts.length == 2)
          .forEach(parts -> headers.put(parts[0], List.of(parts[1])));
      return new Reply(Integer.parseInt(lines.get(0).split(" ")[1]), headers, "");
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  private static Reply wire(String line, String... headers) {
    return Wire.ask(service.anonymous(), line, headers);
  }

  private static Reply deleted() {
    String id = ada.waiting();
    ada.cancel(id).is(200);
    return ada.delete("/api/jobs/" + id);
  }

  private static Reply stream() {
    String id = ada.created("load.noop", new JsonObject());
    ada.toTheEnd(id);
    return ada.get("/api/jobs/" + id + "/events", "Accept", "text/event-stream");
  }

  private static Reply known() {
    String etag = plain(service.port(), "GET", "/docs").header("ETag");
    return plain(service.port(), "GET", "/docs", "If-None-Match", etag);
  }

  private static Reply foreign() {
    return wire(
        "GET /eventbus/websocket",
        "Origin: https://elsewhere.example",
        "Connection: Upgrade",
        "Upgrade: websocket",
        "Sec-WebSocket-Version: 13",
        "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==");
  }
}
