package io.jobwire.http.sse;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import io.jobwire.http.Client;
import io.jobwire.http.Doors;
import io.jobwire.http.Jwt;
import io.jobwire.http.Reply;
import io.jobwire.http.Service;
import io.jobwire.http.auth.LogTap;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag(Doors.TAG)
@DisplayName("A stream token")
class StreamTokenTest {
  @RegisterExtension
  static final Doors doors =
      Doors.of(() -> Service.start(Map.of("auth.secret", Service.SECRET, "auth.leewaySeconds", 0)));

  private static Service service;
  private static Client ada;

  @BeforeAll
  static void start() {
    service = doors.service();
    ada = service.as("ada");
  }

  private static String token(Client client, String... jobs) {
    JsonObject wish = new JsonObject().put("jobs", new JsonArray(List.of(jobs)));
    return client.post("/api/tokens/stream", wish).is(200).json().getString("token");
  }

  private static String shortToken(String job) {
    JsonObject wish = new JsonObject().put("jobs", new JsonArray().add(job)).put("ttlSeconds", 2);
    return ada.post("/api/tokens/stream", wish).is(200).json().getString("token");
  }

  private static String path(String id) {
    return "/api/jobs/" + id + "/events";
  }

  private static EventSource open(String path, String token) {
    String sign = path.contains("?") ? "&" : "?";
    return EventSource.open(service.anonymous(), path + sign + "access_token=" + token);
  }

  private static void refused(Reply reply) {
    reply.isProblem(401, "unauthorized");
  }

  @Test
  @DisplayName("opens the streams it is made for, on every instance, whoever signs other tokens")
  void opens() {
    String one = ada.waiting();
    String other = ada.waiting();
    String token = token(ada, one, other);
    for (String path : List.of(path(one), path(other), "/api/events?jobs=" + one + "," + other)) {
      try (EventSource source = open(path, token)) {
        source.is(200).await("job:created:v1");
      }
    }
    assertThat(service.anonymous().get(path(one) + "?access_token=" + token).is(200).json())
        .isEqualTo(ada.page(one, ""));
    try (Service another =
        service.another(Map.of("auth.secret", "another secret, of 32 or more bytes"), Map.of())) {
      another.anonymous().get(path(one) + "?access_token=" + token).is(200);
    }
  }

  @Test
  @DisplayName("holds for 300 s, or as long as asked, and never longer than the token it came by")
  void length() {
    String id = ada.waiting();
    JsonObject wish = new JsonObject().put("jobs", new JsonArray().add(id));
    assertThat(secondsLeft(ada.post("/api/tokens/stream", wish))).isBetween(290L, 300L);
    wish.put("ttlSeconds", 3_600);
    Jwt hurried = Jwt.of("ada", "jobs:read").claim("exp", Jwt.now() + 100);
    Client client = service.anonymous().with(hurried.sign(Service.SECRET));
    assertThat(secondsLeft(client.post("/api/tokens/stream", wish))).isBetween(90L, 100L);
  }

  private static long secondsLeft(Reply reply) {
    Instant end = Instant.parse(reply.is(200).json().getString("expiresAt"));
    return end.getEpochSecond() - Jwt.now();
  }

  @Test
  @DisplayName("for fifty jobs of the longest names is fit for an address")
  void shortEnough() {
    String[] ids = new String[50];
    for (int i = 0; i < ids.length; i++) {
      ids[i] = ("n" + i + "x".repeat(128)).substring(0, 128);
      ada.created(
          new JsonObject().put("type", "load.noop").put("jobId", ids[i]).put("delayMs", 60_000));
    }
    String token = token(ada, ids);
    assertThat(token).hasSizeLessThan(2_000).matches("[A-Za-z0-9._-]+");
    try (EventSource source = open(path(ids[49]), token)) {
      source.is(200);
    }
  }

  @Test
  @DisplayName("is given for jobs that one may read")
  void whose() {
    String id = ada.waiting();
    JsonObject wish = new JsonObject().put("jobs", new JsonArray().add(id));
    service.as("bob").post("/api/tokens/stream", wish).isProblem(404, "not_found");
    service.as("ada", "jobs:write").post("/api/tokens/stream", wish).isProblem(403, "forbidden");
    wish.getJsonArray("jobs").add("nowhere");
    ada.post("/api/tokens/stream", wish).isProblem(404, "not_found");
    try (EventSource source = open(path(id), token(service.admin(), id))) {
      source.is(200);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{} | jobs",
        "{\"user\":false} | jobs",
        "{\"jobs\":[]} | jobs",
        "{\"jobs\":[\"a\",\"a\"]} | jobs[1]",
        "{\"jobs\":[\"a b\"]} | jobs[0]",
        "{\"user\":\"ada\"} | user",
        "{\"user\":true,\"ttlSeconds\":3601} | ttlSeconds",
        "{\"user\":true,\"ttlSeconds\":0} | ttlSeconds",
        "{\"user\":true,\"scope\":\"admin\"} | scope"
      })
  @DisplayName("is not given for nothing, nor for what it cannot be")
  void invalid(String body, String path) {
    Reply reply = ada.post("/api/tokens/stream", body).isProblem(422, "invalid");
    assertThat(reply.list("errors").stream().map(error -> error.getString("path"))).contains(path);
  }

  @Test
  @DisplayName("opens no other stream, also of the same user")
  void others() {
    String id = ada.waiting();
    String other = ada.waiting();
    String token = token(ada, id);
    Client nobody = service.anonymous();
    for (String path :
        List.of(
            path(other) + "?",
            path("nowhere") + "?",
            "/api/events?jobs=" + other + "&",
            "/api/events?jobs=" + id + "," + other + "&")) {
      String full = path + "access_token=" + token;
      nobody.get(full).isProblem(404, "not_found");
      nobody.get(full, "Accept", "text/event-stream").isProblem(404, "not_found");
    }
    nobody.get("/api/users/me/events?access_token=" + token).isProblem(403, "forbidden");
  }

  @Test
  @DisplayName("opens nothing else: no other call, and nothing in a header")
  void nothingElse() {
    String id = ada.waiting();
    String token = token(ada, id);
    Client nobody = service.anonymous();
    String query = "?access_token=" + token;
    refused(nobody.get("/api/jobs" + query));
    refused(nobody.get("/api/jobs/" + id + query));
    refused(nobody.get("/api/jobs/" + id + "/state" + query));
    refused(nobody.get("/api/me" + query));
    refused(nobody.patch("/api/jobs/" + id + "/cancel" + query));
    refused(nobody.post("/api/jobs" + query, new JsonObject().put("type", "load.noop")));
    refused(nobody.post("/api/tokens/stream" + query, new JsonObject().put("user", true)));
    Client bearer = nobody.with(token);
    refused(bearer.get("/api/me"));
    refused(bearer.get(path(id)));
    refused(bearer.get(path(id) + query));
    refused(bearer.patch("/api/jobs/" + id + "/cancel"));
    assertThat(ada.view(id).getString("state")).isEqualTo("created");
  }

  @ParameterizedTest
  @ValueSource(strings = {"text/event-stream", "application/json"})
  @DisplayName("is the only one that counts in an address")
  void onlyThese(String accept) {
    String id = ada.waiting();
    String good = token(ada, id);
    Client nobody = service.anonymous();
    JsonObject opens =
        new JsonObject().put("jobs", new JsonArray()).put("user", true).put("admin", true);
    Jwt marked = Jwt.of("ada", "jobs:read admin").claim("jobwire:stream", opens);
    for (String wrong :
        List.of(
            ada.token(),
            marked.sign(Service.SECRET),
            marked.unsigned(),
            good.replaceFirst(".{4}$", "AAAA"),
            good + "&access_token=" + good,
            "garbage",
            "")) {
      refused(nobody.get(path(id) + "?access_token=" + wrong, "Accept", accept));
      refused(nobody.get("/api/events?jobs=" + id + "&access_token=" + wrong, "Accept", accept));
      refused(nobody.get("/api/users/me/events?access_token=" + wrong, "Accept", accept));
    }
    refused(nobody.with(marked.sign(Service.SECRET)).get("/api/me"));
  }

  @Test
  @DisplayName("warns before its end, ends what it opened, and opens nothing after it")
  void end() {
    String id = ada.waiting();
    String token = shortToken(id);
    try (EventSource source = open(path(id), token)) {
      source.is(200).await("auth:expiring:v1");
      source.toTheEnd();
    }
    Client nobody = service.anonymous();
    refused(nobody.get(path(id) + "?access_token=" + token));
    refused(nobody.get(path(id) + "?access_token=" + token, "Accept", "text/event-stream"));
  }

  @Test
  @DisplayName("never stands in a log")
  void unlogged() {
    try (LogTap requests = LogTap.on("jobwire", Level.TRACE);
        LogTap all = LogTap.on("io.jobwire", Level.TRACE)) {
      String id = ada.waiting();
      String token = token(ada, id);
      service.anonymous().get(path(id) + "?access_token=" + token).is(200);
      service.anonymous().get(path("nowhere") + "?access_token=" + token).is(404);
      refused(service.anonymous().get("/api/me?access_token=" + token));
      String part = token.substring(0, 60);
      assertThat(requests.lines()).isNotEmpty().noneMatch(line -> line.contains(part));
      assertThat(all.lines()).noneMatch(line -> line.contains(part));
    }
  }
}
