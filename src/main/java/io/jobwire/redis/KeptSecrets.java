package io.jobwire.redis;

import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.nio.charset.StandardCharsets;

/**
 * Secrets of our own: random, each made once by whoever asks first and kept in Redis, so that what
 * they sign holds on every instance and outlives a restart.
 */
public final class KeptSecrets {
  private final RedisLink link;
  private final Keys keys;

  public KeptSecrets(RedisLink link, Keys keys) {
    this.link = link;
    this.keys = keys;
  }

  /** The key of development mode. */
  public Future<byte[]> development() {
    return read(keys.developmentSecret());
  }

  /** What stream tokens are signed with, whoever signs all others. */
  public Future<byte[]> streams() {
    return read(keys.streamSecret());
  }

  private Future<byte[]> read(String key) {
    return link.send(Request.cmd(Command.SETNX).arg(key).arg(Ids.random(64)))
        .compose(set -> link.send(Request.cmd(Command.GET).arg(key)))
        .map(Response::toString)
        .map(secret -> secret.getBytes(StandardCharsets.US_ASCII));
  }
}
