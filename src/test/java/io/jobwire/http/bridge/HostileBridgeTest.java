package io.jobwire.http.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobwire.http.Client;
import io.jobwire.http.Doors;
import io.jobwire.http.Jwt;
import io.jobwire.http.Service;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag(Doors.TAG)
@DisplayName("On the bridge is refused, and harms nobody:")
class HostileBridgeTest {
  @RegisterExtension
  static final Doors doors =
      Doors.of(
          () ->
              Service.start(
                  Map.of(
                      "auth.secret",
                      Service.SECRET,
                      "auth.leewaySeconds",
                      0,
                      "origins",
                      List.of("https://app.example.com"))));

  private static final String RAW = "/eventbus/websocket";

  private static Service service;
  private static Client ada;
  private static Client ben;
  private static String watched;

  @BeforeAll
  static void start() {
    service = doors.service();
    ada = service.as("ada");
    ben = service.as("ben");
    JsonObject input = new JsonObject().put("chunks", 100_000).put("everyMs", 20);
    watched = ada.created("load.stream", input);
  }

  private static RawSocket signedIn() {
    return RawSocket.at(service.port(), RAW, "Authorization: Bearer " + ada.token());
  }

  private static JsonObject err(int status, String code, String address) {
    JsonObject err = new JsonObject().put("type", "err");
    if (address != null) {
      err.put("address", address);
    }
    return err.put("failureCode", status)
        .put("failureType", "RECIPIENT_FAILURE")
        .put("message", code);
  }

  private static void assertErr(RawSocket socket, int status, String code, String address) {
    assertThat(new JsonObject(socket.next())).isEqualTo(err(status, code, address));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://evil.example.com",
        "null",
        "https://app.example.com.evil.com",
        "http://app.example.com",
        "https://app.example.com:444",
        "http://localhost:3000"
      })
  @DisplayName("a page of another origin, with 403 and before anything else")
  void origin(String origin) {
    for (String path : List.of(RAW, "/eventbus/123/abcdefgh/websocket", "/eventbus/info")) {
      try (RawSocket socket = RawSocket.at(service.port(), path, "Origin: " + origin)) {
        assertThat(socket.status()).isEqualTo(403);
        assertThat(socket.head()).doesNotContain("Access-Control-Allow-Origin");
      }
    }
  }

  @Test
  @DisplayName("no page that may: its own origin, a named one, a program")
  void goodOrigins() {
    String own = "http://127.0.0.1:" + service.port();
    for (String origin : List.of(own, "https://app.example.com")) {
      try (RawSocket socket = RawSocket.at(service.port(), RAW, "Origin: " + origin)) {
        assertThat(socket.status()).isEqualTo(101);
      }
    }
    try (RawSocket socket =
        RawSocket.at(service.port(), RAW, "Sec-WebSocket-Extensions: permessage-deflate")) {
      assertThat(socket.status()).isEqualTo(101);
      assertThat(socket.head()).doesNotContainIgnoringCase("Sec-WebSocket-Extensions");
    }
  }

  @Test
  @DisplayName("whoever does not say who he is: 4401, at his first frame or after five seconds")
  void nobody() {
    try (RawSocket socket = RawSocket.at(service.port(), RAW)) {
      socket.say("{\"type\":\"register\",\"address\":\"job.x\",\"headers\":{}}");
      assertErr(socket, 401, "unauthorized", "job.x");
      assertThat(socket.closeCode()).isEqualTo(4401);
      assertThat(socket.millisUntilEnd()).isLessThan(1_500);
    }
    try (RawSocket socket = RawSocket.at(service.port(), RAW)) {
      long began = System.nanoTime();
      socket.say("{\"type\":\"ping\"}");
      assertErr(socket, 401, "unauthorized", null);
      assertThat(socket.closeCode()).isEqualTo(4401);
      assertThat(System.nanoTime() - began).isGreaterThan(4_500_000_000L);
    }
  }

  @Test
  @DisplayName("a token of the wrong kind, in the address or in a header")
  void tokens() {
    for (String path : List.of(RAW + "?access_token=" + ada.token(), RAW + "?access_token=x")) {
      try (RawSocket socket = RawSocket.at(service.port(), path)) {
        assertErr(socket, 401, "unauthorized", null);
        assertThat(socket.closeCode()).isEqualTo(4401);
      }
    }
    List<String> bad =
        List.of(
            Jwt.of("ada", "jobs:read").unsigned(),
            Jwt.of("ada", "jobs:read").claim("exp", Jwt.now() - 60).sign(Service.SECRET),
            Jwt.of("ada", "jobs:read").sign("another secret of 32 bytes or more!"));
    for (String token : bad) {
      try (RawSocket socket = RawSocket.at(service.port(), RAW, "Authorization: Bearer " + token)) {
        assertErr(socket, 401, "unauthorized", null);
        assertThat(socket.closeCode()).isEqualTo(4401);
      }
    }
  }

  @Test
  @DisplayName("a stream token for another stream, for a command, after its end")
  void streamTokens() {
    String mine = ada.waiting();
    String other = ada.waiting();
    JsonObject wish = new JsonObject().put("jobs", List.of(mine)).put("ttlSeconds", 2);
    String token = ada.post("/api/tokens/stream", wish).json().getString("token");
    try (BridgeClient client = BridgeClient.at(service.port(), RAW + "?access_token=" + token)) {
      client.register("job." + mine);
      client.event("job." + mine, "stream:live:v1");
      client.register("job." + other);
      client.first(err(404, "not_found", "job." + other)::equals);
      client.register("user");
      client.first(err(403, "forbidden", "user")::equals);
      assertThat(client.ask("jobs.get", new JsonObject().put("jobId", mine)).getString("message"))
          .isEqualTo("forbidden");
      assertThat(client.closeCode()).isEqualTo(4401);
    }
  }

  @Test
  @DisplayName("frames over the limit, whole or in pieces: 1009, the connection within a second")
  void large() {
    byte[] large = new byte[2 << 20];
    java.util.Arrays.fill(large, (byte) ' ');
    try (RawSocket socket = signedIn()) {
      socket.send(true, RawSocket.TEXT, large);
      assertThat(socket.closeCode()).isEqualTo(1009);
      assertThat(socket.millisUntilEnd()).isLessThan(1_500);
    }
    byte[] piece = java.util.Arrays.copyOf(large, 64 << 10);
    try (RawSocket socket = signedIn()) {
      socket.send(false, RawSocket.TEXT, piece);
      for (int i = 0; i < 40; i++) {
        socket.send(false, RawSocket.CONTINUATION, piece);
      }
      assertThat(socket.closeCode()).isEqualTo(1009);
      assertThat(socket.millisUntilEnd()).isLessThan(1_500);
    }
  }

  @Test
  @DisplayName("floods of pings, of empty pieces and of frames: 4429, within a second")
  void floods() {
    for (int opcode : new int[] {RawSocket.PING, RawSocket.CONTINUATION, RawSocket.TEXT}) {
      try (RawSocket socket = signedIn()) {
        if (opcode == RawSocket.CONTINUATION) {
          socket.send(false, RawSocket.TEXT, new byte[0]);
        }
        byte[] frame = opcode == RawSocket.TEXT ? "{\"type\":\"ping\"}".getBytes() : new byte[1];
        for (int i = 0; i < 5_000; i++) {
          socket.send(opcode != RawSocket.CONTINUATION, opcode, frame);
        }
        assertThat(socket.closeCode()).as("opcode %d", opcode).isIn(4429, -1);
        assertThat(socket.millisUntilEnd()).isLessThan(1_500);
      }
    }
  }

  @Test
  @DisplayName("bytes that are no text: binary with 4503, broken UTF-8 with 1007")
  void bytes() {
    try (RawSocket socket = signedIn()) {
      socket.send(true, 2, new byte[] {1});
      assertThat(socket.closeCode()).isEqualTo(4503);
      assertThat(socket.millisUntilEnd()).isLessThan(1_500);
    }
    try (RawSocket socket = signedIn()) {
      socket.send(true, RawSocket.TEXT, new byte[] {'"', (byte) 0xc3, (byte) 0x28, '"'});
      assertThat(socket.closeCode()).isEqualTo(1007);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "null",
        "[]",
        "1",
        "{}",
        "{\"type\":5}",
        "{\"type\":\"shout\"}",
        "{\"type\":\"register\"}",
        "{\"type\":\"register\",\"address\":7}",
        "not json",
        "",
        "{\"type\":\"ping\",\"type\":\"ping\"}",
        "{\"type\":\"register\",\"address\":\"job.x\",\"headers\":\"after\"}",
        "{\"type\":\"register\",\"address\":\"job.x\",\"headers\":null}",
        "{\"type\":\"register\",\"address\":\"job.x\",\"headers\":[]}",
        "{\"type\":\"register\",\"address\":\"job.x\",\"headers\":{\"after\":1}}",
        "{\"type\":\"register\",\"address\":\"job.x\",\"headers\":{\"after\":\"a\\r\\nb\"}}"
      })
  @DisplayName("what is no frame: 400 malformed, and the twentieth of them 4503")
  void malformed(String text) {
    try (RawSocket socket = signedIn()) {
      socket.say(text);
      assertErr(socket, 400, "malformed", null);
      socket.say("{\"type\":\"ping\",\"id\":1}");
      assertThat(socket.next()).isEqualTo("{\"type\":\"pong\",\"id\":1}");
      for (int i = 1; i < 20; i++) {
        socket.say(text);
        assertErr(socket, 400, "malformed", null);
      }
      assertThat(socket.closeCode()).isEqualTo(4503);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"register", "unregister", "send", "publish"})
  @DisplayName("addresses that are not for clients: 403 access_denied, nothing runs")
  void addresses(String type) {
    List<String> addresses =
        List.of(
            "jobwire.jobs.create",
            "jobwire.user.publish",
            "jobs.ready.load.noop",
            "__vertx.reply.1",
            "job.",
            "job.a\n",
            "job.a/b",
            "Job.a",
            "jobs",
            "user ",
            "user\n",
            "jobs.create ",
            "reply-1",
            "a".repeat(50_000));
    try (BridgeClient client = BridgeClient.as(ada.token(), service.port())) {
      for (String address : addresses) {
        client.say(
            new JsonObject()
                .put("type", type)
                .put("address", address)
                .put("headers", new JsonObject())
                .put("body", new JsonObject()));
        assertThat(client.next()).isEqualTo(err(403, "access_denied", address));
      }
      client.say(
          new JsonObject()
              .put("type", "publish")
              .put("address", "job." + watched)
              .put("body", new JsonObject().put("seq", 1)));
      assertThat(client.next()).isEqualTo(err(403, "access_denied", "job." + watched));
    }
  }

  @Test
  @DisplayName("a job of somebody else, in the very words for one that is not there")
  void foreign() {
    try (BridgeClient client = BridgeClient.as(ben.token(), service.port())) {
      client.register("job." + watched, "user", "ada", "X-User", "ada", "sub", "ada");
      assertThat(client.next()).isEqualTo(err(404, "not_found", "job." + watched));
      client.register("job.nothing");
      assertThat(client.next()).isEqualTo(err(404, "not_found", "job.nothing"));
    }
    String writer = service.as("ada", "jobs:write").token();
    try (BridgeClient client = BridgeClient.as(writer, service.port())) {
      client.register("job." + watched);
      assertThat(client.next()).isEqualTo(err(403, "forbidden", "job." + watched));
    }
  }

  @Test
  @DisplayName("more than 256 addresses on one socket: 429; the same one again starts anew")
  void manyAddresses() {
    try (BridgeClient client = BridgeClient.as(ada.token(), service.port())) {
      for (int i = 0; i <= 256; i++) {
        ada.created(
            new JsonObject()
                .put("type", "load.noop")
                .put("jobId", "many-" + i)
                .put("delayMs", 3_600_000));
      }
      // Who comes back registers all that he follows at once.
      for (int i = 0; i <= 256; i++) {
        client.register("job.many-" + i);
      }
      client.first(err(429, "rate_limited", "job.many-256")::equals);
      client.unregister("job.many-0");
      client.register("job.many-256");
      client.event("job.many-256", "stream:live:v1");
      long before = opens(client, "job.many-7");
      client.register("job.many-7");
      client.first(frame -> opens(client, "job.many-7") == before + 1);
    }
  }

  private static long opens(BridgeClient client, String address) {
    return client.all().stream()
        .filter(frame -> address.equals(frame.getString("address")))
        .filter(frame -> frame.encode().contains("stream:open:v1"))
        .count();
  }

  private static void waitForTheNextSecond() {
    long second = System.nanoTime() / 1_000_000_000L;
    while (System.nanoTime() / 1_000_000_000L == second) {
      Thread.onSpinWait();
    }
  }

  @Test
  @DisplayName("a token that ends under the stream: told a minute ahead, closed with 4401")
  void expires() {
    String token = Jwt.of("ada", "jobs:read").claim("exp", Jwt.now() + 3).sign(Service.SECRET);
    String later = Jwt.of("ada", "jobs:read").claim("exp", Jwt.now() + 300).sign(Service.SECRET);
    String bens = Jwt.of("ben", "jobs:read").sign(Service.SECRET);
    try (BridgeClient client = BridgeClient.as(token, service.port());
        BridgeClient renewed = BridgeClient.as(token, service.port());
        BridgeClient stolen = BridgeClient.as(token, service.port())) {
      client.register("job." + watched);
      renewed.register("job." + watched);
      renewed.event("job." + watched, "stream:live:v1");
      JsonObject me =
          renewed.ask("auth.refresh", new JsonObject().put("token", later)).getJsonObject("body");
      assertThat(me.getString("userId")).isEqualTo("ada");
      assertThat(
              renewed.ask("auth.refresh", new JsonObject().put("token", "x")).getString("message"))
          .isEqualTo("unauthorized");
      assertThat(
              stolen.ask("auth.refresh", new JsonObject().put("token", bens)).getString("message"))
          .isEqualTo("forbidden");
      assertThat(stolen.closeCode()).isEqualTo(4500);
      client.first(err(401, "unauthorized", null)::equals);
      assertThat(client.closeCode()).isEqualTo(4401);
      assertThat(renewed.isOpen()).isTrue();
    }
  }

  @Test
  @DisplayName("nobody before the end of his token without a word a minute ahead")
  void warned() {
    String token = Jwt.of("ada", "jobs:read").claim("exp", Jwt.now() + 62).sign(Service.SECRET);
    try (BridgeClient client = BridgeClient.as(token, service.port())) {
      client.register("job." + watched);
      JsonObject warning = client.event("job." + watched, "auth:expiring:v1").getJsonObject("body");
      assertThat(warning.getBoolean("control")).isTrue();
      assertThat(warning.getJsonObject("data").getLong("expiresAt"))
          .isGreaterThan(System.currentTimeMillis() + 55_000);
    }
  }

  @Test
  @DisplayName("a guess at where another's answers go: each gets his own, and nobody else's")
  void guessedReplies() {
    try (BridgeClient client = BridgeClient.as(ada.token(), service.port());
        BridgeClient guesser = BridgeClient.as(ben.token(), service.port())) {
      JsonObject question = new JsonObject().put("jobId", watched);
      for (String guess : List.of("reply-1", "reply-2", "__vertx.reply.1", "__vertx.reply.2")) {
        guesser.register(guess);
        assertThat(guesser.next()).isEqualTo(err(403, "access_denied", guess));
        guesser.say(
            new JsonObject()
                .put("type", "send")
                .put("address", guess)
                .put("body", new JsonObject().put("state", "forged")));
        assertThat(guesser.next()).isEqualTo(err(403, "access_denied", guess));
      }
      assertThat(client.ask("jobs.get", question).getJsonObject("body").getString("jobId"))
          .isEqualTo(watched);
      assertThat(client.all()).hasSize(1);
    }
  }

  /** Each of a client's own, down to the connection; what one lets by is not worth having. */
  @Test
  @DisplayName("registers and their ends in a flood: 429, and who goes on 4429")
  void registerFlood() {
    try (RawSocket socket = signedIn()) {
      for (int i = 0; i < 3_000; i++) {
        String type = i % 2 == 0 ? "register" : "unregister";
        socket.say(
            new JsonObject()
                .put("type", type)
                .put("address", "job." + watched)
                .put("headers", new JsonObject())
                .encode());
      }
      assertThat(socket.closeCode()).isIn(4429, -1);
      assertThat(socket.millisUntilEnd()).isLessThan(1_500);
    }
  }

  @ParameterizedTest
  @CsvSource({"start, live, 422", "deviceId, a b, 422"})
  @DisplayName("a header with a word that it may not have")
  void badHeader(String name, String value, int status) {
    String address = name.equals("deviceId") ? "user" : "job." + watched;
    try (BridgeClient client = BridgeClient.as(ada.token(), service.port())) {
      client.register(address, name, value);
      assertThat(client.next()).isEqualTo(err(status, "invalid", address));
    }
  }

  @Test
  @DisplayName("more frames than it may send: 429, each at its own address")
  void tooFast() {
    try (BridgeClient client = BridgeClient.as(ada.token(), service.port())) {
      for (int i = 0; i < 700; i++) {
        client.unregister("job.fast-" + i);
      }
      JsonObject refusal = client.first(frame -> frame.getString("type").equals("err"));
      assertThat(refusal.getString("address")).matches("job\\.fast-[0-9]+");
      assertThat(refusal).isEqualTo(err(429, "rate_limited", refusal.getString("address")));
      assertThat(client.isOpen()).isTrue();
    }
  }

  @Test
  @DisplayName("who does not read his answers: he is read no further, and gets all when he reads")
  void unreadAnswers() throws InterruptedException {
    int pings = 300;
    AtomicInteger sent = new AtomicInteger();
    String large = "x".repeat(200 << 10);
    try (RawSocket socket = signedIn()) {
      Thread sender =
          new Thread(
              () -> {
                for (int i = 0; i < pings; i++) {
                  socket.say("{\"type\":\"ping\",\"id\":\"%d:%s\"}".formatted(i, large));
                  sent.incrementAndGet();
                }
              });
      sender.start();
      sender.join(4_000);
      assertThat(sender.isAlive()).as("it cannot send on").isTrue();
      assertThat(sent.get()).isLessThan(pings / 2);
      for (int i = 0; i < pings; i++) {
        assertThat(socket.next()).startsWith("{\"type\":\"pong\",\"id\":\"%d:x".formatted(i));
      }
      sender.join();
    }
  }

  @Test
  @DisplayName("over SockJS, which closes with 3000 only: an error frame with the code comes first")
  void sockJsCode() {
    String header = "Authorization: Bearer " + ada.token();
    try (RawSocket socket =
        RawSocket.at(service.port(), "/eventbus/123/abcdefgh/websocket", header)) {
      assertThat(socket.next()).isEqualTo("o");
      socket.say("[\"" + "x".repeat(1_300_000) + "\"]");
      assertThat(socket.next()).contains("err").contains("1009").contains("too large");
      assertThat(socket.next()).startsWith("c[3000");
    }
  }

  @Test
  @DisplayName("nobody whose token ends within a minute without a word on each address")
  void warnedLate() {
    String token = Jwt.of("ada", "jobs:read").claim("exp", Jwt.now() + 30).sign(Service.SECRET);
    try (BridgeClient client = BridgeClient.as(token, service.port())) {
      for (String address : List.of("job." + watched, "user")) {
        client.register(address);
        assertThat(client.event(address, "auth:expiring:v1")).isNotNull();
        assertThat(
                client.all().stream().filter(frame -> address.equals(frame.getString("address"))))
            .first()
            .asString()
            .contains("stream:open:v1");
      }
    }
  }
}
