package io.jobwire.stream;

import io.jobwire.model.JobId;
import io.jobwire.redis.Ids;
import io.jobwire.redis.Viewings;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The jobs followed on one event loop that are to be cancelled when nobody follows them: says in
 * Redis that somebody does, again and again. Belongs to that loop.
 */
final class Watch {
  private static final Logger LOG = LoggerFactory.getLogger(Watch.class);
  private static final long RENEW_MS = Viewings.LEASE_MS / 3;

  private final Vertx vertx;
  private final Viewings viewings;
  private final String holder = Ids.random(12);
  private final Set<JobId> jobs = new HashSet<>();
  private long renewal;

  Watch(Vertx vertx, Viewings viewings) {
    this.vertx = vertx;
    this.viewings = viewings;
  }

  void open() {
    renewal = vertx.setPeriodic(RENEW_MS, tick -> renew());
  }

  void begin(JobId job) {
    if (jobs.add(job)) {
      tell(viewings.watch(holder, List.of(job)));
    }
  }

  void end(JobId job) {
    if (jobs.remove(job)) {
      tell(viewings.unwatch(holder, job));
    }
  }

  private void renew() {
    if (!jobs.isEmpty()) {
      tell(viewings.watch(holder, jobs));
    }
  }

  /** What is not told now is told by the next renewal, or by the end of the lease. */
  private static void tell(Future<Void> step) {
    step.onFailure(away -> LOG.debug("Viewers are told of later: {}", away.getMessage()));
  }

  /** Whoever comes back at another node in time was never gone. */
  Future<Void> close() {
    vertx.cancelTimer(renewal);
    var all = jobs.stream().map(job -> viewings.unwatch(holder, job)).toList();
    jobs.clear();
    return Future.join(all).otherwiseEmpty().mapEmpty();
  }
}
