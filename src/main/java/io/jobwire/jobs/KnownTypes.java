package io.jobwire.jobs;

import io.jobwire.model.InputSchema;
import io.jobwire.model.NewJob;
import io.jobwire.model.Refused;
import io.jobwire.model.Refused.Reason;
import io.jobwire.redis.JobTypes;
import io.jobwire.redis.JobTypes.Served;
import io.vertx.core.Future;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Which types a job may have: those named in the settings, and those that somebody has worked on
 * lately; and what their inputs must be. Asks Redis at most every few seconds for a type it has
 * seen, at once for one it has not.
 */
final class KnownTypes {
  private static final long FRESH_NANOS = 5_000_000_000L;
  private static final Served BY_NOBODY = new Served(0, null);

  private final JobTypes types;
  private final Set<String> configured;
  private final InputSchemas schemas = new InputSchemas();
  private Map<String, Served> served = Map.of();
  private long readAt = System.nanoTime() - FRESH_NANOS;

  private Future<Map<String, Served>> reading = Future.succeededFuture();

  KnownTypes(JobTypes types, Set<String> configured) {
    this.types = types;
    this.configured = configured;
  }

  /** A job of a type that somebody works on, with an input that this type takes. */
  Future<Void> demand(NewJob job) {
    return typesFor(job.type()).compose(all -> demand(all.get(job.type()), job));
  }

  /** Every known type. */
  Future<Map<String, Served>> all() {
    return types.served().map(this::remember);
  }

  /** What the schema of a known type is; null when there is none, or none that is understood. */
  InputSchema schema(String type, Served how) {
    return how.schema() == null ? null : schemas.of(type, how.schema()).orElse(null);
  }

  /**
   * Many who ask at once for a type that was seen before share one answer. Not so for another: it
   * may have come just now, after that question.
   */
  private Future<Map<String, Served>> typesFor(String type) {
    if (!configured.contains(type) && !served.containsKey(type)) {
      return all();
    }
    if (System.nanoTime() - readAt < FRESH_NANOS) {
      return Future.succeededFuture(served);
    }
    if (reading.isComplete()) {
      reading = all();
    }
    return reading;
  }

  private Future<Void> demand(Served how, NewJob job) {
    if (how == null) {
      return unknown(job.type());
    }
    InputSchema schema = schema(job.type(), how);
    if (schema != null) {
      schema.demand(job.input());
    }
    return Future.succeededFuture();
  }

  private Map<String, Served> remember(Map<String, Served> found) {
    Map<String, Served> all = new TreeMap<>(found);
    configured.forEach(type -> all.putIfAbsent(type, BY_NOBODY));
    served = all;
    readAt = System.nanoTime();
    return all;
  }

  private static Future<Void> unknown(String type) {
    return Future.failedFuture(
        Refused.because(
            Reason.UNKNOWN_TYPE,
            "No worker serves the type "
                + type
                + ", and no setting workers."
                + type
                + " names it."));
  }
}
