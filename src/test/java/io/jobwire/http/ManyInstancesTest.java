package io.jobwire.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobwire.http.bridge.BridgeClient;
import io.jobwire.model.Counted;
import io.jobwire.redis.Keys;
import io.jobwire.redis.LimitBook;
import io.jobwire.redis.RedisAddress;
import io.jobwire.redis.RedisLink;
import io.jobwire.testing.Eventually;
import io.jobwire.testing.RedisServer;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("Who takes too much of three instances together")
class ManyInstancesTest {
  private static final int RATE = 20;
  private static final long ATTACK_SECONDS = 8;

  /**
   * What is at once at each of them, and goes on until they have heard of each other: by far less
   * than what three that know nothing of each other would let pass.
   */
  private static final int AT_ONCE = 10 * RATE;

  @TempDir Path folder;

  @Test
  @DisplayName("may ask about as often as at one, and others go on")
  void requests() {
    Map<String, Object> settings =
        Map.of("limits.requestsPerSecond", RATE, "http.trustedProxies", List.of("127.0.0.0/8"));
    try (Service one = Service.start(settings);
        Service two = one.another();
        Service three = one.another()) {
      List<CompletableFuture<Long>> attacks =
          List.of(one, two, three).stream()
              .map(each -> CompletableFuture.supplyAsync(() -> attack(each)))
              .toList();
      assertAboutAsOne(attacks.stream().mapToLong(Client::join).sum());
      assertThat(one.anonymous().get("/api/types", "X-Forwarded-For", "198.51.100.2").status())
          .isEqualTo(401);
    }
  }

  /** How many were not refused for being too many. */
  private static long attack(Service service) {
    Client attacker = service.anonymous();
    long passed = 0;
    for (long end = after(ATTACK_SECONDS); System.nanoTime() < end; pause()) {
      Reply reply = attacker.get("/health", "X-Forwarded-For", "198.51.100.1");
      passed += reply.status() == 429 ? 0 : 1;
    }
    return passed;
  }

  private static void assertAboutAsOne(long passed) {
    assertThat(passed).isBetween(RATE * ATTACK_SECONDS / 2, RATE * ATTACK_SECONDS + AT_ONCE);
  }

  @Test
  @DisplayName("may send about as many frames as at one, from all his sockets")
  void frames() {
    Map<String, Object> settings =
        Map.of(
            "limits.framesPerUser", RATE,
            "limits.framesPerSecond", 10_000,
            "limits.subscriptionsPerSocket", 1);
    try (Service one = Service.start(settings);
        Service two = one.another();
        Service three = one.another();
        BridgeClient first = ada(one);
        BridgeClient second = ada(two);
        BridgeClient third = ada(three)) {
      List<BridgeClient> sockets = List.of(first, second, third);
      int sent = 0;
      for (long end = after(ATTACK_SECONDS); System.nanoTime() < end; pause()) {
        JsonObject ping = new JsonObject().put("type", "ping").put("id", sent++);
        sockets.forEach(socket -> socket.say(ping));
      }
      int pings = sent;
      sockets.forEach(socket -> eventually(() -> socket.all().size() == pings));
      assertAboutAsOne(sockets.stream().mapToLong(ManyInstancesTest::pongs).sum());
      assertThat(first.first(ManyInstancesTest::isTooMany).getString("message"))
          .isEqualTo("rate_limited");
      try (BridgeClient ben = BridgeClient.as(one.token("ben", "jobs:read"), one.port())) {
        ben.say("{\"type\":\"ping\",\"id\":1}");
        assertThat(ben.next().getString("type")).isEqualTo("pong");
      }
    }
  }

  private static long pongs(BridgeClient socket) {
    return socket.all().stream().filter(frame -> frame.getString("type").equals("pong")).count();
  }

  private static boolean isTooMany(JsonObject frame) {
    return frame.getString("type").equals("err") && frame.getInteger("failureCode") == 429;
  }

  @Test
  @DisplayName("may follow as many as at one; what is left, ended or dead counts no more")
  void subscriptions() {
    Map<String, Object> settings =
        Map.of("limits.subscriptionsPerUser", 4, "limits.framesPerSecond", 10_000);
    try (Service one = Service.start(settings);
        Service two = one.another();
        BridgeClient atOne = ada(one);
        BridgeClient atTwo = ada(two)) {
      List<String> jobs = IntStream.range(0, 4).mapToObj(i -> one.as("ada").waiting()).toList();
      jobs.subList(0, 3).forEach(job -> opens(atOne, job));
      opens(atTwo, jobs.get(0));
      eventually(() -> !gets(atTwo, jobs.get(1)));
      jobs.subList(0, 2).forEach(job -> atOne.unregister("job." + job));
      eventually(() -> gets(atTwo, jobs.get(1)));
      try (Service three = one.another();
          BridgeClient atThree = ada(three)) {
        opens(atThree, jobs.get(0));
        eventually(() -> !gets(atThree, jobs.get(1)));
        atTwo.unregister("job." + jobs.get(0));
        eventually(() -> gets(atThree, jobs.get(1)));
      }
      eventually(() -> gets(atTwo, jobs.get(0)) && gets(atTwo, jobs.get(1)));
      dies(two.prefix(), new Counted("subscriptions", "ada", 4));
      eventually(() -> !gets(atTwo, jobs.get(2)));
      eventually(() -> gets(atTwo, jobs.get(2)));
    }
  }

  private static void opens(BridgeClient socket, String job) {
    assertThat(gets(socket, job)).isTrue();
  }

  /** Follows it, if he may; and leaves what he had of it before. */
  private static boolean gets(BridgeClient socket, String job) {
    socket.unregister("job." + job);
    int before = socket.all().size();
    socket.register("job." + job);
    JsonObject[] answer = new JsonObject[1];
    eventually(
        () -> {
          List<JsonObject> all = socket.all();
          answer[0] =
              all.subList(before, all.size()).stream()
                  .filter(frame -> ("job." + job).equals(frame.getString("address")))
                  .filter(frame -> isTooMany(frame) || isOpening(frame))
                  .findFirst()
                  .orElse(null);
          return answer[0] != null;
        });
    return !isTooMany(answer[0]);
  }

  private static boolean isOpening(JsonObject frame) {
    return frame.getValue("body") instanceof JsonObject event
        && event.getString("type").equals("stream:open:v1");
  }

  /** A process that held this, and was killed. */
  private static void dies(String prefix, Counted held) {
    Vertx vertx = Vertx.vertx();
    RedisLink link =
        new RedisLink(
            vertx, RedisAddress.single(RedisServer.shared().uri()), Duration.ofSeconds(5));
    try {
      LimitBook book = new LimitBook(link, new Keys(prefix, 1));
      link.open().compose(up -> book.hold(List.of(held))).await(10, TimeUnit.SECONDS);
      link.close().eventually(vertx::close).await(10, TimeUnit.SECONDS);
    } catch (TimeoutException late) {
      throw new AssertionError(late);
    }
  }

  @Test
  @DisplayName("is refused for what he has at others only while Redis says so")
  void redisAway() throws IOException {
    try (RedisServer redis = RedisServer.startOwn(folder);
        Service one =
            Service.start(
                Map.of(
                    "redis.url",
                    redis.uri(),
                    "redis.prefix",
                    redis.freshPrefix(),
                    "verticles.api.instances",
                    1,
                    "limits.connectionsPerAddress",
                    4));
        Service two = one.another()) {
      List<Wire> held = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        held.add(Wire.to(one.anonymous()));
        assertThat(isLetIn(held.get(i))).isTrue();
      }
      held.add(Wire.to(two.anonymous()));
      assertThat(isLetIn(held.get(4))).isTrue();
      eventually(() -> !comesIn(two));
      redis.kill();
      eventually(() -> comesIn(two));
      redis.restart();
      eventually(() -> !comesIn(two));
      held.subList(0, 4).forEach(Wire::close);
      eventually(() -> comesIn(two));
      held.get(4).close();
    }
  }

  private static boolean isLetIn(Wire wire) {
    String ask = "GET /api/me";
    return wire.say(ask + " HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n").reply(ask).status() != 429;
  }

  private static boolean comesIn(Service service) {
    try (Wire wire = Wire.to(service.anonymous())) {
      return isLetIn(wire);
    }
  }

  private static BridgeClient ada(Service service) {
    return BridgeClient.as(service.token("ada", "jobs:read", "jobs:write"), service.port());
  }

  private static void eventually(BooleanSupplier condition) {
    Eventually.holds("what was waited for", Duration.ofSeconds(20), condition);
  }

  private static long after(long seconds) {
    return System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
  }

  private static void pause() {
    LockSupport.parkNanos(10_000_000);
  }
}
