package io.jobwire.redis;

import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.nio.charset.StandardCharsets;

/**
 * The key of development mode: random, made once, kept in Redis, so that tokens outlive a restart.
 */
public final class DevelopmentSecret {
  private final RedisLink link;
  private final Keys keys;

  public DevelopmentSecret(RedisLink link, Keys keys) {
    this.link = link;
    this.keys = keys;
  }

  public Future<byte[]> read() {
    String fresh = Ids.random(64);
    return link.send(Request.cmd(Command.SETNX).arg(keys.developmentSecret()).arg(fresh))
        .compose(set -> link.send(Request.cmd(Command.GET).arg(keys.developmentSecret())))
        .map(Response::toString)
        .map(secret -> secret.getBytes(StandardCharsets.US_ASCII));
  }
}
