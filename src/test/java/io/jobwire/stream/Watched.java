package io.jobwire.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobwire.model.Backoff;
import io.jobwire.model.ClaimedJob;
import io.jobwire.model.JobId;
import io.jobwire.model.Json;
import io.jobwire.model.JsonText;
import io.jobwire.model.NewJob;
import io.jobwire.model.WorkEvent;
import io.jobwire.ops.Health;
import io.jobwire.ops.Meters;
import io.jobwire.redis.Claims;
import io.jobwire.redis.Ids;
import io.jobwire.redis.JobStore;
import io.jobwire.redis.Keys;
import io.jobwire.redis.RedisAccess;
import io.jobwire.redis.RedisAddress;
import io.jobwire.redis.RedisLink;
import io.jobwire.redis.StoreLimits;
import io.jobwire.testing.Eventually;
import io.jobwire.testing.RedisServer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** A node's ears and one loop's hub on a real Redis, and a worker who writes. */
final class Watched implements AutoCloseable {
  static final String ANNA = "anna";
  static final String TYPE = "work";
  private static final Duration PATIENCE = Duration.ofSeconds(15);

  final Vertx vertx = Vertx.vertx();
  final RedisServer redis;
  final Keys keys;
  final StoreLimits limits;
  final RedisLink link;
  final JobStore store;
  final StreamHub hub;
  private final Context loop;

  Watched(RedisServer redis, long backlogEvents, long heartbeatMs) {
    this.redis = redis;
    keys = new Keys(redis.freshPrefix(), 1);
    limits = new StoreLimits(backlogEvents, 64 << 20, 60_000, 4 << 20);
    RedisAccess access =
        new RedisAccess(
            RedisAddress.single(redis.uri()), keys, limits, Duration.ofMillis(1_500), 0);
    Switchboard switchboard = new Switchboard(1);
    got(
        vertx.deployVerticle(
            () ->
                new SubscriberVerticle(
                    access, new Health(), switchboard, new io.jobwire.stream.Attendances()),
            new DeploymentOptions()));
    link = access.link(vertx);
    got(link.open());
    store = access.store(link, link);
    loop = vertx.getOrCreateContext();
    hub =
        onLoop(
            () ->
                new StreamHub(
                    vertx,
                    access,
                    switchboard,
                    new StreamHub.Pace(heartbeatMs, 0),
                    new Meters(new SimpleMeterRegistry())));
    got(onLoop(hub::open));
  }

  /** On the hub's own loop, where all of it is used. */
  <T> T onLoop(Supplier<T> step) {
    CompletableFuture<T> done = new CompletableFuture<>();
    loop.runOnContext(
        now -> {
          try {
            done.complete(step.get());
          } catch (RuntimeException | Error failed) {
            done.completeExceptionally(failed);
          }
        });
    return done.orTimeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS).join();
  }

  Follower follow(TestViewer viewer, JobId id, String after) {
    return follow(viewer, new Follow(new StreamName.OfJob(id), ANNA, after, false));
  }

  Follower follow(TestViewer viewer, Follow wish) {
    return onLoop(() -> (Follower) hub.follow(wish, viewer));
  }

  // jobs

  ClaimedJob running(String name) {
    NewJob job =
        new NewJob(
            TYPE,
            JsonText.EMPTY_OBJECT,
            null,
            0,
            0,
            null,
            3,
            null,
            new Backoff(Backoff.Kind.FIXED, 0, 0),
            false,
            0,
            List.of());
    got(store.create(new JobId(name), ANNA, "hash", job));
    return claimed();
  }

  ClaimedJob claimed() {
    List<ClaimedJob> jobs =
        got(new Claims(link, keys, limits).claim(0, "w", Ids.random(12), 1, Map.of(TYPE, 1)));
    assertThat(jobs).hasSize(1);
    return jobs.get(0);
  }

  static WorkEvent own(int n) {
    return WorkEvent.of("x:step:v1", new JsonText("{\"n\":" + n + "}"));
  }

  static WorkEvent chunk(String text) {
    return WorkEvent.chunk(
        text,
        Json.object(
            out -> {
              out.writeStringField("text", text);
              out.writeNumberField("index", 0);
            }));
  }

  // answers

  static <T> T got(Future<T> answer) {
    try {
      return answer.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException late) {
      throw new AssertionError("no answer", late);
    }
  }

  static void eventually(String what, BooleanSupplier condition) {
    Eventually.holds(what, PATIENCE, condition);
  }

  @Override
  public void close() {
    got(onLoop(hub::close));
    got(link.close());
    got(vertx.close());
  }
}
