package io.jobwire.http.auth;

import static io.jobwire.http.auth.Given.assertDenied;
import static io.jobwire.http.auth.Given.claims;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import com.sun.net.httpserver.HttpServer;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(VertxExtension.class)
@DisplayName("A token that brings its own key, or says where to fetch it,")
class ForeignKeysTest {
  private static final KeyPair EVIL = Forge.pair("RSA", 2048);
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private HttpServer server;
  private String address;
  private Tokens tokens;

  /** Where the evil keys would be had, if anybody asked. */
  @BeforeEach
  void listen(Vertx vertx) throws Exception {
    byte[] jwks = Forge.jwks(Forge.rsaJwk("evil", EVIL)).getBytes(StandardCharsets.UTF_8);
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          asked.add(exchange.getRequestURI().getPath());
          exchange.sendResponseHeaders(200, jwks.length);
          exchange.getResponseBody().write(jwks);
          exchange.close();
        });
    server.start();
    address = "http://127.0.0.1:" + server.getAddress().getPort();
    tokens = Given.publicKeysOnly(vertx);
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private Stream<JsonObject> lures() {
    JsonObject jwk = Forge.rsaJwk("evil", EVIL);
    JsonArray chain = new JsonArray().add("MIIB");
    return Stream.of(
        new JsonObject().put("jku", address + "/jku"),
        new JsonObject().put("jku", address + "/jku").put("kid", "evil"),
        new JsonObject().put("jku", address + "/jku").put("kid", "rsa"),
        new JsonObject().put("x5u", address + "/x5u"),
        new JsonObject().put("jwk", jwk),
        new JsonObject().put("jwk", jwk).put("kid", "evil"),
        new JsonObject().put("jwk", jwk.copy().put("x5u", address + "/deep")),
        new JsonObject().put("x5c", chain),
        new JsonObject().putNull("jku"),
        new JsonObject().put("jwk", new JsonObject()),
        new JsonObject().put("x5c", new JsonArray()));
  }

  @Test
  @DisplayName("is refused, and nobody is asked for a key")
  void nothingIsFetched() throws Exception {
    lures().map(lure -> lure.put("alg", "RS256").encode()).forEach(this::assertRefused);
    String kid = new JsonObject().put("alg", "RS256").put("kid", address + "/kid").encode();
    assertDenied(Denial.UNKNOWN_KEY, tokens, signedBy(EVIL, kid));

    // Ours is the first request that the server hears of.
    HttpRequest ours = HttpRequest.newBuilder(URI.create(address + "/ours")).build();
    HttpClient.newHttpClient().send(ours, BodyHandlers.discarding());
    assertThat(asked).containsExactly("/ours");
  }

  /** By the evil key, and by our own one too: such a header is refused for itself. */
  private void assertRefused(String header) {
    assertDenied(Denial.HEADER, tokens, signedBy(EVIL, header));
    assertDenied(Denial.HEADER, tokens, signedBy(Forge.RSA, header));
  }

  private static String signedBy(KeyPair key, String header) {
    return Forge.token(header, claims().encode(), Forge.rsa(key.getPrivate()));
  }

  @Test
  @DisplayName("leaves nothing of itself in the log, nor does any other")
  void silence() {
    try (LogTap log = LogTap.on("ROOT", Level.TRACE)) {
      Stream.of(
              signedBy(EVIL, "{\"alg\":\"RS256\",\"jku\":\"" + address + "\"}"),
              signedBy(EVIL, "{\"alg\":\"RS256\"}"),
              signedBy(EVIL, "{\"alg\":\"none\"}"),
              signedBy(EVIL, "{\"alg\":\"RS256\",\"kid\":\"evil\"}"),
              Forge.rs256(claims().put("exp", 1)),
              Forge.rs256(claims()))
          .forEach(token -> assertUnheard(token, log));
    }
  }

  private void assertUnheard(String token, LogTap log) {
    String answer = answer(token);
    for (String part : token.split("\\.")) {
      assertThat(answer).doesNotContain(part);
      assertThat(log.lines()).noneMatch(line -> line.contains(part));
    }
  }

  private String answer(String token) {
    try {
      return tokens.verify(token).toString();
    } catch (RuntimeException refused) {
      return refused.toString();
    }
  }
}
