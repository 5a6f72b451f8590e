package io.jobwire.ops;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/**
 * The service's own numbers. Labels are few and short: a type or an outcome, never an id or a path.
 */
public final class Meters {
  /** What may come of a lease that the sweep takes. */
  private static final String[] TAKEN = {
    "orphaned", "poison", "timeout", "failed", "cancelled", "foreign"
  };

  private static final String[] ENDS = {"completed", "failed", "cancelled", "retrying"};

  private static final String[] REPORTED = {"told", "failed", "left_out"};

  private final MeterRegistry registry;
  private final MultiGauge waiting;
  private final MultiGauge running;
  private final MultiGauge delayed;
  private final MultiGauge oldest;
  private final Counter repeated;
  private final Counter renewed;
  private final Histogram roundTrip;
  private final Histogram lag;
  private final StreamMeters streams;
  private final HttpMeters http;
  private final Crowd crowd;
  private volatile Consumer<FailedJob> onFailed = job -> {};
  private final Set<String> known = ConcurrentHashMap.newKeySet();
  private final Map<String, List<Supplier<Number>>> sums = new ConcurrentHashMap<>();

  public Meters(MeterRegistry registry) {
    this.registry = registry;
    repeated = counter("jobwire.writes.repeated", "Writes sent again because Redis gave no answer");
    renewed = counter("jobwire.leases.renewed", "Leases renewed by a heartbeat");
    roundTrip =
        histogram(
            Histogram.ofDurations(
                "jobwire_redis_round_trip_seconds", "From a command to the answer of Redis"));
    lag =
        histogram(
            Histogram.ofDurations(
                "jobwire_event_loop_lag_seconds", "How late an event loop came to what was due"));
    streams = new StreamMeters(this, registry);
    http = new HttpMeters(registry);
    crowd = new Crowd(this);
    fenced("lease_lost", 0);
    fenced("job_cancelled", 0);
    for (String outcome : REPORTED) {
      reported(outcome, 0);
    }
    for (String outcome : TAKEN) {
      taken(outcome, 0);
    }
    waiting = queueGauge("jobwire.queue.waiting", "Jobs that could start now", null);
    running = queueGauge("jobwire.queue.running", "Jobs under way", null);
    delayed = queueGauge("jobwire.queue.delayed", "Jobs that wait for their time", null);
    oldest = queueGauge("jobwire.queue.oldest.wait", "How long the first in line waits", "seconds");
  }

  /** How one type's queue stands. */
  public record Queue(
      String type, long waiting, long running, long delayed, double oldestWaitSeconds) {}

  /** In place of what was told before. */
  public void queues(List<Queue> queues) {
    queues.forEach(queue -> known(queue.type()));
    waiting.register(rows(queues, Queue::waiting), true);
    running.register(rows(queues, Queue::running), true);
    delayed.register(rows(queues, Queue::delayed), true);
    oldest.register(rows(queues, Queue::oldestWaitSeconds), true);
  }

  /** Not called created: Prometheus keeps that ending for itself and would cut it off. */
  public void created(String type) {
    known(type);
    counter("jobwire.jobs.accepted", "Jobs created", "type", type).increment();
  }

  /** There may be jobs of this type: how they end is counted from 0, so that the first is seen. */
  public void known(String type) {
    if (known.add(type)) {
      for (String outcome : ENDS) {
        finished(type, outcome, 0);
      }
    }
  }

  /**
   * {@code outcome}: completed, failed, cancelled, or how an attempt ended that is followed by
   * another.
   */
  public void finished(String type, String outcome) {
    finished(type, outcome, 1);
  }

  private void finished(String type, String outcome, int times) {
    Counter.builder("jobwire.jobs.finished")
        .description("Jobs and attempts that ended, by how")
        .tag("type", type)
        .tag("outcome", outcome)
        .register(registry)
        .increment(times);
  }

  public void taken(String outcome) {
    taken(outcome, 1);
  }

  private void taken(String outcome, int times) {
    counter(
            "jobwire.leases.taken",
            "Leases that the sweep took, by what came of it",
            "outcome",
            outcome)
        .increment(times);
  }

  /** {@code reason}: lease_lost or job_cancelled. */
  public void fenced(String reason) {
    fenced(reason, 1);
  }

  private void fenced(String reason, int times) {
    counter(
            "jobwire.writes.fenced",
            "Writes refused because their lease was lost or their job cancelled",
            "reason",
            reason)
        .increment(times);
  }

  /** Redis gave no answer: the same write goes out again. */
  public void repeated() {
    repeated.increment();
  }

  public void renewed() {
    renewed.increment();
  }

  /** A command's way to Redis and back. */
  public void answered(long nanos) {
    roundTrip.note(nanos);
  }

  /** {@code outcome}: told, failed or left_out. */
  public void reported(String outcome) {
    reported(outcome, 1);
  }

  private void reported(String outcome, int times) {
    counter("jobwire.error.reports", "Reports to the webhook for errors", "outcome", outcome)
        .increment(times);
  }

  /** Who wants to hear of jobs that have failed for good. */
  public void onFailed(Consumer<FailedJob> listener) {
    onFailed = listener;
  }

  /** Counted apart; this is for who is told of each. */
  public void failed(FailedJob job) {
    onFailed.accept(job);
  }

  public void lagged(long nanos) {
    lag.note(nanos);
  }

  public StreamMeters streams() {
    return streams;
  }

  public HttpMeters http() {
    return http;
  }

  public Crowd crowd() {
    return crowd;
  }

  public void refused(String code) {
    counter("jobwire.http.refused", "Requests refused, by code", "code", code).increment();
  }

  public void claimed(long nanos) {
    timer("jobwire.claim", "Time of a claim's round trip").record(nanos, TimeUnit.NANOSECONDS);
  }

  public void wrote(long nanos) {
    timer("jobwire.transition", "Time of a worker's write, to its acknowledgement")
        .record(nanos, TimeUnit.NANOSECONDS);
  }

  public void gauge(String name, String description, Supplier<Number> value, String... tags) {
    Gauge.builder(name, value).description(description).tags(tags).register(registry);
  }

  /** One number for all that say theirs under this name. */
  public void sum(String name, String description, Supplier<Number> part) {
    sums.computeIfAbsent(name, first -> summed(name, description)).add(part);
  }

  private List<Supplier<Number>> summed(String name, String description) {
    List<Supplier<Number>> parts = new CopyOnWriteArrayList<>();
    gauge(name, description, () -> parts.stream().mapToLong(part -> part.get().longValue()).sum());
    return parts;
  }

  Counter counter(String name, String description) {
    return Counter.builder(name).description(description).register(registry);
  }

  /** What somebody else counts. */
  public void watch(String name, String description, Supplier<Number> count) {
    FunctionCounter.builder(name, count, counted -> counted.get().doubleValue())
        .description(description)
        .register(registry);
  }

  /** For what is counted on many loops at a time. */
  LongAdder adder(String name, String description) {
    LongAdder adder = new LongAdder();
    FunctionCounter.builder(name, adder, LongAdder::sum)
        .description(description)
        .register(registry);
    return adder;
  }

  Histogram histogram(Histogram histogram) {
    if (registry instanceof PrometheusMeterRegistry prometheus) {
      prometheus.getPrometheusRegistry().register(histogram);
    }
    return histogram;
  }

  private Counter counter(String name, String description, String tag, String value) {
    return Counter.builder(name).description(description).tag(tag, value).register(registry);
  }

  private Timer timer(String name, String description) {
    return Timer.builder(name)
        .description(description)
        .serviceLevelObjectives(
            Duration.ofMillis(1),
            Duration.ofMillis(2),
            Duration.ofMillis(5),
            Duration.ofMillis(10),
            Duration.ofMillis(25),
            Duration.ofMillis(50),
            Duration.ofMillis(100),
            Duration.ofMillis(250),
            Duration.ofSeconds(1))
        .register(registry);
  }

  private MultiGauge queueGauge(String name, String description, String unit) {
    return MultiGauge.builder(name).description(description).baseUnit(unit).register(registry);
  }

  private static List<MultiGauge.Row<?>> rows(List<Queue> queues, ToDoubleFunction<Queue> value) {
    List<MultiGauge.Row<?>> rows = new ArrayList<>();
    for (Queue queue : queues) {
      rows.add(MultiGauge.Row.of(Tags.of("type", queue.type()), value.applyAsDouble(queue)));
    }
    return rows;
  }
}
