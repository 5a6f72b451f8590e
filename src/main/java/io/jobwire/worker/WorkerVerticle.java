package io.jobwire.worker;

import io.jobwire.bus.Wakeups;
import io.jobwire.ops.Health;
import io.jobwire.ops.Meters;
import io.jobwire.redis.Claims;
import io.jobwire.redis.Ids;
import io.jobwire.redis.JobTypes;
import io.jobwire.redis.Keys;
import io.jobwire.redis.RedisAccess;
import io.jobwire.redis.RedisLink;
import io.jobwire.redis.Subscriptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.buffer.Buffer;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hints and notices come in, claims and writes go out; keeps no job's state of its own. */
public final class WorkerVerticle extends VerticleBase {
  private static final Logger LOG = LoggerFactory.getLogger(WorkerVerticle.class);
  private static final long SEEN_MS = 20_000;

  private final RedisAccess redis;
  private final WorkPlan plan;
  private final Meters meters;
  private final Health health;
  private final String name = "w-" + Ids.random(8);
  private RedisLink link;
  private RedisLink waiting;
  private Subscriptions notices;
  private Crew crew;

  public WorkerVerticle(RedisAccess redis, WorkPlan plan, Meters meters, Health health) {
    this.redis = redis;
    this.plan = plan;
    this.meters = meters;
    this.health = health;
  }

  @Override
  public Future<?> start() {
    link = redis.link(vertx);
    waiting = redis.link(vertx);
    notices = new Subscriptions(vertx, redis.address());
    Keys keys = redis.keys();
    Workplace place = new Workplace(vertx, redis.store(link, waiting), plan.limits(), meters);
    Claims claims = new Claims(link, keys, redis.limits());
    Map<String, Integer> share = plan.nextShare();
    crew = new Crew(place, claims, keys, name, new Crew.Slots(plan.handlers(), share));
    health.watch("worker.redis", link::isUp);
    meters.sum("jobwire.jobs.running", "Jobs running in this process", crew::running);
    hear(keys);
    plan.handlers().keySet().forEach(meters::known);
    // The types are known before anybody can ask for them; while Redis is away that comes later.
    return link.onUp(this::seen)
        .open()
        .compose(up -> redis.waitReplicas() > 0 ? waiting.open() : Future.succeededFuture())
        .otherwiseEmpty()
        .compose(up -> seen())
        .onSuccess(up -> crew.open());
  }

  @Override
  public Future<?> stop() {
    return crew.drain(vertx, plan.drainMs())
        .compose(idle -> Future.join(link.close(), waiting.close(), notices.close()));
  }

  private void hear(Keys keys) {
    Wakeups wakeups = new Wakeups(vertx);
    plan.handlers().keySet().forEach(type -> wakeups.onReady(type, crew::ready));
    notices.subscribePattern(keys.controlPattern(), new Notices());
    notices.open();
    vertx.setPeriodic(SEEN_MS, tick -> seen());
  }

  private Future<Void> seen() {
    if (plan.handlers().isEmpty()) {
      return Future.succeededFuture();
    }
    JobTypes types = new JobTypes(link, redis.keys());
    // Who knows a type knows its schema too.
    return types
        .tell(plan.schemas())
        .compose(told -> types.seen(name, plan.handlers().keySet()))
        .onFailure(away -> LOG.debug("Not seen this time: {}", away.getMessage()))
        .otherwiseEmpty();
  }

  /** Cancels and signals; what is missed comes with the next heartbeat. */
  private final class Notices implements Subscriptions.Listener {
    @Override
    public void message(String channel, Buffer message) {
      String body = message.toString();
      int space = body.indexOf(' ');
      crew.notice(
          Keys.controlled(channel).value(), body.substring(0, space), body.substring(space + 1));
    }

    @Override
    public void confirmed() {
      // Nothing to catch up with: heartbeats bring it.
    }
  }
}
