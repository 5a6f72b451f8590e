package io.jobwire.scheduler;

import io.jobwire.bus.Wakeups;
import io.jobwire.ops.FailedJob;
import io.jobwire.ops.JobLines;
import io.jobwire.ops.Meters;
import io.jobwire.redis.Removed;
import io.jobwire.redis.Sweeps;
import io.jobwire.redis.Sweeps.Outcome;
import io.jobwire.redis.Sweeps.Swept;
import io.jobwire.redis.UserJobs;
import io.vertx.core.Future;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One round over all partitions, and what follows from it: workers woken, indexes told, numbers
 * counted.
 */
final class Broom {
  private static final Logger LOG = LoggerFactory.getLogger(Broom.class);

  /** How many partitions are under way at a time. */
  private static final int ABREAST = 8;

  private static final String SWEPT_AWAY = "Its last attempt was ended by the sweep.";
  private static final long NEVER = Long.MAX_VALUE;

  private final Sweeps sweeps;
  private final Departures departures;
  private final UserJobs users;
  private final Wakeups wakeups;
  private final Meters meters;
  private final int partitions;

  Broom(
      Sweeps sweeps,
      Departures departures,
      UserJobs users,
      Wakeups wakeups,
      Meters meters,
      int partitions) {
    this.sweeps = sweeps;
    this.departures = departures;
    this.users = users;
    this.wakeups = wakeups;
    this.meters = meters;
    this.partitions = partitions;
  }

  /** Gives how many milliseconds there are until the next thing falls due. */
  Future<Long> sweepAll() {
    return departures.sweep().compose(swept -> lane(0));
  }

  private Future<Long> lane(int from) {
    if (from >= partitions) {
      return Future.succeededFuture(NEVER);
    }
    var abreast =
        IntStream.range(from, Math.min(partitions, from + ABREAST)).mapToObj(this::sweep).toList();
    return Future.all(abreast)
        .map(all -> abreast.stream().mapToLong(Future::result).min().orElse(NEVER))
        .compose(next -> lane(from + ABREAST).map(rest -> Math.min(next, rest)));
  }

  private Future<Long> sweep(int partition) {
    return sweeps
        .sweep(partition)
        .onSuccess(swept -> follow(partition, swept))
        .compose(swept -> swept.more() ? sweep(partition) : Future.succeededFuture(next(swept)));
  }

  private void follow(int partition, Swept swept) {
    swept.wokenTypes().forEach(type -> wakeups.ready(type, partition));
    swept.outcomes().forEach(this::count);
    swept.removed().forEach(this::forget);
  }

  private void count(Outcome outcome) {
    meters.taken(outcome.word());
    boolean forGood = !outcome.code().isEmpty();
    String step = forGood ? "failed" : outcome.word();
    JobLines.tell(step, outcome.id(), outcome.type(), outcome.trace());
    if (forGood) {
      meters.finished(outcome.type(), "failed");
      meters.failed(
          new FailedJob(outcome.id(), outcome.type(), outcome.code(), SWEPT_AWAY, outcome.trace()));
    } else if (outcome.word().equals("cancelled")) {
      meters.finished(outcome.type(), "cancelled");
    } else if (outcome.word().equals("foreign")) {
      LOG.warn("A job's names in Redis hold data that is not ours; it is left alone for now");
    }
  }

  private void forget(Removed removed) {
    users
        .forget(removed)
        .onFailure(
            later -> LOG.debug("An index entry stays until it is met: {}", later.getMessage()));
  }

  private static long next(Swept swept) {
    return swept.nextMs() < 0 ? NEVER : swept.nextMs();
  }
}
