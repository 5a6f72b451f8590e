package io.jobwire.stream;

import io.jobwire.ops.Health;
import io.jobwire.redis.RedisAccess;
import io.jobwire.redis.Subscriptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;

/** Redis's announcements come in, frames for this node's loops go out; looks into no event. */
public final class SubscriberVerticle extends VerticleBase {
  private final RedisAccess redis;
  private final Health health;
  private final Switchboard switchboard;
  private Subscriptions subscriptions;

  public SubscriberVerticle(RedisAccess redis, Health health, Switchboard switchboard) {
    this.redis = redis;
    this.health = health;
    this.switchboard = switchboard;
  }

  @Override
  public Future<?> start() {
    subscriptions = new Subscriptions(vertx, redis.address());
    subscriptions.open();
    health.watch("subscriber.redis", subscriptions::isUp);
    switchboard.open(context, new Channels(vertx, subscriptions));
    return Future.succeededFuture();
  }

  @Override
  public Future<?> stop() {
    return subscriptions.close();
  }
}
