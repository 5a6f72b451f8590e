package io.jobwire.stream;

import io.jobwire.redis.Census;
import io.jobwire.redis.Ids;
import io.jobwire.redis.RedisAccess;
import io.jobwire.redis.RedisLink;
import io.jobwire.redis.Subscriptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers for this process when somebody counts who is connected. Belongs to one event loop. */
final class CensusTaker implements Subscriptions.Listener {
  private static final Logger LOG = LoggerFactory.getLogger(CensusTaker.class);
  private static final long PRESENT_MS = Census.LEASE_MS / 3;

  private final Vertx vertx;
  private final RedisLink link;
  private final Census census;
  private final String channel;
  private final Attendances attendances;
  private final String process = Ids.random(12);
  private long timer;

  CensusTaker(Vertx vertx, RedisAccess redis, Attendances attendances) {
    this.vertx = vertx;
    this.attendances = attendances;
    link = redis.link(vertx).onUp(this::present);
    census = new Census(link, redis.keys());
    channel = redis.keys().census();
  }

  void open(Subscriptions subscriptions) {
    // Dropped on purpose: both go on trying, and without them nobody is counted here for a while.
    link.open();
    subscriptions.subscribe(channel, this);
    timer = vertx.setPeriodic(PRESENT_MS, tick -> present());
  }

  private void present() {
    census.present(process).onFailure(CensusTaker::later);
  }

  @Override
  public void message(String name, Buffer question) {
    attendances
        .all()
        .compose(here -> census.answer(question.toString(), here))
        .onFailure(CensusTaker::later);
  }

  @Override
  public void confirmed() {
    // Questions asked meanwhile are over: nobody waits that long for an answer.
  }

  private static void later(Throwable away) {
    LOG.debug("Not counted this time: {}", away.getMessage());
  }

  Future<Void> close() {
    vertx.cancelTimer(timer);
    return census.absent(process).otherwiseEmpty().eventually(link::close);
  }
}
