package io.jobwire.worker;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Who works on what in this process, and how much at a time; each worker verticle takes its share.
 */
public final class WorkPlan {
  private final Map<String, JobHandler> handlers;
  private final Map<String, String> schemas;
  private final Map<String, Integer> concurrency;
  private final int instances;
  private final WorkLimits limits;
  private final long drainMs;
  private final AtomicInteger taken = new AtomicInteger();

  public WorkPlan(
      Map<String, JobHandler> handlers,
      Map<String, Integer> concurrency,
      int instances,
      WorkLimits limits,
      long drainMs) {
    this.handlers = Map.copyOf(handlers);
    this.schemas = InputSchemas.of(handlers);
    this.concurrency = Map.copyOf(concurrency);
    this.instances = instances;
    this.limits = limits;
    this.drainMs = drainMs;
  }

  Map<String, JobHandler> handlers() {
    return handlers;
  }

  /** What the input of each type must be; null where anything will do. */
  Map<String, String> schemas() {
    return schemas;
  }

  WorkLimits limits() {
    return limits;
  }

  /** How long running handlers may go on once the process is told to go. */
  long drainMs() {
    return drainMs;
  }

  /**
   * The slots of one more verticle: together the instances have exactly what the process may run.
   */
  Map<String, Integer> nextShare() {
    int number = taken.getAndIncrement() % instances;
    Map<String, Integer> share = new LinkedHashMap<>();
    handlers
        .keySet()
        .forEach(
            type -> {
              int all = concurrency.get(type);
              share.put(type, all / instances + (number < all % instances ? 1 : 0));
            });
    return share;
  }
}
