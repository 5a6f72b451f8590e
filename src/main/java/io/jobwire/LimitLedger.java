package io.jobwire;

import io.jobwire.http.limit.Ledger;
import io.jobwire.model.Counted;
import io.jobwire.redis.LimitBook;
import io.jobwire.redis.RedisAccess;
import io.jobwire.redis.RedisLink;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Optional;

/** The limits of all processes, in Redis, on a connection of their own. */
record LimitLedger(RedisLink link, LimitBook book) implements Ledger {

  static LimitLedger in(RedisAccess redis, Vertx loop) {
    RedisLink link = redis.link(loop);
    return new LimitLedger(link, new LimitBook(link, redis.keys()));
  }

  @Override
  public Future<Void> open() {
    return link.open();
  }

  @Override
  public boolean isUp() {
    return link.isUp();
  }

  @Override
  public Future<List<Long>> spend(long spanMicros, List<Counted> taken) {
    return book.spend(spanMicros, taken);
  }

  @Override
  public Future<Optional<List<Long>>> hold(List<Counted> held) {
    return book.hold(held);
  }

  @Override
  public Future<Void> close() {
    return book.leave().otherwiseEmpty().eventually(link::close);
  }
}
