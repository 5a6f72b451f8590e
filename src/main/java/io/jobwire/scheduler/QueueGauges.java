package io.jobwire.scheduler;

import io.jobwire.ops.Meters;
import io.jobwire.redis.JobTypes;
import io.jobwire.redis.Queues;
import io.jobwire.redis.Queues.Depth;
import io.vertx.core.Future;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * How the queues stand, as numbers: told by the one process that sweeps, so that no sum counts a
 * job twice. A queue is told of while somebody serves it, while the settings name its type, and as
 * long as anything is in it: just where nobody serves it any more, somebody has to hear of it.
 */
final class QueueGauges {
  private final JobTypes types;
  private final Queues queues;
  private final Set<String> configured;
  private final Meters meters;

  QueueGauges(JobTypes types, Queues queues, Set<String> configured, Meters meters) {
    this.types = types;
    this.queues = queues;
    this.configured = configured;
    this.meters = meters;
  }

  /** Told only if this is still the process that tells when they are known. */
  Future<Void> read(BooleanSupplier stillMine) {
    return types
        .served()
        .compose(served -> queues.depths(known(served.keySet())))
        .onSuccess(depths -> tell(stillMine.getAsBoolean() ? depths : List.of()))
        .mapEmpty();
  }

  /** Another process tells them now. */
  void clear() {
    tell(List.of());
  }

  private Set<String> known(Set<String> served) {
    Set<String> known = new HashSet<>(configured);
    known.addAll(served);
    return known;
  }

  private void tell(List<Depth> depths) {
    meters.queues(
        depths.stream()
            .map(
                depth ->
                    new Meters.Queue(
                        depth.type(),
                        depth.waiting(),
                        depth.running(),
                        depth.delayed(),
                        Math.max(0, depth.oldestWaitMs()) / 1_000.0))
            .toList());
  }
}
