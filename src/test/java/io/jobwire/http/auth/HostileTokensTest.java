package io.jobwire.http.auth;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.jobwire.http.Client;
import io.jobwire.http.Doors;
import io.jobwire.http.Jwt;
import io.jobwire.http.Service;
import io.jobwire.http.bridge.BridgeClient;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** There are a secret, an RSA and an EC key, and somewhere a server with a thief's keys. */
@Tag(Doors.TAG)
@DisplayName("No door opens, of REST, of streams, of the bridge by request or by frame, to a token")
class HostileTokensTest {
  private static final KeyPair EVIL = Forge.pair("RSA", 2048);
  private static final List<String> ASKED = new CopyOnWriteArrayList<>();
  private static final HttpServer THIEF = thief();

  @RegisterExtension
  static final Doors doors = Doors.of(() -> Service.start(Map.of("auth.jwks", ours().toString())));

  private static Service service;

  @BeforeAll
  static void start() {
    service = doors.service();
  }

  @AfterAll
  static void stop() {
    THIEF.stop(0);
  }

  private static Path ours() {
    try {
      String keys =
          Forge.jwks(
              Forge.octJwk("hmac", Forge.SECRET),
              Forge.rsaJwk("rsa", Forge.RSA),
              Forge.ecJwk("ec", Forge.EC));
      Path file = Files.createTempFile("jobwire", ".jwks");
      file.toFile().deleteOnExit();
      return Files.writeString(file, keys);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static HttpServer thief() {
    try {
      byte[] jwks = Forge.jwks(Forge.rsaJwk("evil", EVIL)).getBytes(StandardCharsets.UTF_8);
      HttpServer server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      server.createContext(
          "/",
          exchange -> {
            ASKED.add(exchange.getRequestURI().getPath());
            exchange.sendResponseHeaders(200, jwks.length);
            exchange.getResponseBody().write(jwks);
            exchange.close();
          });
      server.start();
      return server;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String thiefs(String path) {
    return "http://127.0.0.1:" + THIEF.getAddress().getPort() + path;
  }

  private static JsonObject claims() {
    return new JsonObject()
        .put("sub", "ada")
        .put("scope", "jobs:read jobs:write admin")
        .put("exp", Jwt.now() + 600);
  }

  private static Arguments signed(String what, JsonObject header, Forge.Signer by) {
    return Arguments.of(what, Forge.token(header.encode(), claims().encode(), by));
  }

  private static Arguments saying(String what, JsonObject claims) {
    return Arguments.of(what, Forge.hs256(claims));
  }

  private static JsonObject rs256() {
    return new JsonObject().put("alg", "RS256");
  }

  static Stream<Arguments> wrong() {
    Forge.Signer secret = Forge.hmac(Forge.SECRET);
    Forge.Signer rsa = Forge.rsa(Forge.RSA.getPrivate());
    Forge.Signer evil = Forge.rsa(EVIL.getPrivate());
    byte[] spki = Forge.RSA.getPublic().getEncoded();
    String pem =
        "-----BEGIN PUBLIC KEY-----\n"
            + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(spki)
            + "\n-----END PUBLIC KEY-----\n";
    JsonObject hs256 = new JsonObject().put("alg", "HS256");
    JsonObject es256 = new JsonObject().put("alg", "ES256");
    Stream<Arguments> headers =
        Stream.of(
            signed("of no algorithm", hs256.copy().put("alg", "none"), input -> new byte[0]),
            signed("of NONE", hs256.copy().put("alg", "NONE"), secret),
            signed("of nOnE", hs256.copy().put("alg", "nOnE"), secret),
            signed("by the public key, in DER", hs256, Forge.hmac(spki)),
            signed("by the public key, as text", hs256, Forge.hmac(pem.getBytes())),
            signed("by the public key, named", hs256.copy().put("kid", "rsa"), Forge.hmac(spki)),
            signed("of HS512", hs256.copy().put("alg", "HS512"), secret),
            signed("of PS256", rs256().put("alg", "PS256"), rsa),
            signed("of ES512", es256.copy().put("alg", "ES512"), input -> new byte[132]),
            signed("of an unknown key", rs256().put("kid", "evil"), evil),
            signed("of a key that is a path", hs256.copy().put("kid", "../../dev/null"), secret),
            signed("of a key that is an address", rs256().put("kid", thiefs("/kid")), evil),
            signed("of another's key", rs256(), evil),
            signed("with jku", rs256().put("jku", thiefs("/jku")).put("kid", "evil"), evil),
            signed("with jku, ours", rs256().put("jku", thiefs("/jku")).put("kid", "rsa"), rsa),
            signed("with x5u", rs256().put("x5u", thiefs("/x5u")), evil),
            signed("with jwk", rs256().put("jwk", Forge.rsaJwk("evil", EVIL)), evil),
            signed("with x5c", rs256().put("x5c", new JsonArray().add("MIIB")), evil),
            signed("with crit", rs256().put("crit", new JsonArray().add("exp")), rsa),
            signed("with an ECDSA signature of zeros", es256, input -> new byte[64]),
            signed("with none at all", es256, input -> new byte[0]));
    long now = Jwt.now();
    Stream<Arguments> claims =
        Stream.of(
            saying("that has ended", claims().put("exp", now - 3_600)),
            saying("that has not begun", claims().put("nbf", now + 3_600)),
            saying("without an end", without("exp")),
            saying("of ten years", claims().put("exp", now + 315_360_000)),
            saying("of milliseconds", claims().put("exp", (now + 600) * 1_000)),
            saying("without a user", without("sub")),
            saying("of a user who is a number", claims().put("sub", 7)),
            saying("of a user who is nobody", claims().put("sub", "")),
            saying("of a user with a line break", claims().put("sub", "a\nb")),
            saying("of scopes that are a text", claims().put("scopes", "admin")));
    return Stream.concat(headers, claims);
  }

  private static JsonObject without(String claim) {
    JsonObject fewer = claims();
    fewer.remove(claim);
    return fewer;
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("wrong")
  void shut(String what, String token) {
    Client thief = service.anonymous().with(token);
    thief.get("/api/me").isProblem(401, "unauthorized");
    thief.get("/api/jobs/x/events", "Accept", "text/event-stream").isProblem(401, "unauthorized");
    service
        .anonymous()
        .get("/api/events?jobs=x&access_token=" + token)
        .isProblem(401, "unauthorized");
    try (BridgeClient client = BridgeClient.as(token, service.port())) {
      assertTurnedAway(client);
    }
    try (BridgeClient client =
        BridgeClient.at(service.port(), "/eventbus/websocket?access_token=" + token)) {
      assertTurnedAway(client);
    }
    assertShutToFrames(token);
  }

  private static void assertShutToFrames(String token) {
    try (BridgeClient client = BridgeClient.at(service.port(), "/eventbus/websocket")) {
      client.register("job.x", "Authorization", "Bearer " + token);
      assertTurnedAway(client);
    }
  }

  private static void assertTurnedAway(BridgeClient client) {
    JsonObject told = client.next();
    assertThat(told.getString("type")).isEqualTo("err");
    assertThat(told.getInteger("failureCode")).isEqualTo(401);
    assertThat(told.getString("message")).isEqualTo("unauthorized");
    assertThat(client.closeCode()).isEqualTo(4401);
  }

  @Test
  @DisplayName("of ten KiB, whatever makes it so long")
  void tooLong() {
    String kid = "k".repeat(10 << 10);
    String token = Forge.token(rs256().put("kid", kid).encode(), claims().encode(), in -> in);
    service.anonymous().with(token).get("/api/me").isProblem(431, "headers_too_large");
    assertShutToFrames(Forge.hs256(claims().put("filler", "f".repeat(6_500))));
    try (BridgeClient client = BridgeClient.at(service.port(), "/eventbus/websocket")) {
      client.register("job.x", "Authorization", "Bearer " + token);
      assertThat(client.next().getInteger("failureCode")).isEqualTo(400);
    }
  }

  @Test
  @DisplayName("that only a server elsewhere would believe: nobody has asked it")
  void nobodyAsked() throws Exception {
    wrong().forEach(each -> assertShutToFrames((String) each.get()[1]));
    // Ours is the first request that the server hears of.
    HttpRequest own = HttpRequest.newBuilder(URI.create(thiefs("/ours"))).build();
    HttpClient.newHttpClient().send(own, BodyHandlers.discarding());
    assertThat(ASKED).containsExactly("/ours");
  }

  @Test
  @DisplayName("but to those of its own three keys")
  void open() {
    for (String token :
        List.of(Forge.hs256(claims()), Forge.rs256(claims()), Forge.es256(claims()))) {
      service.anonymous().with(token).get("/api/me").is(200);
      try (BridgeClient client = BridgeClient.as(token, service.port())) {
        client.register("user");
        assertThat(client.event("user", "stream:live:v1")).isNotNull();
      }
    }
  }
}
