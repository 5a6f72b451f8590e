package io.jobwire.redis;

import io.jobwire.model.Refused;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;

/**
 * Waits until replicas hold what was written, where the settings ask for it. On a connection of its
 * own: WAIT holds up everything behind it. A small write goes first, because WAIT counts only what
 * its own connection wrote, and replication keeps the order.
 */
public final class Replicas {
  private static final int PATIENCE_MS = 1_000;

  private final RedisLink link;
  private final Keys keys;
  private final int wanted;

  private Replicas(RedisLink link, Keys keys, int wanted) {
    this.link = link;
    this.keys = keys;
    this.wanted = wanted;
  }

  /** The default: the primary's word is enough. */
  public static Replicas none() {
    return new Replicas(null, null, 0);
  }

  public static Replicas waitFor(int wanted, RedisLink link, Keys keys) {
    return new Replicas(link, keys, wanted);
  }

  Future<Void> acknowledge(int partition) {
    if (wanted == 0) {
      return Future.succeededFuture();
    }
    Future<Response> written =
        link.send(Request.cmd(Command.INCR).arg(keys.acknowledged(partition)));
    Future<Response> seen = link.send(Request.cmd(Command.WAIT).arg(wanted).arg(PATIENCE_MS));
    return Future.all(written, seen)
        .compose(both -> seen.result().toInteger() >= wanted ? Future.succeededFuture() : tooFew());
  }

  private static Future<Void> tooFew() {
    return Future.failedFuture(
        Refused.unavailable("Too few replicas have acknowledged the write; try again."));
  }
}
