package io.jobwire.scheduler;

import io.jobwire.bus.Wakeups;
import io.jobwire.ops.Health;
import io.jobwire.ops.Meters;
import io.jobwire.redis.JobTypes;
import io.jobwire.redis.Presence;
import io.jobwire.redis.Queues;
import io.jobwire.redis.RedisAccess;
import io.jobwire.redis.RedisLink;
import io.jobwire.redis.Sweeps;
import io.jobwire.redis.UserJobs;
import io.jobwire.redis.Visits;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.util.Set;

/**
 * Time comes in, sweeps go out; every process may run one, and a lock in Redis lets one of them
 * act.
 */
public final class SchedulerVerticle extends VerticleBase {
  private final RedisAccess redis;
  private final SweepPace pace;
  private final Set<String> configuredTypes;
  private final Meters meters;
  private final Health health;
  private RedisLink link;
  private Sweeper sweeper;

  public SchedulerVerticle(
      RedisAccess redis,
      SweepPace pace,
      Set<String> configuredTypes,
      Meters meters,
      Health health) {
    this.redis = redis;
    this.pace = pace;
    this.configuredTypes = configuredTypes;
    this.meters = meters;
    this.health = health;
  }

  @Override
  public Future<?> start() {
    link = redis.link(vertx);
    Wakeups wakeups = new Wakeups(vertx);
    Sweeps sweeps = new Sweeps(link, redis.keys(), redis.limits(), pace.retentionMs());
    UserJobs users = new UserJobs(link, redis.keys(), 0, 0);
    Departures departures =
        new Departures(
            new Presence(link, redis.keys(), redis.limits()),
            new Visits(link, redis.keys()),
            redis.limits().leaseMs());
    Broom broom = new Broom(sweeps, departures, users, wakeups, meters, redis.keys().partitions());
    JobTypes types = new JobTypes(link, redis.keys());
    Queues queues = new Queues(link, redis.keys());
    QueueGauges gauges = new QueueGauges(types, queues, configuredTypes, meters);
    sweeper = new Sweeper(vertx, sweeps, broom, gauges, pace);
    wakeups.onDue(sweeper::dueIn);
    health.watch("scheduler.redis", link::isUp);
    return link.open().otherwiseEmpty().onSuccess(up -> sweeper.open());
  }

  @Override
  public Future<?> stop() {
    return sweeper.close().eventually(link::close);
  }
}
