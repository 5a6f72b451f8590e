package io.jobwire.redis;

import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.function.LongConsumer;

/**
 * What every verticle needs to reach the store: where it is, how it is laid out, what it is held
 * to.
 */
public record RedisAccess(
    RedisAddress address,
    Keys keys,
    StoreLimits limits,
    Duration timeout,
    int waitReplicas,
    LongConsumer onAnswer) {

  /** Where nobody asks how long answers take. */
  public RedisAccess(
      RedisAddress address, Keys keys, StoreLimits limits, Duration timeout, int waitReplicas) {
    this(address, keys, limits, timeout, waitReplicas, nanos -> {});
  }

  /** The same, with somebody who hears how long each answer took, in nanoseconds. */
  public RedisAccess told(LongConsumer listener) {
    return new RedisAccess(address, keys, limits, timeout, waitReplicas, listener);
  }

  public RedisLink link(Vertx vertx) {
    return new RedisLink(vertx, address, timeout).onAnswer(onAnswer);
  }

  public JobStore store(RedisLink link, RedisLink waiting) {
    Replicas replicas =
        waitReplicas == 0 ? Replicas.none() : Replicas.waitFor(waitReplicas, waiting, keys);
    return new JobStore(link, keys, limits, replicas);
  }
}
