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
  private final Attendances attendances;
  private Subscriptions subscriptions;
  private CensusTaker census;

  public SubscriberVerticle(
      RedisAccess redis, Health health, Switchboard switchboard, Attendances attendances) {
    this.redis = redis;
    this.health = health;
    this.switchboard = switchboard;
    this.attendances = attendances;
  }

  @Override
  public Future<?> start() {
    subscriptions = new Subscriptions(vertx, redis.address());
    subscriptions.open();
    health.watch("subscriber.redis", subscriptions::isUp);
    boolean first = switchboard.open(context, new Channels(vertx, subscriptions));
    if (first) {
      census = new CensusTaker(vertx, redis, attendances);
      census.open(subscriptions);
    }
    return Future.succeededFuture();
  }

  @Override
  public Future<?> stop() {
    return census == null ? subscriptions.close() : census.close().eventually(subscriptions::close);
  }
}
