package io.jobwire.ops;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** Requests by the route that took them, never by their path. */
public final class HttpMeters {
  private final MeterRegistry registry;
  private final Map<Answered, Counter> answered = new ConcurrentHashMap<>();
  private final Map<Called, Timer> called = new ConcurrentHashMap<>();

  HttpMeters(MeterRegistry registry) {
    this.registry = registry;
  }

  /** A line of the table of calls; both words are ours, not the caller's. */
  public record Called(String method, String route) {}

  private record Answered(Called call, int status) {}

  public void answered(Called call, int status) {
    answered.computeIfAbsent(new Answered(call, status), this::counter).increment();
  }

  /** Not for what is meant to stay open. */
  public void took(Called call, long nanos) {
    called.computeIfAbsent(call, this::timer).record(nanos, TimeUnit.NANOSECONDS);
  }

  private Counter counter(Answered answer) {
    return Counter.builder("jobwire.http.requests")
        .description("Requests answered, by route and status")
        .tag("method", answer.call.method)
        .tag("route", answer.call.route)
        .tag("status", Integer.toString(answer.status))
        .register(registry);
  }

  private Timer timer(Called call) {
    return Timer.builder("jobwire.http.request")
        .description("How long a request took, by route; one that waits for news takes that long")
        .tag("method", call.method)
        .tag("route", call.route)
        .serviceLevelObjectives(
            Duration.ofMillis(5),
            Duration.ofMillis(10),
            Duration.ofMillis(25),
            Duration.ofMillis(50),
            Duration.ofMillis(100),
            Duration.ofMillis(250),
            Duration.ofMillis(500),
            Duration.ofSeconds(1),
            Duration.ofMillis(2_500),
            Duration.ofSeconds(10),
            Duration.ofSeconds(30))
        .register(registry);
  }
}
