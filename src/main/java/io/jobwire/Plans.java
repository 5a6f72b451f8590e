package io.jobwire;

import io.jobwire.config.Settings;
import io.jobwire.handlers.search.SearchPlan;
import io.jobwire.http.HttpPlan;
import io.jobwire.http.Identity;
import io.jobwire.http.api.BodyLimits;
import io.jobwire.http.body.Bodies;
import io.jobwire.http.bridge.BridgeLimits;
import io.jobwire.http.limit.CallerLimits;
import io.jobwire.http.limit.Holdings;
import io.jobwire.http.limit.Proxies;
import io.jobwire.http.limit.RatePolicy;
import io.jobwire.http.limit.Rates;
import io.jobwire.http.limit.UserLimits;
import io.jobwire.http.pages.Pages;
import io.jobwire.jobs.JobsPolicy;
import io.jobwire.scheduler.SweepPace;
import io.jobwire.stream.StreamHub;
import io.jobwire.worker.JobHandler;
import io.jobwire.worker.WorkLimits;
import io.jobwire.worker.WorkPlan;
import io.vertx.core.Future;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Settings as each part wants them: every part gets its own record, and none the whole tree. */
record Plans(Settings settings) {
  private static final int FRAME_AROUND_BODY = 16 << 10;

  SweepPace sweeps() {
    Settings.Jobs jobs = settings.jobs();
    return new SweepPace(
        jobs.sweep().toMillis(), jobs.lease().toMillis(), jobs.retention().toMillis());
  }

  JobsPolicy jobs() {
    Settings.Limits limits = settings.limits();
    return new JobsPolicy(
        limits.createsPerMinute(), limits.createBurst(), limits.priority(), configuredTypes());
  }

  /** Those that the settings name, whether or not somebody serves them. */
  Set<String> configuredTypes() {
    return Set.copyOf(settings.workers().keySet());
  }

  /** Handlers have most of the drain's time; the rest is for handing back what is still running. */
  WorkPlan work(Map<String, JobHandler> handlers) {
    Map<String, Integer> concurrency = new LinkedHashMap<>();
    handlers.keySet().forEach(type -> concurrency.put(type, settings.concurrencyOf(type)));
    return new WorkPlan(
        handlers,
        concurrency,
        settings.verticles().worker().instances(),
        workLimits(),
        settings.drain().toMillis() * 3 / 4);
  }

  SearchPlan search() {
    return new SearchPlan(settings.search().folder(), settings.search().url());
  }

  /** For handlers here and for workers elsewhere. */
  WorkLimits workLimits() {
    Settings.Limits limits = settings.limits();
    return new WorkLimits(
        settings.jobs().lease().toMillis(),
        limits.eventBytes(),
        limits.resultBytes(),
        limits.checkpointBytes(),
        limits.types());
  }

  StreamHub.Pace pace() {
    Settings.Bridge bridge = settings.bridge();
    return new StreamHub.Pace(bridge.heartbeat().toMillis(), bridge.quiet().toMillis());
  }

  /** Made once in a process. */
  CallerLimits callers() {
    Settings.Limits limits = settings.limits();
    return new CallerLimits(
        new Proxies(settings.http().trustedProxies()),
        new Rates(new RatePolicy("requests", limits.requestsPerSecond(), 1)),
        new Rates(new RatePolicy("failures", limits.failuresPerMinute(), 60)),
        new Holdings(new RatePolicy("connections", limits.connectionsPerAddress(), 0)),
        new UserLimits(
            new Holdings(new RatePolicy("subscriptions", limits.subscriptionsPerUser(), 0)),
            new Rates(new RatePolicy("frames", limits.framesPerUser(), 1)),
            new Rates(new RatePolicy("replay", limits.replayBytesPerSecond(), 1))));
  }

  HttpPlan http(
      Keyring keys,
      Future<Pages> pages,
      CallerLimits callers,
      boolean api,
      boolean bridge,
      int port) {
    Settings.Limits limits = settings.limits();
    return new HttpPlan(
        settings.host(),
        port,
        identity(),
        api,
        bridge,
        keys.tokens(),
        keys.streamTokens(),
        keys.minter(),
        Set.copyOf(settings.origins()),
        new Bodies(limits.inputBytes(), limits.eventBytes()),
        new BodyLimits(limits.bodyBytes(), limits.batchBytes(), workBytes(limits)),
        new BridgeLimits(
            limits.subscriptionsPerSocket(),
            limits.framesPerSecond(),
            limits.socketBufferBytes(),
            limits.bodyBytes() + FRAME_AROUND_BODY,
            settings.bridge().xhr()),
        pages,
        new RatePolicy("creates", limits.createsPerMinute(), 60),
        callers,
        settings.http().request().toMillis(),
        settings.drain().toMillis() / 5,
        found -> {});
  }

  Optional<Identity> identity() {
    Settings.Tls tls = settings.tls();
    return tls.certificate().flatMap(chain -> tls.key().map(key -> new Identity(chain, key)));
  }

  /** What a worker makes has limits of its own, each of which must fit into a body. */
  private static long workBytes(Settings.Limits limits) {
    long largest =
        Math.max(limits.eventBytes(), Math.max(limits.resultBytes(), limits.checkpointBytes()));
    return Math.max(limits.bodyBytes(), largest + FRAME_AROUND_BODY);
  }
}
