package io.jobwire.http.sse;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobwire.http.Client;
import io.jobwire.http.Service;
import io.jobwire.http.limit.Holdings;
import io.jobwire.http.limit.RatePolicy;
import io.jobwire.http.limit.Rates;
import io.jobwire.http.limit.UserLimits;
import io.jobwire.model.Caller;
import io.jobwire.model.JobId;
import io.jobwire.model.Scope;
import io.jobwire.ops.Health;
import io.jobwire.redis.Keys;
import io.jobwire.redis.RedisAccess;
import io.jobwire.redis.RedisAddress;
import io.jobwire.redis.StoreLimits;
import io.jobwire.stream.StreamHub;
import io.jobwire.stream.SubscriberVerticle;
import io.jobwire.stream.Switchboard;
import io.jobwire.testing.Eventually;
import io.jobwire.testing.RedisServer;
import io.vertx.core.Context;
import io.vertx.core.Deployable;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("All streams of events of a loop")
class EventStreamsTest {
  private static final long PATIENCE_SECONDS = 20;

  private final Vertx vertx = Vertx.vertx();
  private final Context loop = vertx.getOrCreateContext();
  private Service service;
  private Client ada;
  private EventStreams streams;
  private HttpServer server;
  private long expiresAtMs = System.currentTimeMillis() + 3_600_000;

  @BeforeEach
  void start() {
    service = Service.start();
    ada = service.as("ada");
    RedisAccess redis =
        new RedisAccess(
            RedisAddress.single(RedisServer.shared().uri()),
            new Keys(service.prefix(), 1),
            new StoreLimits(200, 1 << 20, 60_000, 4 << 20),
            Duration.ofMillis(1_500),
            0);
    Switchboard switchboard = new Switchboard(1);
    Supplier<Deployable> ears =
        () ->
            new SubscriberVerticle(
                redis, new Health(), switchboard, new io.jobwire.stream.Attendances());
    got(vertx.deployVerticle(ears, new DeploymentOptions()));
    StreamHub hub =
        onLoop(
            () ->
                new StreamHub(
                    vertx,
                    redis,
                    switchboard,
                    new StreamHub.Pace(60_000, 0),
                    new io.jobwire.ops.Meters(
                        new io.micrometer.core.instrument.simple.SimpleMeterRegistry())));
    got(onLoop(hub::open));
    streams =
        onLoop(
            () ->
                new EventStreams(
                    vertx,
                    64 << 10,
                    new UserLimits(
                        new Holdings(new RatePolicy("subscriptions", 0, 0)),
                        new Rates(new RatePolicy("frames", 0, 1)),
                        new Rates(new RatePolicy("replay", 0, 1))),
                    new EventStreams.Care(50, 200, 1_500)));
    SseRoutes routes = new SseRoutes(hub, streams);
    Router router = Router.router(vertx);
    router.route("/jobs/:id").handler(context -> follow(routes, context));
    router.route().failureHandler(context -> context.response().setStatusCode(503).end());
    server =
        onLoop(
            () ->
                vertx
                    .createHttpServer(
                        new HttpServerOptions().setIdleTimeout(1).setSendBufferSize(64 << 10))
                    .requestHandler(router));
    got(onLoop(() -> server.listen(0, "127.0.0.1")));
  }

  private void follow(SseRoutes routes, RoutingContext context) {
    context.put("jobwire.caller", new Caller("ada", Set.of(Scope.JOBS_READ), expiresAtMs));
    routes.job(context, new JobId(context.pathParam("id")));
  }

  @AfterEach
  void stop() {
    got(vertx.close());
    service.close();
  }

  private <T> T onLoop(Supplier<T> step) {
    CompletableFuture<T> done = new CompletableFuture<>();
    loop.runOnContext(now -> done.complete(step.get()));
    return done.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
  }

  private static <T> T got(Future<T> answer) {
    return answer
        .toCompletionStage()
        .toCompletableFuture()
        .orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
        .join();
  }

  private static void eventually(String what, BooleanSupplier condition) {
    Eventually.holds(what, Duration.ofSeconds(PATIENCE_SECONDS), condition);
  }

  private EventSource open(String id) {
    return EventSource.open(server.actualPort(), 0, "/jobs/" + id);
  }

  private int connections() {
    return onLoop(streams::connections);
  }

  @Test
  @DisplayName("are counted, and forgotten at once when the reader has gone")
  void gone() {
    String id = ada.waiting();
    EventSource one = open(id);
    try (EventSource other = open(id)) {
      one.is(200).await("stream:live:v1");
      other.is(200).await("stream:live:v1");
      assertThat(connections()).isEqualTo(2);
      assertThat(onLoop(streams::subscriptions)).isEqualTo(2);
      assertThat(onLoop(streams::users)).containsExactly("ada");
      one.close();
      eventually("forgotten", () -> connections() == 1);
      ada.signal(id, "s", "go", null).is(202);
      other.await("job:signal:v1");
    }
    eventually("forgotten", () -> connections() == 0);
    assertThat(onLoop(streams::users)).isEmpty();
  }

  @Test
  @DisplayName("are kept alive while nothing happens, past the idle timeout of the listener")
  void quiet() {
    String id = ada.waiting();
    try (EventSource source = open(id)) {
      source.is(200).await("stream:live:v1");
      long start = System.nanoTime();
      eventually("past the idle timeout", () -> System.nanoTime() - start > 2_500_000_000L);
      ada.signal(id, "s", "go", null).is(202);
      source.await("job:signal:v1");
      assertThat(source.raw()).contains("\n\n:\n\n:\n\n");
    }
  }

  @Test
  @DisplayName("are cut when a reader takes nothing for too long")
  void stuck() {
    JsonObject input = new JsonObject().put("chunks", 800).put("bytes", 20_000).put("as", "event");
    String id =
        ada.created(
            new JsonObject().put("type", "load.stream").put("input", input).put("delayMs", 500));
    try (EventSource stuck = EventSource.open(server.actualPort(), 4_096, "/jobs/" + id)) {
      stuck.is(200);
      assertThat(connections()).isEqualTo(1);
      eventually("cut", () -> connections() == 0);
      assertThat(stuck.endsWhole()).isFalse();
    }
  }

  @Test
  @DisplayName("are told of the drain, sent away one after the other, and none else is let in")
  void drain() {
    String id = ada.waiting();
    List<EventSource> all = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      EventSource source = open(id).is(200);
      source.await("stream:live:v1");
      all.add(source);
    }
    Future<Void> drained = onLoop(() -> streams.drain(400));
    try (EventSource late = open(id)) {
      late.is(503);
    }
    List<Integer> after = new ArrayList<>();
    for (EventSource source : all) {
      JsonObject told = source.await("server:draining:v1").json();
      assertThat(told.getBoolean("control")).isTrue();
      after.add(told.getJsonObject("data").getInteger("reconnectAfterMs"));
      source.toTheEnd();
      source.close();
    }
    assertThat(after).doesNotHaveDuplicates();
    got(drained);
    assertThat(connections()).isZero();
  }

  @Test
  @DisplayName("end with the token, after a warning")
  void expiry() {
    expiresAtMs = System.currentTimeMillis() + 1_500;
    try (EventSource source = open(ada.waiting())) {
      JsonObject warning = source.is(200).await("auth:expiring:v1").json();
      assertThat(warning.getJsonObject("data").getLong("expiresAt")).isEqualTo(expiresAtMs);
      assertThat(source.events().get(0).type()).isEqualTo("stream:open:v1");
      source.toTheEnd();
      assertThat(System.currentTimeMillis()).isBetween(expiresAtMs, expiresAtMs + 5_000);
    }
  }

  @Test
  @DisplayName("are warned a minute before their token ends")
  void aMinuteAhead() {
    expiresAtMs = System.currentTimeMillis() + 61_500;
    try (EventSource source = open(ada.waiting())) {
      source.is(200).await("stream:live:v1");
      assertThat(source.all("auth:expiring:v1")).isEmpty();
      source.await("auth:expiring:v1");
      assertThat(expiresAtMs - System.currentTimeMillis()).isBetween(50_000L, 60_000L);
    }
  }
}
