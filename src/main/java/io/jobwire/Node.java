package io.jobwire;

import io.jobwire.bus.Bus;
import io.jobwire.config.Settings;
import io.jobwire.http.HttpPlan;
import io.jobwire.http.HttpVerticle;
import io.jobwire.http.Reach;
import io.jobwire.http.auth.TokenMinter;
import io.jobwire.http.limit.CallerLimits;
import io.jobwire.http.limit.LimitsVerticle;
import io.jobwire.http.pages.Pages;
import io.jobwire.jobs.JobsClient;
import io.jobwire.jobs.JobsVerticle;
import io.jobwire.jobs.Room;
import io.jobwire.jobs.StoredQuota;
import io.jobwire.model.Refused;
import io.jobwire.model.Scope;
import io.jobwire.ops.ErrorReports;
import io.jobwire.ops.Health;
import io.jobwire.ops.LoopWatch;
import io.jobwire.ops.ManagementVerticle;
import io.jobwire.ops.Meters;
import io.jobwire.redis.RedisAccess;
import io.jobwire.redis.RedisCheck;
import io.jobwire.redis.RedisLink;
import io.jobwire.redis.StoredBytes;
import io.jobwire.redis.Watermark;
import io.jobwire.scheduler.SchedulerVerticle;
import io.jobwire.stream.Attendances;
import io.jobwire.stream.StreamHub;
import io.jobwire.stream.SubscriberVerticle;
import io.jobwire.stream.Switchboard;
import io.jobwire.worker.JobHandler;
import io.jobwire.worker.WorkLimits;
import io.jobwire.worker.WorkPlan;
import io.jobwire.worker.WorkerGateway;
import io.jobwire.worker.WorkerVerticle;
import io.vertx.core.Deployable;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Everything a process runs: each part made once and handed on, started from the far end of the
 * data's way, stopped in reverse. Read it as the diagram.
 */
final class Node {
  private static final Logger LOG = LoggerFactory.getLogger(Node.class);
  private static final Duration MARGIN = Duration.ofSeconds(5);
  private static final long ASK_REDIS_AGAIN_MS = 250;
  private static final int LOOPS = VertxOptions.DEFAULT_EVENT_LOOP_POOL_SIZE;

  private final Settings settings;
  private final Settings.Verticles counts;
  private final Plans plans;
  private final Consumer<String> progress;
  private final BuiltInHandlers builtIn;
  private final Map<String, JobHandler> handlers;
  private final Deque<String> deployed = new ArrayDeque<>();

  /** Those that have something to bring to an end: they end first, and side by side. */
  private final List<String> busy = new ArrayList<>();

  private final AtomicInteger port = new AtomicInteger();
  private final AtomicInteger bridgePort = new AtomicInteger();
  private final Numbers numbers = new Numbers();
  private final Meters meters = new Meters(numbers.registry());
  private final Health health = new Health();
  private final Store store;
  private final RedisAccess redis;
  private final Vertx vertx;
  private final RedisLink link;

  /** Empty where nobody wants to be told of errors. */
  private final Optional<ErrorReports> reports;

  private Optional<FaultAppender> faults = Optional.empty();
  private final Watermark watermark;
  private final Room room;
  private final Switchboard switchboard;
  private final Attendances attendances = new Attendances();
  private final CallerLimits callers;
  private final ManagementVerticle management;

  /** Rendered while Redis and the verticles come up. */
  private final Future<Pages> pages;

  private volatile String address = "";

  private Node(
      Settings settings, Map<String, JobHandler> handlers, Store store, Consumer<String> progress) {
    this.settings = settings;
    this.counts = settings.verticles();
    this.plans = new Plans(settings);
    callers = plans.callers();
    this.progress = progress;
    this.store = store;
    redis = store.access(settings).told(meters::answered);
    vertx = numbers.vertx(settings);
    link = redis.link(vertx);
    reports =
        settings
            .errors()
            .webhook()
            .map(webhook -> new ErrorReports(vertx, webhook.value(), meters));
    watermark = new Watermark(link, settings.redis().watermarkPercent());
    StoredBytes stored = new StoredBytes(link, redis.keys());
    room =
        new Room(watermark, new StoredQuota(vertx, stored, settings.limits().storedBytesPerUser()));
    pages = vertx.executeBlocking(Pages::load);
    switchboard = new Switchboard(counts.subscriber().instances());
    management =
        new ManagementVerticle(
            settings.management().host(), settings.management().port(), numbers.registry(), health);
    builtIn = BuiltInHandlers.open(vertx, plans);
    this.handlers = new LinkedHashMap<>(builtIn.all());
    this.handlers.putAll(handlers);
  }

  static Node start(Settings settings, Map<String, JobHandler> handlers, Consumer<String> progress)
      throws StartError {
    Node node = new Node(settings, handlers, Store.open(settings, progress), progress);
    try {
      node.start().toCompletionStage().toCompletableFuture().join();
      return node;
    } catch (CompletionException failed) {
      node.stop();
      throw StartError.of(failed.getCause(), settings);
    }
  }

  int port() {
    return port.get();
  }

  int bridgePort() {
    return bridgePort.get();
  }

  int managementPort() {
    return management.port();
  }

  /** What was printed to be opened. */
  String address() {
    return address;
  }

  /** Where another process finds the Redis of this one, with its password. */
  String redisUri() {
    return store.uri();
  }

  /** Tells once when the process has lost something that it cannot go on without. */
  void onLost(Consumer<String> listener) {
    store.onLost(listener);
  }

  /** In reverse, so that nobody loses what he stands on; Redis last of all. */
  void stop() {
    health.draining();
    await(
        drain().eventually(this::undeployAll).eventually(link::close),
        settings.drain().plus(MARGIN));
    builtIn.close();
    await(vertx.close(), MARGIN);
    faults.ifPresent(FaultAppender::close);
    numbers.close();
    store.close();
  }

  /** Sockets are sent away and handlers finish at the same time; the others go on meanwhile. */
  private Future<Void> drain() {
    return Future.join(busy.stream().map(vertx::undeploy).toList()).mapEmpty();
  }

  private Future<Void> start() {
    JobsVerticle.registerCodecs(vertx);
    reports.ifPresent(this::tellErrors);
    meters.watch(
        "jobwire.log.dropped",
        "Lines of requests and jobs left out of the log because it was too slow",
        BesideAppender::leftOut);
    meters.gauge("jobwire.redis.up", "Whether Redis answers: 1 or 0", () -> link.isUp() ? 1 : 0);
    tellMemory();
    return deploy(1, () -> management)
        .compose(up -> deploy(LOOPS, () -> new LoopWatch(meters)))
        .onSuccess(up -> progress.accept("Numbers and health at " + managementAddress()))
        .compose(up -> readIdentity())
        .compose(up -> link.open().otherwiseEmpty())
        .compose(up -> whenRedisIsThere(true))
        .compose(fit -> watermark.watch(vertx))
        .compose(looked -> Keyring.open(vertx, settings, redis, link))
        .compose(this::deployAll)
        .onSuccess(up -> health.started())
        .onSuccess(up -> builtIn.begin());
  }

  private void tellMemory() {
    meters.gauge("jobwire.redis.memory.used.bytes", "Memory that Redis uses", watermark::usedBytes);
    meters.gauge(
        "jobwire.redis.memory.max.bytes",
        "Memory that Redis may use; 0 is no limit",
        watermark::mostBytes);
    meters.gauge(
        "jobwire.redis.memory.filled",
        "Share of Redis's maxmemory in use, 0 to 1; 0 without one",
        watermark::filled);
  }

  /**
   * Before anything listens: what is wrong with it is one line then, and not a failed handshake.
   */
  private Future<Void> readIdentity() {
    return plans
        .identity()
        .map(identity -> identity.read(vertx).recover(Node::unusable))
        .orElseGet(Future::succeededFuture);
  }

  private static Future<Void> unusable(Throwable flaw) {
    return Future.failedFuture(
        new StartError(
            "tls.certificate and tls.key must be PEM files that belong together: "
                + flaw.getMessage()));
  }

  private void tellErrors(ErrorReports webhook) {
    webhook.open();
    meters.onFailed(webhook::tell);
    faults = FaultAppender.open(webhook);
  }

  /** Redis may come later than we do; only one that is unfit ends the start. */
  private Future<Void> whenRedisIsThere(boolean first) {
    return new RedisCheck(link, redis.keys())
        .check()
        .recover(
            failure ->
                Refused.is(failure, Refused.Reason.UNAVAILABLE)
                    ? waitForRedis(first)
                    : Future.failedFuture(failure));
  }

  private Future<Void> waitForRedis(boolean first) {
    if (first) {
      progress.accept("Waiting for Redis: it does not serve us yet");
    }
    return vertx
        .timer(ASK_REDIS_AGAIN_MS, TimeUnit.MILLISECONDS)
        .compose(later -> whenRedisIsThere(false));
  }

  /** Ears, hands, door. */
  private Future<Void> deployAll(Keyring keys) {
    return deploySubscriber()
        .compose(up -> deployJobs())
        .compose(up -> deployScheduler())
        .compose(up -> deployWorker())
        .compose(up -> deployLimits())
        .compose(up -> deployHttp(keys))
        .onSuccess(up -> announce(keys));
  }

  private Future<Void> deploySubscriber() {
    return deploy(
        counts.subscriber().instances(),
        () -> new SubscriberVerticle(redis, health, switchboard, attendances));
  }

  private Future<Void> deployJobs() {
    return deploy(
        counts.jobs().instances(),
        () -> new JobsVerticle(redis, plans.jobs(), room, meters, health));
  }

  private Future<Void> deployScheduler() {
    return deploy(
        counts.scheduler().instances(),
        () ->
            new SchedulerVerticle(redis, plans.sweeps(), plans.configuredTypes(), meters, health));
  }

  private Future<Void> deployWorker() {
    WorkPlan plan = plans.work(handlers);
    return deploy(
        counts.worker().instances(), () -> new WorkerVerticle(redis, plan, meters, health), busy);
  }

  private Future<Void> deployLimits() {
    boolean door = counts.api().instances() + counts.bridge().instances() > 0;
    return deploy(
        door && callers.isOn() ? 1 : 0,
        () -> new LimitsVerticle(callers, loop -> LimitLedger.in(redis, loop)));
  }

  /** One listener where both have one port, with the larger count; else one for each. */
  private Future<Void> deployHttp(Keyring keys) {
    int api = counts.api().instances();
    int bridge = counts.bridge().instances();
    if (counts.api().port() == counts.bridge().port()) {
      HttpPlan both = plans.http(keys, pages, callers, api > 0, bridge > 0, counts.api().port());
      return deployDoor(Math.max(api, bridge), both.listening(this::listensBoth));
    }
    HttpPlan apis = plans.http(keys, pages, callers, true, false, counts.api().port());
    HttpPlan bridges = plans.http(keys, pages, callers, false, true, counts.bridge().port());
    return deployDoor(api, apis.listening(port::set))
        .compose(up -> deployDoor(bridge, bridges.listening(bridgePort::set)));
  }

  private void listensBoth(int found) {
    port.set(found);
    bridgePort.set(found);
  }

  private Future<Void> deployDoor(int instances, HttpPlan plan) {
    JobsClient jobs = new JobsClient(new Bus(vertx, counts.jobs().instances() > 0));
    StreamHub.Pace pace = plans.pace();
    WorkLimits limits = plans.workLimits();
    return deploy(
        instances,
        () ->
            new HttpVerticle(
                plan,
                jobs,
                loop ->
                    new Reach(
                        new StreamHub(loop, redis, switchboard, pace, meters),
                        new WorkerGateway(loop, redis, limits, meters)),
                meters,
                health,
                attendances),
        busy);
  }

  private Future<Void> deploy(int instances, Supplier<Deployable> verticle) {
    return deploy(instances, verticle, deployed);
  }

  private Future<Void> deploy(
      int instances, Supplier<Deployable> verticle, Collection<String> ids) {
    if (instances == 0) {
      return Future.succeededFuture();
    }
    return vertx
        .deployVerticle(verticle, new DeploymentOptions().setInstances(instances))
        .onSuccess(ids::add)
        .mapEmpty();
  }

  private Future<Void> undeployAll() {
    String last = deployed.pollLast();
    return last == null
        ? Future.succeededFuture()
        : vertx.undeploy(last).eventually(this::undeployAll);
  }

  /** The address to open, with a token ready-made where tokens are for the asking. */
  private void announce(Keyring keys) {
    if (counts.api().instances() > 0) {
      String scheme = settings.tls().isOn() ? "https://" : "http://";
      String token = keys.minter().map(minter -> "#token=" + token(minter)).orElse("");
      address = scheme + reachable(settings.host()) + ":" + port.get() + "/" + token;
      progress.accept("Open  " + address);
    }
  }

  /** An address that listens everywhere is opened at this machine. */
  private static String reachable(String host) {
    return switch (host) {
      case "0.0.0.0" -> "127.0.0.1";
      case "::", "[::]" -> "[::1]";
      default -> host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host;
    };
  }

  private static String token(TokenMinter minter) {
    Set<Scope> scopes = Set.of(Scope.JOBS_READ, Scope.JOBS_WRITE, Scope.ADMIN);
    return minter.mint("dev", scopes, Duration.ofDays(1)).token();
  }

  private String managementAddress() {
    return "http://"
        + reachable(settings.management().host())
        + ":"
        + management.port()
        + "/metrics";
  }

  private static void await(Future<Void> end, Duration patience) {
    try {
      end.toCompletionStage().toCompletableFuture().get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException late) {
      LOG.warn("Not everything ended in time; what was running is taken over by lease");
    } catch (InterruptedException hurried) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException failed) {
      LOG.warn("The end was not clean", failed.getCause());
    }
  }
}
