package io.jobwire.redis;

import io.vertx.core.Vertx;
import java.time.Duration;

/**
 * What every verticle needs to reach the store: where it is, how it is laid out, what it is held
 * to.
 */
public record RedisAccess(
    RedisAddress address, Keys keys, StoreLimits limits, Duration timeout, int waitReplicas) {

  public RedisLink link(Vertx vertx) {
    return new RedisLink(vertx, address, timeout);
  }

  public JobStore store(RedisLink link, RedisLink waiting) {
    Replicas replicas =
        waitReplicas == 0 ? Replicas.none() : Replicas.waitFor(waitReplicas, waiting, keys);
    return new JobStore(link, keys, limits, replicas);
  }
}
