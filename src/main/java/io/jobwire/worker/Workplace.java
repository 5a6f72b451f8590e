package io.jobwire.worker;

import io.jobwire.model.EventCatalogue;
import io.jobwire.ops.Meters;
import io.jobwire.redis.JobStore;
import io.vertx.core.Vertx;

/** What every attempt on one worker verticle shares. */
record Workplace(Vertx vertx, JobStore store, WorkLimits limits, Meters meters) {

  /** What handlers may tell. */
  static final EventCatalogue CATALOGUE = EventCatalogue.load();
}
