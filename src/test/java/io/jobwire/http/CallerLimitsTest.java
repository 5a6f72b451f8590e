package io.jobwire.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobwire.http.bridge.BridgeClient;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Who takes too much of a process")
class CallerLimitsTest {
  private static final int MOST = 5;

  @Test
  @DisplayName("gets 429 for what one address may not ask any more, and others go on")
  void requests() {
    try (Service service =
        Service.start(
            Map.of("limits.requestsPerSecond", 1, "http.trustedProxies", List.of("127.0.0.0/8")))) {
      Client anybody = service.anonymous();
      assertThat(anybody.get("/health", "X-Forwarded-For", "198.51.100.1").status())
          .isNotEqualTo(429);
      Reply refused = null;
      for (int i = 0; i < 50 && (refused == null || refused.status() != 429); i++) {
        refused = anybody.get("/health", "X-Forwarded-For", "6.6.6." + i + ", 198.51.100.2");
      }
      assertRateLimited(refused, "requests", "\"requests\";q=1;w=1");
      assertThat(anybody.get("/health", "X-Forwarded-For", "198.51.100.3").status())
          .isNotEqualTo(429);
    }
  }

  @Test
  @DisplayName("is told only so often that he is not known; who is known goes on at that address")
  void failures() {
    try (Service service = Service.start(Map.of("limits.failuresPerMinute", MOST))) {
      for (int i = 0; i < MOST; i++) {
        service.anonymous().get("/api/me").isProblem(401, "unauthorized");
      }
      Client forger = service.anonymous().with("a.b.c");
      assertRateLimited(
          forger.get("/api/me", "X-Forwarded-For", "198.51.100.1"),
          "failures",
          "\"failures\";q=5;w=60");
      service.as("ada").get("/api/me").is(200);
    }
  }

  @Test
  @DisplayName("gets no more connections than an address may have, until one of them is closed")
  void connections() throws IOException {
    try (Service service =
        Service.start(Map.of("limits.connectionsPerAddress", MOST, "verticles.api.instances", 1))) {
      List<Socket> open = new ArrayList<>();
      for (int i = 0; i < MOST; i++) {
        open.add(new Socket("127.0.0.1", service.port()));
        assertThat(ask(open.get(i))).startsWith("HTTP/1.1 200");
      }
      try (Socket another = new Socket("127.0.0.1", service.port())) {
        assertThat(ask(another))
            .startsWith("HTTP/1.1 429")
            .containsIgnoringCase("retry-after: 1")
            .containsIgnoringCase("ratelimit-policy: \"connections\";q=5\r\n");
        assertThat(another.getInputStream().read()).isEqualTo(-1);
      }
      open.remove(0).close();
      assertThat(ask(eventuallyServed(service.port()))).startsWith("HTTP/1.1 200");
      for (Socket socket : open) {
        socket.close();
      }
    }
  }

  @Test
  @DisplayName("follows no more than one user may, on sockets and responses together")
  void subscriptions() throws IOException, InterruptedException {
    try (Service service = Service.start(Map.of("limits.subscriptionsPerUser", 3))) {
      Client ada = service.as("ada");
      List<String> jobs = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        jobs.add(ada.waiting());
      }
      String token = service.token("ada", "jobs:read", "jobs:write");
      try (BridgeClient socket = BridgeClient.as(token, service.port())) {
        for (int i = 0; i < 2; i++) {
          opened(socket, "job." + jobs.get(i));
        }
        assertThat(events(service.port(), token, jobs.get(2) + "," + jobs.get(3)).statusCode())
            .isEqualTo(429);
        try (InputStream third = events(service.port(), token, jobs.get(2)).body()) {
          assertThat(third.read()).isPositive();
          socket.register("job." + jobs.get(3));
          assertThat(socket.first(CallerLimitsTest::isTooMany).getString("address"))
              .isEqualTo("job." + jobs.get(3));
          opened(socket, "job." + jobs.get(0));
        }
        socket.unregister("job." + jobs.get(0)).unregister("job." + jobs.get(1));
        opened(socket, "job." + jobs.get(3));
        String others = service.token("ben", "jobs:read", "jobs:write");
        try (BridgeClient other = BridgeClient.as(others, service.port())) {
          opened(other, "user");
        }
      }
    }
  }

  private static void opened(BridgeClient socket, String address) {
    socket.register(address);
    socket.first(
        frame ->
            address.equals(frame.getString("address"))
                && frame.getValue("body") instanceof JsonObject event
                && event.getString("type").equals("stream:open:v1"));
  }

  private static boolean isTooMany(JsonObject frame) {
    return frame.getString("type").equals("err") && frame.getInteger("failureCode") == 429;
  }

  private static void assertRateLimited(Reply reply, String name, String policy) {
    reply.isProblem(429, "rate_limited");
    String seconds = reply.header("Retry-After");
    assertThat(Integer.parseInt(seconds)).isPositive();
    assertThat(reply.header("RateLimit")).isEqualTo("\"" + name + "\";r=0;t=" + seconds);
    assertThat(reply.header("RateLimit-Policy")).isEqualTo(policy);
  }

  private static HttpResponse<InputStream> events(int port, String token, String jobs)
      throws IOException, InterruptedException {
    URI address = URI.create("http://127.0.0.1:" + port + "/api/events?jobs=" + jobs);
    HttpRequest request =
        HttpRequest.newBuilder(address).header("Authorization", "Bearer " + token).build();
    return HttpClient.newHttpClient().send(request, BodyHandlers.ofInputStream());
  }

  /** The end of the first connection is seen by the service some time after it was closed here. */
  private static Socket eventuallyServed(int port) throws IOException {
    for (int tries = 0; tries < 1_000; tries++) {
      Socket socket = new Socket("127.0.0.1", port);
      if (ask(socket).startsWith("HTTP/1.1 200")) {
        return socket;
      }
      socket.close();
    }
    throw new AssertionError("No connection was given back");
  }

  /** Asks, and reads the answer's head and body. */
  private static String ask(Socket socket) throws IOException {
    socket.setSoTimeout(10_000);
    socket
        .getOutputStream()
        .write(
            "GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    StringBuilder answer = new StringBuilder();
    InputStream in = socket.getInputStream();
    while (answer.indexOf("\r\n\r\n") < 0) {
      answer.append((char) in.read());
    }
    String head = answer.toString();
    int length = Integer.parseInt(head.replaceAll("(?is).*content-length: (\\d+).*", "$1"));
    in.readNBytes(length);
    return head;
  }
}
