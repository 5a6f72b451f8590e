package io.jobwire.jobs;

import io.jobwire.model.Refused;
import io.jobwire.model.Refused.Reason;
import io.jobwire.redis.JobTypes;
import io.vertx.core.Future;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Which types a job may have: those named in the settings, and those that somebody has worked on
 * lately. Asks Redis at most every few seconds for a type it has seen, at once for one it has not.
 */
final class KnownTypes {
  private static final long FRESH_NANOS = 5_000_000_000L;

  private final JobTypes types;
  private final Set<String> configured;
  private Map<String, Integer> served = Map.of();
  private long readAt = System.nanoTime() - FRESH_NANOS;

  KnownTypes(JobTypes types, Set<String> configured) {
    this.types = types;
    this.configured = configured;
  }

  Future<Void> demand(String type) {
    boolean fresh = System.nanoTime() - readAt < FRESH_NANOS;
    if (configured.contains(type) || fresh && served.containsKey(type)) {
      return Future.succeededFuture();
    }
    return all().compose(all -> all.containsKey(type) ? Future.succeededFuture() : unknown(type));
  }

  /** Every known type and how many live workers serve it. */
  Future<Map<String, Integer>> all() {
    return types.served().map(this::remember);
  }

  private Map<String, Integer> remember(Map<String, Integer> found) {
    Map<String, Integer> all = new TreeMap<>(found);
    configured.forEach(type -> all.putIfAbsent(type, 0));
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
