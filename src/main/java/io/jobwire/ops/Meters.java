package io.jobwire.ops;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/**
 * The service's own numbers. Labels are few and short: a type or an outcome, never an id or a path.
 */
public final class Meters {
  private final MeterRegistry registry;
  private final MultiGauge waiting;
  private final MultiGauge running;
  private final MultiGauge delayed;
  private final MultiGauge oldest;

  public Meters(MeterRegistry registry) {
    this.registry = registry;
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
    waiting.register(rows(queues, Queue::waiting), true);
    running.register(rows(queues, Queue::running), true);
    delayed.register(rows(queues, Queue::delayed), true);
    oldest.register(rows(queues, Queue::oldestWaitSeconds), true);
  }

  /** Not called created: Prometheus keeps that ending for itself and would cut it off. */
  public void created(String type) {
    counter("jobwire.jobs.accepted", "Jobs created", "type", type).increment();
  }

  /**
   * {@code outcome}: completed, failed, cancelled, or how an attempt ended that is followed by
   * another.
   */
  public void finished(String type, String outcome) {
    Counter.builder("jobwire.jobs.finished")
        .description("Jobs and attempts that ended, by how")
        .tag("type", type)
        .tag("outcome", outcome)
        .register(registry)
        .increment();
  }

  public void taken(String outcome) {
    counter(
            "jobwire.leases.taken",
            "Leases that the sweep took, by what came of it",
            "outcome",
            outcome)
        .increment();
  }

  public void fenced() {
    Counter.builder("jobwire.writes.fenced")
        .description("Writes refused because their lease was lost or their job cancelled")
        .register(registry)
        .increment();
  }

  public void refused(String code) {
    counter("jobwire.http.refused", "Requests refused, by code", "code", code).increment();
  }

  /** A viewer whose socket was full: he reads the log when it has drained. */
  public void pulled() {
    Counter.builder("jobwire.bridge.pulled")
        .description("Viewers that fell behind because their socket was full")
        .register(registry)
        .increment();
  }

  /** What was heard was not simply the next: the log was read. */
  public void healed() {
    Counter.builder("jobwire.streams.healed")
        .description("Streams that read their log because an announcement was not the next one")
        .register(registry)
        .increment();
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
