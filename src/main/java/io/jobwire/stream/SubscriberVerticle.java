package io.jobwire.stream;

import io.jobwire.ops.Health;
import io.jobwire.redis.RedisAccess;
import io.jobwire.redis.Subscriptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.EventBus;
import java.util.concurrent.atomic.AtomicInteger;

/** Redis's announcements come in, rings on this node's bus go out; looks into none of them. */
public final class SubscriberVerticle extends VerticleBase {
  private final RedisAccess redis;
  private final Health health;
  private final AtomicInteger numbers;
  private Subscriptions subscriptions;

  /** {@code numbers} gives each instance its own: a channel belongs to one of them. */
  public SubscriberVerticle(RedisAccess redis, Health health, AtomicInteger numbers) {
    this.redis = redis;
    this.health = health;
    this.numbers = numbers;
  }

  @Override
  public Future<?> start() {
    subscriptions = new Subscriptions(vertx, redis.address());
    subscriptions.open();
    health.watch("subscriber.redis", subscriptions::isUp);
    int number = numbers.getAndIncrement();
    EventBus bus = vertx.eventBus();
    Channels channels = new Channels(vertx, subscriptions);
    bus.<String>localConsumer(
        Doorbell.LISTEN + number,
        message -> channels.enter(message.body()).onSuccess(confirmed -> message.reply(null)));
    bus.<String>localConsumer(Doorbell.LEAVE + number, message -> channels.leave(message.body()));
    return Future.succeededFuture();
  }

  @Override
  public Future<?> stop() {
    return subscriptions.close();
  }
}
