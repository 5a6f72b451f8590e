package io.jobwire.scheduler;

import io.jobwire.redis.Presence;
import io.jobwire.redis.Visits;
import io.vertx.core.Future;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Who has gone without a word, because the process died that held the sockets. */
final class Departures {
  private static final Logger LOG = LoggerFactory.getLogger(Departures.class);

  /** So many users may be looked at in a round whose devices have gone so. */
  private static final int MOST_USERS = 1_000;

  private final Presence presence;
  private final Visits visits;
  private final long silenceMs;

  Departures(Presence presence, Visits visits, long silenceMs) {
    this.presence = presence;
    this.visits = visits;
    this.silenceMs = silenceMs;
  }

  /** Never fails: the jobs are swept whether or not this could be done. */
  Future<Void> sweep() {
    return Future.join(presence.sweep(MOST_USERS), visits.sweep(silenceMs))
        .onFailure(later -> LOG.debug("Swept in the next round: {}", later.getMessage()))
        .otherwiseEmpty()
        .mapEmpty();
  }
}
