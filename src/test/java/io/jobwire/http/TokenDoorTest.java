package io.jobwire.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
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
@DisplayName("The door")
class TokenDoorTest {
  @RegisterExtension
  static final Doors doors =
      Doors.of(() -> Service.start(Map.of("auth.secret", Service.SECRET, "auth.leewaySeconds", 5)));

  private static Service service;

  @BeforeAll
  static void start() {
    service = doors.service();
  }

  private static Jwt good() {
    return Jwt.of("ada", "jobs:read jobs:write");
  }

  private static void refused(Reply reply) {
    reply.isProblem(401, "unauthorized");
    assertThat(reply.header("WWW-Authenticate")).isEqualTo("Bearer");
  }

  @ParameterizedTest
  @CsvSource({
    "POST, /api/jobs",
    "POST, /api/jobs/batch",
    "GET, /api/jobs",
    "GET, /api/jobs/x",
    "DELETE, /api/jobs/x",
    "GET, /api/jobs/x/status",
    "GET, /api/job/x/status",
    "GET, /api/jobs/x/state",
    "GET, /api/job/x/state",
    "GET, /api/jobs/x/events",
    "GET, /api/events?jobs=x",
    "GET, /api/users/me/events",
    "POST, /api/tokens/stream",
    "PATCH, /api/jobs/x/cancel",
    "POST, /api/jobs/x/resume",
    "POST, /api/jobs/x/signals",
    "GET, /api/types",
    "GET, /api/queues",
    "POST, /api/queues/load.noop/pause",
    "POST, /api/queues/load.noop/resume",
    "GET, /api/me"
  })
  @DisplayName("is shut on every call: no token, garbage, a wrong one: 401")
  void shut(String method, String path) {
    Client nobody = service.anonymous();
    refused(nobody.send(method, path, null));
    refused(nobody.with("garbage").send(method, path, null));
    refused(nobody.with(good().sign("another secret, 32 bytes or more")).send(method, path, null));
  }

  static Stream<Arguments> wrongTokens() {
    long now = Jwt.now();
    String secret = Service.SECRET;
    return Stream.of(
        Arguments.of("alg none", good().header("alg", "none").unsigned()),
        Arguments.of("alg None", good().header("alg", "None").unsigned()),
        Arguments.of("alg nOnE, signed", good().header("alg", "nOnE").sign(secret)),
        Arguments.of("alg empty", good().header("alg", "").sign(secret)),
        Arguments.of("alg null", good().header("alg", null).sign(secret)),
        Arguments.of("alg a list", good().header("alg", new JsonArray().add("HS256")).sign(secret)),
        Arguments.of("alg hs256", good().header("alg", "hs256").sign(secret)),
        Arguments.of("alg HS512", good().header("alg", "HS512").sign(secret)),
        Arguments.of("alg RS256", good().header("alg", "RS256").sign(secret)),
        Arguments.of(
            "alg ES256, zero signature", good().header("alg", "ES256").signedWith(new byte[64])),
        Arguments.of("unsigned", good().unsigned()),
        Arguments.of("zero signature", good().signedWith(new byte[32])),
        Arguments.of("signature cut", good().sign(secret).replaceFirst(".{4}$", "")),
        Arguments.of("kid unknown", good().header("kid", "other").sign(secret)),
        Arguments.of("kid a path", good().header("kid", "../../dev/null").sign(secret)),
        Arguments.of("kid a query", good().header("kid", "' OR 1=1 --").sign(secret)),
        Arguments.of("kid long", good().header("kid", "k".repeat(3_000)).sign(secret)),
        Arguments.of("jku", good().header("jku", "http://127.0.0.1:1/keys").sign(secret)),
        Arguments.of("x5u", good().header("x5u", "http://127.0.0.1:1/cert").sign(secret)),
        Arguments.of(
            "jwk",
            good().header("jwk", new JsonObject().put("kty", "oct").put("k", "AA")).sign(secret)),
        Arguments.of("crit", good().header("crit", new JsonArray().add("exp")).sign(secret)),
        Arguments.of("expired", good().claim("exp", now - 60).sign(secret)),
        Arguments.of("not yet valid", good().claim("nbf", now + 600).sign(secret)),
        Arguments.of("issued tomorrow", good().claim("iat", now + 86_400).sign(secret)),
        Arguments.of("no exp", good().without("exp").sign(secret)),
        Arguments.of("exp in ten years", good().claim("exp", now + 315_360_000).sign(secret)),
        Arguments.of("exp as text", good().claim("exp", "" + (now + 60)).sign(secret)),
        Arguments.of("no sub", good().without("sub").sign(secret)),
        Arguments.of("sub empty", good().claim("sub", "").sign(secret)),
        Arguments.of("sub a number", good().claim("sub", 5).sign(secret)),
        Arguments.of("sub a list", good().claim("sub", new JsonArray().add("ada")).sign(secret)),
        Arguments.of("sub with a line break", good().claim("sub", "a\nb").sign(secret)),
        Arguments.of("sub with NUL", good().claim("sub", "a\u0000").sign(secret)),
        Arguments.of("sub of 256", good().claim("sub", "x".repeat(256)).sign(secret)),
        Arguments.of(
            "scope a list", good().claim("scope", new JsonArray().add("admin")).sign(secret)),
        Arguments.of("scopes a text", good().claim("scopes", "admin").sign(secret)),
        Arguments.of(
            "scopes with a list in it",
            good()
                .claim("scopes", new JsonArray().add(new JsonArray().add("admin")))
                .sign(secret)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("wrongTokens")
  @DisplayName("believes no token that is")
  void wrong(String what, String token) {
    Reply reply = service.anonymous().with(token).get("/api/me");
    refused(reply);
    assertThat(reply.body()).as(what).doesNotContain(token).doesNotContain("\"ada");
  }

  @Test
  @DisplayName("believes one issuer and one audience where they are configured")
  void issuerAndAudience() {
    try (Service strict =
        Service.start(
            Map.of(
                "auth.secret", Service.SECRET,
                "auth.issuer", "https://issuer.example",
                "auth.audience", "jobwire"))) {
      Jwt right = good().claim("iss", "https://issuer.example").claim("aud", "jobwire");
      Client client = strict.anonymous();
      client.with(right.sign(Service.SECRET)).get("/api/me").is(200);
      refused(client.with(right.claim("iss", "https://evil").sign(Service.SECRET)).get("/api/me"));
      refused(client.with(right.claim("aud", "other").sign(Service.SECRET)).get("/api/me"));
      refused(client.with(right.without("iss").sign(Service.SECRET)).get("/api/me"));
      refused(client.with(right.without("aud").sign(Service.SECRET)).get("/api/me"));
    }
  }

  static Stream<Arguments> oddHeaders() {
    String token = good().sign(Service.SECRET);
    return Stream.of(
        Arguments.of((Object) new String[] {"Authorization: " + token}),
        Arguments.of((Object) new String[] {"Authorization: Basic " + token}),
        Arguments.of((Object) new String[] {"Authorization: Bearer"}),
        Arguments.of((Object) new String[] {"Authorization: Bearer "}),
        Arguments.of((Object) new String[] {"Authorization:"}),
        Arguments.of((Object) new String[] {"Authorization: Bearer " + token + " x"}),
        Arguments.of((Object) new String[] {"Authorization: Bearer " + token + ", Bearer x"}),
        Arguments.of((Object) new String[] {"Authorization: Bearer\t" + token}),
        Arguments.of((Object) new String[] {"Authorization: Bearer \"" + token + "\""}),
        Arguments.of(
            (Object)
                new String[] {"Authorization: Bearer " + token, "Authorization: Bearer " + token}),
        Arguments.of((Object) new String[] {"Cookie: token=" + token}),
        Arguments.of((Object) new String[] {"X-Access-Token: " + token}));
  }

  @ParameterizedTest
  @MethodSource("oddHeaders")
  @DisplayName("takes a token from one Authorization header only")
  void oddHeader(String... headers) {
    refused(Wire.ask(service.anonymous(), "GET /api/me", headers));
  }

  @Test
  @DisplayName("takes no ordinary token from an address")
  void tokenInAddress() {
    String token = good().sign(Service.SECRET);
    for (String path :
        List.of(
            "/api/me?access_token=",
            "/api/me?token=",
            "/api/jobs?access_token=",
            "/api/jobs/x/events?access_token=",
            "/api/events?jobs=x&access_token=",
            "/api/users/me/events?access_token=")) {
      Reply reply = service.anonymous().get(path + token);
      refused(reply);
    }
  }

  @Test
  @DisplayName("refuses a token of 8 KiB and more with the head that carries it: 431")
  void longToken() {
    String token = good().claim("filler", "f".repeat(7_000)).sign(Service.SECRET);
    Wire.ask(service.anonymous(), "GET /api/me", "Authorization: Bearer " + token)
        .isProblem(431, "headers_too_large");
  }

  @ParameterizedTest
  @CsvSource({
    "jobs:read, POST, /api/jobs, 403",
    "jobs:read, POST, /api/jobs/batch, 403",
    "jobs:read, DELETE, /api/jobs/x, 403",
    "jobs:read, PATCH, /api/jobs/x/cancel, 403",
    "jobs:read, POST, /api/jobs/x/resume, 403",
    "jobs:read, POST, /api/jobs/x/signals, 403",
    "jobs:read, GET, /api/jobs/x, 404",
    "jobs:read, GET, /api/types, 200",
    "jobs:write, GET, /api/jobs, 403",
    "jobs:write, GET, /api/jobs/x, 403",
    "jobs:write, GET, /api/jobs/x/status, 403",
    "jobs:write, GET, /api/job/x/state, 403",
    "jobs:write, GET, /api/jobs/x/events, 403",
    "jobs:write, GET, /api/events?jobs=x, 403",
    "jobs:write, GET, /api/users/me/events, 403",
    "jobs:write, POST, /api/tokens/stream, 403",
    "jobs:write, GET, /api/types, 403",
    "jobs:write, PATCH, /api/jobs/x/cancel, 404",
    "worker, GET, /api/jobs, 403",
    "worker, POST, /api/jobs, 403",
    "worker, GET, /api/queues, 403",
    "worker, GET, /api/me, 200",
    "jobs:read jobs:write, GET, /api/queues, 403",
    "jobs:read jobs:write, POST, /api/queues/load.noop/pause, 403",
    "jobs:read jobs:write, POST, /api/queues/load.noop/resume, 403",
    "worker, POST, /api/tokens/stream, 403",
    "admin, POST, /api/jobs, 403",
    "admin, GET, /api/users/me/events, 403",
    "admin, GET, /api/events?jobs=x, 404",
    "admin, GET, /api/jobs/x, 404",
    "admin, PATCH, /api/jobs/x/cancel, 404",
    "admin, GET, /api/queues, 200",
    "'', GET, /api/me, 200",
    "'', GET, /api/jobs, 403"
  })
  @DisplayName("opens by scope, each call for its own")
  void scopes(String scope, String method, String path, int status) {
    Client client = service.anonymous().with(Jwt.of("ada", scope).sign(Service.SECRET));
    Reply reply = client.send(method, path, null);
    if (status == 403) {
      reply.isProblem(403, "forbidden");
    } else {
      reply.is(status);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ADMIN",
        "jobs:*",
        "*",
        "admin,jobs:read",
        "admin\tjobs:read",
        " jobs :read",
        "jobs:readadmin",
        "jobs:write jobs:write"
      })
  @DisplayName("grants nothing for words that only look like a scope")
  void scopeTricks(String scope) {
    Client client = service.anonymous().with(Jwt.of("ada", scope).sign(Service.SECRET));
    client.get("/api/jobs").isProblem(403, "forbidden");
    client.get("/api/queues").isProblem(403, "forbidden");
  }

  // other people's jobs

  private static String sealed(Reply reply, String id) {
    JsonObject body = reply.json();
    body.remove("requestId");
    Map<String, List<String>> headers = new java.util.TreeMap<>(reply.headers());
    headers.remove("x-request-id");
    return reply.status() + " " + headers + " " + body.encode().replace(id, "ID");
  }

  @ParameterizedTest
  @CsvSource({
    "GET, ''",
    "DELETE, ''",
    "GET, /status",
    "GET, /state",
    "GET, /events",
    "GET, /events?waitMs=1000&after=x",
    "GET, /events?start=snapshot",
    "GET, /events?as=sse",
    "PATCH, /cancel",
    "POST, /resume",
    "POST, /signals"
  })
  @DisplayName("shows another user's job exactly as one that is not there")
  void foreignJobs(String method, String what) {
    Client bob = service.as("bob");
    String waiting = service.as("ada").waiting();
    String done = service.as("ada").created("load.noop", new JsonObject());
    service.as("ada").toTheEnd(done);
    String random = "x".repeat(waiting.length());
    String body = what.equals("/signals") ? "{\"name\":\"a\",\"signalId\":\"s\"}" : null;
    String nothing = sealed(ask(bob, method, random, what, body), random);
    assertThat(nothing).startsWith("404 ");
    assertThat(sealed(ask(bob, method, waiting, what, body), waiting)).isEqualTo(nothing);
    assertThat(sealed(ask(bob, method, done, what, body), done)).isEqualTo(nothing);
    assertThat(service.as("ada").view(waiting).getString("state")).isEqualTo("created");
    assertThat(service.as("ada").view(done).getString("state")).isEqualTo("completed");
  }

  private static Reply ask(Client client, String method, String id, String what, String body) {
    String path = "/api/jobs/" + id + what;
    if (what.endsWith("as=sse")) {
      return client.get(path, "Accept", "text/event-stream");
    }
    return body == null ? client.send(method, path, null) : client.sendJson(method, path, body);
  }
}
