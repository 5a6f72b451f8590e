package io.jobwire;

import io.jobwire.ops.Meters;
import io.jobwire.redis.RedisMemory;
import io.vertx.core.Vertx;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks Redis now and then how full it is; while it is away, the last answer stands. */
final class MemoryGauges {
  private static final Logger LOG = LoggerFactory.getLogger(MemoryGauges.class);
  private static final long EVERY_MS = 5_000;

  private final Vertx vertx;
  private final RedisMemory memory;
  private volatile RedisMemory.Read last = new RedisMemory.Read(0, 0);

  MemoryGauges(Vertx vertx, RedisMemory memory, Meters meters) {
    this.vertx = vertx;
    this.memory = memory;
    meters.gauge("jobwire.redis.memory.used.bytes", "Memory that Redis uses", () -> last.used());
    meters.gauge(
        "jobwire.redis.memory.max.bytes",
        "Memory that Redis may use; 0 is no limit",
        () -> last.most());
  }

  /** Ends with Vert.x. */
  void open() {
    vertx.setPeriodic(0, EVERY_MS, tick -> ask());
  }

  private void ask() {
    memory
        .read()
        .onSuccess(read -> last = read)
        .onFailure(away -> LOG.debug("Redis does not say how full it is: {}", away.getMessage()));
  }
}
