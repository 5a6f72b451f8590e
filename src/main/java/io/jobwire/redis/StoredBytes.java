package io.jobwire.redis;

import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;

/** How much the jobs of a user hold in all partitions: the scripts keep the number of each. */
public final class StoredBytes {
  private final RedisLink link;
  private final Keys keys;

  public StoredBytes(RedisLink link, Keys keys) {
    this.link = link;
    this.keys = keys;
  }

  public Future<Long> of(String user) {
    List<Future<Response>> parts =
        IntStream.range(0, keys.partitions()).mapToObj(p -> in(p, user)).toList();
    return Future.all(parts)
        .map(
            all ->
                parts.stream()
                    .map(Future::result)
                    .filter(Objects::nonNull)
                    .mapToLong(Response::toLong)
                    .sum());
  }

  private Future<Response> in(int partition, String user) {
    return link.send(Request.cmd(Command.HGET).arg(keys.stored(partition)).arg(user));
  }
}
