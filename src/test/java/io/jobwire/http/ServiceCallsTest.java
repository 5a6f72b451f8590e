package io.jobwire.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The service says")
class ServiceCallsTest {
  private static Service service;
  private static Service keyed;

  @BeforeAll
  static void start() {
    service = Service.start();
    keyed = Service.start(Map.of("auth.secret", Service.SECRET));
  }

  @AfterAll
  static void stop() {
    keyed.close();
    service.close();
  }

  @Test
  @DisplayName("who you are, what you may, and until when")
  void me() {
    long until = Jwt.now() + 77;
    String token =
        Jwt.of("é 😀 {*}", "admin jobs:read nonsense").claim("exp", until).sign(Service.SECRET);
    JsonObject me = keyed.anonymous().with(token).get("/api/me").is(200).json();
    assertThat(me.getString("userId")).isEqualTo("é 😀 {*}");
    assertThat(me.getJsonArray("scopes")).isEqualTo(new JsonArray().add("jobs:read").add("admin"));
    assertThat(Instant.parse(me.getString("expiresAt")).getEpochSecond()).isEqualTo(until);
    String none = Jwt.of("ada", "").sign(Service.SECRET);
    assertThat(keyed.anonymous().with(none).get("/api/me").is(200).json().getJsonArray("scopes"))
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/health", "/api/health"})
  @DisplayName("that it is well, to anybody")
  void health(String path) {
    JsonObject health = service.anonymous().get(path).is(200).json();
    assertThat(health.getBoolean("ok")).isTrue();
    assertThat(health.getString("status")).isEqualTo("UP");
    assertThat(health.getJsonArray("checks")).isNotEmpty();
  }

  @Test
  @DisplayName("a token for the asking in development mode: a day, for reading and writing")
  void devToken() {
    JsonObject answer =
        service
            .anonymous()
            .post("/api/dev/token", new JsonObject().put("userId", "new"))
            .is(200)
            .json();
    assertThat(Instant.parse(answer.getString("expiresAt")).getEpochSecond())
        .isCloseTo(Jwt.now() + 86_400, within(5L));
    JsonObject me =
        service.anonymous().with(answer.getString("token")).get("/api/me").is(200).json();
    assertThat(me.getString("userId")).isEqualTo("new");
    assertThat(me.getJsonArray("scopes"))
        .isEqualTo(new JsonArray().add("jobs:read").add("jobs:write"));
    assertThat(me.getString("expiresAt")).isEqualTo(answer.getString("expiresAt"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"userId\":\"\"}",
        "{\"userId\":\"a\\n\"}",
        "{\"userId\":\"a\",\"scopes\":[\"root\"]}",
        "{\"userId\":\"a\",\"ttlSeconds\":0}",
        "{\"userId\":\"a\",\"ttlSeconds\":604801}",
        "{\"userId\":\"a\",\"exp\":1}"
      })
  @DisplayName("no to a token nobody could use")
  void wrongDevToken(String wish) {
    service.anonymous().post("/api/dev/token", wish).isProblem(422, "invalid");
  }

  @Test
  @DisplayName("nothing of tokens where a key is configured")
  void noDevToken() {
    keyed
        .anonymous()
        .post("/api/dev/token", new JsonObject().put("userId", "eve"))
        .isProblem(404, "not_found");
    keyed.anonymous().get("/api/dev/token").isProblem(404, "not_found");
  }

  @Test
  @DisplayName("the same to every host where a key is configured")
  void anyHost() {
    Wire.ask(keyed.anonymous(), "GET /health", "Host: jobs.example.com").is(200);
    Wire.ask(service.anonymous(), "GET /health", "Host: jobs.example.com")
        .isProblem(421, "misdirected");
  }

  @Test
  @DisplayName("the same token holds on every instance of a development service")
  void sharedSecret() {
    try (Service second = service.another()) {
      second.anonymous().with(service.token("ada", "jobs:read")).get("/api/me").is(200);
    }
  }

  @Test
  @DisplayName("nothing of its numbers on the public port")
  void noMetricsOutside() {
    for (String path : List.of("/metrics", "/api/metrics", "/health/live", "/health/ready")) {
      service.anonymous().get(path).isProblem(404, "not_found");
      service.admin().get(path).isProblem(404, "not_found");
    }
  }

  @Test
  @DisplayName("its numbers on the management port, in lines that Prometheus reads")
  void metrics() throws Exception {
    Client someone = service.as("zelda-7q");
    someone.toTheEnd(someone.created("load.noop", new JsonObject()));
    service.anonymous().get("/api/me").isProblem(401, "unauthorized");
    HttpResponse<String> answer = service.management("/metrics");
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/plain");
    List<String> lines = answer.body().lines().toList();
    assertThat(lines)
        .allMatch(
            line ->
                line.matches("# (HELP|TYPE) \\S+ .*")
                    || line.matches("[a-zA-Z_:][a-zA-Z0-9_:]*(\\{.*})? \\S+"));
    assertThat(lines)
        .anyMatch(line -> line.matches("jobwire_jobs_accepted_total\\{type=\"load.noop\"} [1-9].*"))
        .anyMatch(
            line ->
                line.startsWith(
                    "jobwire_jobs_finished_total{outcome=\"completed\",type=\"load.noop\"}"))
        .anyMatch(
            line -> line.matches("jobwire_http_refused_total\\{code=\"unauthorized\"} [1-9].*"))
        .contains("jobwire_redis_up 1.0")
        .anyMatch(line -> line.startsWith("jobwire_claim_seconds_bucket"))
        .anyMatch(line -> line.startsWith("jobwire_transition_seconds_count"))
        .anyMatch(line -> line.startsWith("jvm_memory_used_bytes"));
    assertThat(answer.body()).doesNotContain("zelda-7q");
  }

  @Test
  @DisplayName("a cancel once, however often it is asked for")
  void cancelledOnce() throws Exception {
    Client ada = service.as("ada");
    double before = cancelled();
    String id = ada.waiting();
    ada.cancel(id).is(200);
    ada.cancel(id).is(200);
    ada.cancel(id).is(200);
    assertThat(cancelled() - before).isEqualTo(1);
  }

  private static double cancelled() throws Exception {
    return service
        .management("/metrics")
        .body()
        .lines()
        .filter(line -> line.startsWith("jobwire_jobs_finished_total{outcome=\"cancelled\""))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
        .sum();
  }

  @Test
  @DisplayName("on the management port that it lives and is ready, and nothing else")
  void liveAndReady() throws Exception {
    assertThat(service.management("/health/live").statusCode()).isEqualTo(200);
    HttpResponse<String> ready = service.management("/health/ready");
    assertThat(ready.statusCode()).isEqualTo(200);
    assertThat(new JsonObject(ready.body()).getBoolean("ok")).isTrue();
    assertThat(service.management("/api/jobs").statusCode()).isEqualTo(404);
    assertThat(service.management("/").statusCode()).isEqualTo(404);
  }

  @Test
  @DisplayName("its pages plain or packed, their heads alone, and nothing of what one has already")
  void pages() throws IOException, InterruptedException {
    HttpResponse<byte[]> plain = page("GET");
    String etag = plain.headers().firstValue("ETag").orElseThrow();
    assertThat(plain.statusCode()).isEqualTo(200);
    assertThat(plain.headers().map()).doesNotContainKey("content-encoding");
    assertThat(plain.headers().allValues("Cache-Control")).containsExactly("no-cache");

    HttpResponse<byte[]> head = page("HEAD");
    assertThat(head.body()).isEmpty();
    assertThat(head.headers().firstValue("ETag")).hasValue(etag);
    assertThat(head.headers().firstValueAsLong("Content-Length")).hasValue(plain.body().length);

    HttpResponse<byte[]> packed = page("GET", "Accept-Encoding", "br, gzip");
    assertThat(packed.headers().firstValue("Content-Encoding")).hasValue("gzip");
    assertThat(packed.headers().allValues("Vary")).contains("Accept-Encoding");
    assertThat(packed.body().length).isLessThan(plain.body().length / 2);
    String packedEtag = packed.headers().firstValue("ETag").orElseThrow();
    assertThat(packedEtag).isNotEqualTo(etag);
    assertThat(page("GET", "Accept-Encoding", "gzip;q=0").body()).isEqualTo(plain.body());

    assertThat(page("GET", "If-None-Match", etag).statusCode()).isEqualTo(304);
    assertThat(page("GET", "If-None-Match", packedEtag, "Accept-Encoding", "gzip").statusCode())
        .isEqualTo(304);
    assertThat(page("GET", "If-None-Match", packedEtag).statusCode()).isEqualTo(200);
  }

  private static HttpResponse<byte[]> page(String method, String... headers)
      throws IOException, InterruptedException {
    URI address = URI.create("http://127.0.0.1:" + service.port() + "/docs");
    HttpRequest.Builder request =
        HttpRequest.newBuilder(address).method(method, HttpRequest.BodyPublishers.noBody());
    if (headers.length > 0) {
      request.headers(headers);
    }
    return HttpClient.newHttpClient()
        .send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
  }
}
