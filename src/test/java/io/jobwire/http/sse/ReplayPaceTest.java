package io.jobwire.http.sse;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobwire.http.Client;
import io.jobwire.http.Reply;
import io.jobwire.http.Service;
import io.jobwire.http.bridge.BridgeClient;
import io.jobwire.http.sse.EventSource.Event;
import io.jobwire.testing.Eventually;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A user who is given so many bytes of logs in a second")
class ReplayPaceTest {
  private static final int RATE = 200_000;
  private static final int EVENTS = 100;
  private static final int EVENT_BYTES = 8_000;

  /** Without a second's worth, which comes at once, and without what comes last. */
  private static final long SECONDS = EVENTS * EVENT_BYTES / RATE - 2;

  private static Service service;

  @BeforeAll
  static void start() {
    service =
        Service.start(
            Map.of(
                "limits.replayBytesPerSecond", RATE,
                "bridge.heartbeatMs", 200,
                "jobs.leaseMs", 1_500,
                "jobs.sweepMs", 200));
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  /** Somebody of whom nothing was read yet, and a job of his. */
  private record Owner(Client client, String job, List<String> log) {
    static Owner named(String name) {
      Client client = service.as(name);
      JsonObject input =
          new JsonObject().put("chunks", EVENTS).put("bytes", EVENT_BYTES).put("as", "event");
      String job = client.created("load.stream", input);
      eventually(() -> client.view(job).getString("state").equals("completed"));
      return new Owner(client, job, logOf(name, job));
    }

    /** Read by somebody else, at whose expense it is. */
    private static List<String> logOf(String name, String job) {
      Client reader = service.as("reader of " + name, "jobs:read", "admin");
      return Reply.objects(reader.whole(job).getJsonArray("events")).stream()
          .map(JsonObject::encode)
          .toList();
    }

    String path() {
      return "/api/jobs/" + job + "/events";
    }

    BridgeClient atBridge(String... headers) {
      BridgeClient socket = BridgeClient.as(client.token(), client.port());
      return socket.register("job." + job, headers);
    }

    List<String> at(BridgeClient socket) {
      return socket.numbered("job." + job).stream().map(JsonObject::encode).toList();
    }
  }

  @Test
  @DisplayName("gets all of a log in its order on a socket, no faster, and is live then")
  void bridge() {
    Owner owner = Owner.named("ada");
    long began = System.nanoTime();
    try (BridgeClient socket = owner.atBridge()) {
      socket.event("job." + owner.job, "stream:end:v1");
      assertThat(seconds(began)).isBetween(SECONDS, 5 * SECONDS);
      assertThat(owner.at(socket)).isEqualTo(owner.log);
      assertThat(opened(socket)).isEqualTo(1);
    }
  }

  @Test
  @DisplayName("gets all of a log in its order as server-sent events, no faster")
  void serverSent() {
    Owner owner = Owner.named("ben");
    long began = System.nanoTime();
    try (EventSource source = EventSource.open(owner.client, owner.path())) {
      source.is(200).toTheEnd();
      assertThat(seconds(began)).isBetween(SECONDS, 5 * SECONDS);
      assertThat(source.numbered()).map(Event::data).isEqualTo(owner.log);
    }
  }

  @Test
  @DisplayName(
      "shares that among all his viewers, also at another instance, and each has all of it")
  void shared() {
    Owner owner = Owner.named("carla");
    long began = System.nanoTime();
    try (Service other = service.another();
        BridgeClient socket = owner.atBridge();
        BridgeClient elsewhere = BridgeClient.as(owner.client.token(), other.port());
        EventSource source = EventSource.open(owner.client, owner.path())) {
      elsewhere.register("job." + owner.job);
      source.is(200).toTheEnd();
      socket.event("job." + owner.job, "stream:end:v1");
      elsewhere.event("job." + owner.job, "stream:end:v1");
      assertThat(seconds(began)).isBetween(3 * SECONDS, 15 * SECONDS);
      assertThat(source.numbered()).map(Event::data).isEqualTo(owner.log);
      assertThat(owner.at(socket)).isEqualTo(owner.log);
      assertThat(owner.at(elsewhere)).isEqualTo(owner.log);
    }
  }

  @Test
  @DisplayName("hears what happens at once where he is live, however much he was given before")
  void live() {
    Owner owner = Owner.named("dora");
    String other = owner.client.waiting();
    try (BridgeClient socket = owner.atBridge()) {
      BridgeClient live = socket.register("job." + other);
      live.event("job." + other, "stream:live:v1");
      try (BridgeClient behind = owner.atBridge()) {
        behind.event("job." + owner.job, "stream:open:v1");
        owner.client.signal(other, "s", "go", null).is(202);
        live.event("job." + other, "job:signal:v1");
        assertThat(owner.at(behind)).hasSizeLessThan(owner.log.size());
      }
    }
  }

  @Test
  @DisplayName("is told when to ask for the next page, and for the whole job; others may at once")
  void pages() {
    Owner owner = Owner.named("erik");
    owner.client.whole(owner.job);
    for (String path :
        List.of(
            owner.path(),
            "/api/jobs/" + owner.job + "/state",
            "/api/job/" + owner.job + "/state")) {
      Reply refused = owner.client.get(path).isProblem(429, "rate_limited");
      String seconds = refused.header("Retry-After");
      assertThat(Integer.parseInt(seconds)).isBetween(1, 60);
      assertThat(refused.header("RateLimit")).isEqualTo("\"replay\";r=0;t=" + seconds);
      assertThat(refused.header("RateLimit-Policy")).isEqualTo("\"replay\";q=" + RATE + ";w=1");
    }
    service.as("fred", "jobs:read", "admin").get(owner.path()).is(200);
    owner.client.get("/api/jobs/" + owner.job).is(200);
    eventually(() -> owner.client.get(owner.path()).status() == 200);
  }

  @Test
  @DisplayName("is told at once of what is not there, although he waits for everything else")
  void notThere() {
    Owner owner = Owner.named("gina");
    String state = "/api/jobs/" + owner.job + "/state";
    Stream.generate(() -> owner.client.getAsync(state)).limit(3).toList().forEach(Client::join);
    try (BridgeClient socket = owner.atBridge()) {
      socket.register("job.none");
      JsonObject refusal = socket.next();
      assertThat(refusal.getString("address")).isEqualTo("job.none");
      assertThat(refusal.getInteger("failureCode")).isEqualTo(404);
      owner.client.get(state).isProblem(429, "rate_limited");
    }
  }

  @Test
  @DisplayName("is there while he waits, for a job that is cancelled when nobody is")
  void watches() {
    Owner owner = Owner.named("hugo");
    String job =
        owner.client.created(
            new JsonObject()
                .put("type", "load.sleep")
                .put("input", new JsonObject().put("ms", 600_000))
                .put("onDisconnect", "cancel")
                .put("graceMs", 500));
    BridgeClient before = BridgeClient.as(owner.client.token(), owner.client.port());
    before.register("job." + job).event("job." + job, "job:running:v1");
    owner.client.whole(owner.job);
    try (BridgeClient after = BridgeClient.as(owner.client.token(), owner.client.port())) {
      after.register("job." + job);
      before.close();
      after.event("job." + job, "stream:live:v1");
      owner.client.signal(job, "s", "go", null).is(202);
      after.event("job." + job, "job:signal:v1");
      assertThat(owner.client.view(job).getString("state")).isEqualTo("running");
    }
  }

  private static long opened(BridgeClient socket) {
    return socket.all().stream()
        .filter(frame -> frame.getValue("body") instanceof JsonObject)
        .filter(frame -> frame.getJsonObject("body").getString("type").equals("stream:open:v1"))
        .count();
  }

  private static long seconds(long began) {
    return TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - began);
  }

  private static void eventually(BooleanSupplier condition) {
    Eventually.holds("what was waited for", Duration.ofSeconds(30), condition);
  }
}
