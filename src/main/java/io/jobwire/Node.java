package io.jobwire;

import io.jobwire.bus.Bus;
import io.jobwire.config.Settings;
import io.jobwire.handlers.LoadHandlers;
import io.jobwire.http.HttpPlan;
import io.jobwire.http.HttpVerticle;
import io.jobwire.http.api.BodyLimits;
import io.jobwire.http.auth.TokenMinter;
import io.jobwire.http.body.Bodies;
import io.jobwire.jobs.JobsClient;
import io.jobwire.jobs.JobsPolicy;
import io.jobwire.jobs.JobsVerticle;
import io.jobwire.model.Refused;
import io.jobwire.model.Scope;
import io.jobwire.ops.Health;
import io.jobwire.ops.ManagementVerticle;
import io.jobwire.ops.Meters;
import io.jobwire.redis.RedisAccess;
import io.jobwire.redis.RedisCheck;
import io.jobwire.redis.RedisLink;
import io.jobwire.scheduler.SchedulerVerticle;
import io.jobwire.scheduler.SweepPace;
import io.jobwire.stream.StreamReader;
import io.jobwire.stream.SubscriberVerticle;
import io.jobwire.worker.JobHandler;
import io.jobwire.worker.WorkLimits;
import io.jobwire.worker.WorkPlan;
import io.jobwire.worker.WorkerVerticle;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Deployable;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.micrometer.MetricsDomain;
import io.vertx.micrometer.MicrometerMetricsFactory;
import io.vertx.micrometer.MicrometerMetricsOptions;
import java.net.BindException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
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

  private final Settings settings;
  private final Consumer<String> progress;
  private final Map<String, JobHandler> handlers;
  private final Deque<String> deployed = new ArrayDeque<>();
  private final AtomicInteger port = new AtomicInteger();
  private final Health health = new Health();
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final Meters meters = new Meters(registry);
  private final Store store;
  private final RedisAccess redis;
  private final Vertx vertx;
  private final RedisLink link;
  private ManagementVerticle management;

  private Node(
      Settings settings, Map<String, JobHandler> handlers, Store store, Consumer<String> progress) {
    this.settings = settings;
    this.progress = progress;
    this.store = store;
    this.redis = store.access(settings);
    this.vertx = vertx(registry);
    this.link = redis.link(vertx);
    this.handlers = new LinkedHashMap<>(handlers);
    if (settings.handlers().load()) {
      this.handlers.putAll(LoadHandlers.all(vertx));
    }
  }

  static Node start(Settings settings, Map<String, JobHandler> handlers, Consumer<String> progress)
      throws StartError {
    Store store = Store.open(settings, progress);
    Node node = new Node(settings, handlers, store, progress);
    try {
      node.start().toCompletionStage().toCompletableFuture().join();
      return node;
    } catch (CompletionException failed) {
      node.stop(Duration.ZERO);
      throw node.startError(failed.getCause());
    }
  }

  int port() {
    return port.get();
  }

  int managementPort() {
    return management.port();
  }

  /** Tells once when the process has lost something that it cannot go on without. */
  void onLost(Consumer<String> listener) {
    store.onLost(listener);
  }

  /** In reverse, so that nobody loses what he stands on; Redis last of all. */
  void stop(Duration drain) {
    health.draining();
    await(undeployAll().eventually(link::close), drain.plus(MARGIN));
    await(vertx.close(), MARGIN);
    store.close();
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

  private Future<Void> start() {
    JobsVerticle.registerCodecs(vertx);
    measureJvm();
    return deployManagement()
        .compose(up -> link.open().otherwiseEmpty())
        .compose(up -> whenRedisIsThere(true))
        .compose(fit -> Keyring.open(vertx, settings, redis, link))
        .compose(this::deployAll)
        .onSuccess(up -> health.started());
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
      progress.accept("Waiting for Redis: it cannot be reached yet");
    }
    return vertx.timer(250, TimeUnit.MILLISECONDS).compose(later -> whenRedisIsThere(false));
  }

  private Future<Void> deployAll(Keyring keys) {
    Settings.Verticles verticles = settings.verticles();
    AtomicInteger subscribers = new AtomicInteger();
    SweepPace pace =
        new SweepPace(
            settings.jobs().sweep().toMillis(),
            settings.jobs().lease().toMillis(),
            settings.jobs().retention().toMillis());
    JobsPolicy policy =
        new JobsPolicy(
            settings.limits().createsPerMinute(),
            settings.limits().createBurst(),
            Set.copyOf(settings.workers().keySet()));
    WorkPlan plan = workPlan();
    return deploy(
            verticles.subscriber().instances(),
            () -> new SubscriberVerticle(redis, health, subscribers))
        .compose(
            up ->
                deploy(
                    verticles.jobs().instances(),
                    () -> new JobsVerticle(redis, policy, meters, health)))
        .compose(
            up ->
                deploy(
                    verticles.scheduler().instances(),
                    () -> new SchedulerVerticle(redis, pace, meters, health)))
        .compose(
            up ->
                deploy(
                    handlers.isEmpty() ? 0 : verticles.worker().instances(),
                    () -> new WorkerVerticle(redis, plan, meters, health)))
        .compose(up -> deployHttp(keys))
        .onSuccess(up -> announce(keys));
  }

  private Future<Void> deployManagement() {
    Settings.Management at = settings.management();
    management = new ManagementVerticle(at.host(), at.port(), registry, health);
    return vertx
        .deployVerticle(management)
        .onSuccess(deployed::push)
        .onSuccess(
            up ->
                progress.accept(
                    "Numbers and health at http://"
                        + at.host()
                        + ":"
                        + management.port()
                        + "/metrics"))
        .mapEmpty();
  }

  private Future<Void> deployHttp(Keyring keys) {
    Settings.Limits limits = settings.limits();
    Settings.Verticles verticles = settings.verticles();
    HttpPlan plan =
        new HttpPlan(
            settings.host(),
            verticles.api().port(),
            keys.tokens(),
            keys.minter(),
            Set.copyOf(settings.origins()),
            new Bodies(limits.inputBytes(), limits.eventBytes()),
            new BodyLimits(limits.bodyBytes(), limits.batchBytes()),
            "\"creates\";q=" + limits.createsPerMinute() + ";w=60",
            port::set);
    JobsClient jobs = new JobsClient(new Bus(vertx, verticles.jobs().instances() > 0));
    int subscribers = Math.max(1, verticles.subscriber().instances());
    return deploy(
        verticles.api().instances(),
        () ->
            new HttpVerticle(
                plan, jobs, loop -> new StreamReader(loop, redis, subscribers), meters, health));
  }

  private WorkPlan workPlan() {
    Settings.Limits limits = settings.limits();
    Map<String, Integer> concurrency = new LinkedHashMap<>();
    handlers.keySet().forEach(type -> concurrency.put(type, settings.concurrencyOf(type)));
    WorkLimits work =
        new WorkLimits(
            settings.jobs().lease().toMillis(),
            limits.eventBytes(),
            limits.resultBytes(),
            limits.checkpointBytes());
    return new WorkPlan(
        handlers,
        concurrency,
        settings.verticles().worker().instances(),
        work,
        settings.drain().toMillis());
  }

  private Future<Void> deploy(int instances, Supplier<Deployable> verticle) {
    if (instances == 0) {
      return Future.succeededFuture();
    }
    return vertx
        .deployVerticle(verticle, new DeploymentOptions().setInstances(instances))
        .onSuccess(deployed::push)
        .mapEmpty();
  }

  private Future<Void> undeployAll() {
    String last = deployed.poll();
    return last == null
        ? Future.succeededFuture()
        : vertx.undeploy(last).eventually(this::undeployAll);
  }

  /** The address to open, with a token ready-made where tokens are for the asking. */
  private void announce(Keyring keys) {
    if (settings.verticles().api().instances() == 0) {
      return;
    }
    String address = "http://" + settings.host() + ":" + port.get() + "/";
    progress.accept(
        "Open  "
            + keys.minter().map(minter -> address + "#token=" + token(minter)).orElse(address));
  }

  private static String token(TokenMinter minter) {
    Set<Scope> scopes = Set.of(Scope.JOBS_READ, Scope.JOBS_WRITE, Scope.ADMIN);
    return minter.mint("dev", scopes, Duration.ofDays(1)).token();
  }

  private void measureJvm() {
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    // Held by the registry for as long as the process lives.
    new JvmGcMetrics().bindTo(registry);
    meters.gauge("jobwire.redis.up", "Whether Redis answers: 1 or 0", () -> link.isUp() ? 1 : 0);
  }

  private StartError startError(Throwable failure) {
    if (failure instanceof StartError known) {
      return known;
    }
    if (failure instanceof RedisCheck.Unfit unfit) {
      return new StartError(unfit.getMessage());
    }
    if (failure instanceof BindException) {
      return new StartError(
          "Cannot listen: "
              + failure.getMessage()
              + " (api "
              + settings.host()
              + ":"
              + settings.verticles().api().port()
              + ", management "
              + settings.management().host()
              + ":"
              + settings.management().port()
              + "); set PORT or management.port to a free one.");
    }
    LOG.error("The start failed", failure);
    return new StartError("The start failed: " + failure.getMessage());
  }

  private static Vertx vertx(PrometheusMeterRegistry registry) {
    MicrometerMetricsOptions metrics =
        new MicrometerMetricsOptions()
            .setEnabled(true)
            .addDisabledMetricsCategory(MetricsDomain.EVENT_BUS)
            .addDisabledMetricsCategory(MetricsDomain.NET_CLIENT)
            .addDisabledMetricsCategory(MetricsDomain.NAMED_POOLS);
    // Ours tell more, and these would grow with each reconnect.
    registry.config().meterFilter(MeterFilter.denyNameStartsWith("vertx.redis"));
    return Vertx.builder()
        .with(new VertxOptions().setMetricsOptions(metrics))
        .withMetrics(new MicrometerMetricsFactory(registry))
        .build();
  }
}
