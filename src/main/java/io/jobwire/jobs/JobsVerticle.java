package io.jobwire.jobs;

import io.jobwire.bus.Bus;
import io.jobwire.bus.Wakeups;
import io.jobwire.model.EventCatalogue;
import io.jobwire.ops.Health;
import io.jobwire.ops.Meters;
import io.jobwire.redis.Census;
import io.jobwire.redis.Days;
import io.jobwire.redis.JobStore;
import io.jobwire.redis.JobTypes;
import io.jobwire.redis.Keys;
import io.jobwire.redis.Presence;
import io.jobwire.redis.Queues;
import io.jobwire.redis.RedisAccess;
import io.jobwire.redis.RedisLink;
import io.jobwire.redis.UserJobs;
import io.jobwire.redis.UserLog;
import io.jobwire.redis.Visits;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;

/** Commands come in over the bus, steps go out to the store; knows neither HTTP nor sockets. */
public final class JobsVerticle extends VerticleBase {
  private final RedisAccess redis;
  private final JobsPolicy policy;
  private final Room room;
  private final Meters meters;
  private final Health health;
  private RedisLink link;
  private RedisLink waiting;

  /** Lists are heavy: their answers must not hold up those of anybody else. */
  private RedisLink lists;

  public JobsVerticle(
      RedisAccess redis, JobsPolicy policy, Room room, Meters meters, Health health) {
    this.redis = redis;
    this.policy = policy;
    this.room = room;
    this.meters = meters;
    this.health = health;
  }

  @Override
  public Future<?> start() {
    link = redis.link(vertx);
    waiting = redis.link(vertx);
    lists = redis.link(vertx);
    JobStore store = redis.store(link, waiting);
    Keys keys = redis.keys();
    UserJobs users = new UserJobs(link, keys, policy.createsPerMinute(), policy.createBurst());
    KnownTypes types = new KnownTypes(new JobTypes(link, keys), policy.configuredTypes());
    Wakeups wakeups = new Wakeups(vertx);
    ActiveUsers active = new ActiveUsers(vertx, new Visits(link, keys));
    Creation creation =
        new Creation(
            store, users, types, room, policy.highestPriority(), wakeups, keys, meters, active);
    Queues queues = new Queues(link, keys);
    JobCommands commands = new JobCommands(store, users, types, queues, wakeups, keys, meters);
    answer(creation, commands, listing(), userCommands());
    health.watch("jobs.redis", link::isUp);
    // A Redis that is away now is found later: the link goes on trying.
    return lists
        .open()
        .otherwiseEmpty()
        .compose(up -> link.open())
        .compose(up -> redis.waitReplicas() > 0 ? waiting.open() : Future.succeededFuture())
        .otherwiseEmpty();
  }

  @Override
  public Future<?> stop() {
    return Future.join(link.close(), waiting.close(), lists.close());
  }

  private Listing listing() {
    JobStore store = redis.store(lists, lists);
    return new Listing(store, new UserJobs(lists, redis.keys(), 0, 0));
  }

  private UserCommands userCommands() {
    return new UserCommands(
        new UserLog(link, redis.keys(), redis.limits()),
        new Presence(link, redis.keys(), redis.limits()),
        EventCatalogue.load());
  }

  private void answer(
      Creation creation, JobCommands commands, Listing listing, UserCommands users) {
    Bus bus = new Bus(vertx, true);
    bus.answer(Addresses.CREATE, creation::create);
    bus.answer(Addresses.GET, commands::get);
    bus.answer(Addresses.STATUS, commands::status);
    bus.answer(Addresses.STATE, commands::state);
    bus.answer(Addresses.LIST, listing::answer);
    bus.answer(Addresses.CANCEL, commands::cancel);
    bus.answer(Addresses.RESUME, commands::resume);
    bus.answer(Addresses.SIGNAL, commands::signal);
    bus.answer(Addresses.REMOVE, commands::remove);
    bus.answer(Addresses.PUBLISH, users::publish);
    bus.answer(Addresses.DEVICES, users::devices);
    RealtimeStats stats = new RealtimeStats(vertx, new Census(link, redis.keys()));
    bus.answer(Addresses.STATS, stats::count);
    Analytics analytics = new Analytics(new Days(lists, redis.keys()));
    bus.answer(Addresses.SUMMARY, analytics::summary);
    bus.answer(Addresses.TYPES, commands::types);
    bus.answer(Addresses.QUEUES, commands::queues);
    bus.answer(Addresses.PAUSE, commands::pause);
  }

  /** Once per Vert.x, before any of these verticles. */
  public static void registerCodecs(io.vertx.core.Vertx vertx) {
    Bus.register(
        vertx,
        Answer.class,
        Command.Create.class,
        Command.Get.class,
        Command.Status.class,
        Command.State.class,
        Command.ListJobs.class,
        Command.Cancel.class,
        Command.Resume.class,
        Command.SendSignal.class,
        Command.Remove.class,
        Command.Publish.class,
        Command.Devices.class,
        Command.Stats.class,
        Command.Summary.class,
        Command.Types.class,
        Command.QueueDepths.class,
        Command.PauseQueue.class);
  }
}
