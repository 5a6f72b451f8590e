package io.jobwire.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** An answer of the service, already held to what every answer must be. */
public record Reply(int status, Map<String, List<String>> headers, String body) {
  /** What is ours alone: no answer may tell of it. */
  private static final Pattern INTERNAL =
      Pattern.compile(
          "io\\.jobwire|io\\.vertx|io\\.netty|\\bjava\\.|\\bjavax\\.|\\bjdk\\.|com\\.fasterxml"
              + "|Exception|\\bat [a-z]+\\.[a-z.]+|EVALSHA|NOSCRIPT|WRONGTYPE|\\.lua|\\.java:"
              + "|(?i:redis)|\\bunix:|<html");

  /** What a search found is the text of its documents, our own pages for one. */
  private static final Pattern FOUND =
      Pattern.compile(
          "\\{\"rank\":\\d+,\"title\":S,\"url\":S,\"snippet\":S"
              .replace("S", "\"(?:[^\"\\\\]++|\\\\.)*+\""));

  private static final Set<String> MAY_NAME_PARTS = Set.of("/health", "/api/health");

  static Reply of(
      String method, String path, int status, Map<String, List<String>> headers, String body) {
    Map<String, List<String>> sorted = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    headers.forEach((name, values) -> sorted.merge(name, List.copyOf(values), Reply::joined));
    Reply reply = new Reply(status, sorted, body);
    if (!MAY_NAME_PARTS.contains(path)) {
      reply.tellsNothingInternal();
    }
    reply.hasTheHeadersOfEveryAnswer();
    if (status >= 400 && !method.equals("HEAD")) {
      reply.isSomeProblem();
    }
    assertThat(status).as("a fault: %s", body).isNotEqualTo(500);
    if (method.equals("HEAD")) {
      return reply;
    }
    Contract.judge(method, path, status, reply.header("Content-Type"), body);
    return reply;
  }

  private static List<String> joined(List<String> some, List<String> more) {
    return java.util.stream.Stream.concat(some.stream(), more.stream()).toList();
  }

  public String header(String name) {
    return headers.getOrDefault(name, List.of()).stream().findFirst().orElse(null);
  }

  public JsonObject json() {
    return new JsonObject(body);
  }

  public JsonObject problem() {
    return json();
  }

  public String state() {
    return json().getString("state");
  }

  public String jobId() {
    return json().getString("jobId");
  }

  public List<JsonObject> list(String name) {
    return objects(json().getJsonArray(name));
  }

  public static List<JsonObject> objects(JsonArray array) {
    return array.stream().map(JsonObject.class::cast).toList();
  }

  public Reply is(int expected) {
    assertThat(status).as(body).isEqualTo(expected);
    return this;
  }

  /** Refused with this status and this code. */
  public Reply isProblem(int expected, String code) {
    assertThat(status).as(body).isEqualTo(expected);
    assertThat(problem().getString("code")).as(body).isEqualTo(code);
    return this;
  }

  /** Refused, and these places are told. */
  public Reply isInvalidAt(String... paths) {
    isProblem(422, "invalid");
    Set<String> told =
        list("errors").stream().map(error -> error.getString("path")).collect(Collectors.toSet());
    assertThat(told).as(body).containsExactlyInAnyOrder(paths);
    return this;
  }

  private void tellsNothingInternal() {
    String ours = FOUND.matcher(body).replaceAll("");
    assertThat(INTERNAL.matcher(ours).find()).as("tells of its inside: %s", body).isFalse();
    assertThat(INTERNAL.matcher(headers.toString()).find()).as("%s", headers).isFalse();
    assertThat(headers).doesNotContainKeys("Server", "X-Powered-By");
  }

  private void hasTheHeadersOfEveryAnswer() {
    assertThat(header("X-Content-Type-Options")).as("%s %s", status, body).isEqualTo("nosniff");
    assertThat(header("X-Frame-Options")).isEqualTo("DENY");
    assertThat(header("Referrer-Policy")).isEqualTo("no-referrer");
    assertThat(header("Content-Security-Policy")).contains("default-src 'none'");
    assertThat(header("Cache-Control")).contains("no-store");
    assertThat(header("X-Request-Id")).matches("[A-Za-z0-9._-]{1,64}");
    assertThat(headers).doesNotContainKey("Access-Control-Allow-Credentials");
  }

  private void isSomeProblem() {
    assertThat(header("Content-Type")).as(body).isEqualTo("application/problem+json");
    JsonObject problem = json();
    assertThat(problem.getString("type")).isEqualTo("about:blank");
    assertThat(problem.getString("title")).isNotBlank();
    assertThat(problem.getInteger("status")).isEqualTo(status);
    assertThat(problem.getString("detail")).isNotBlank();
    assertThat(problem.getString("code"))
        .isEqualTo(problem.getString("code").toLowerCase(Locale.ROOT));
    assertThat(problem.getString("requestId")).isEqualTo(header("X-Request-Id"));
  }
}
