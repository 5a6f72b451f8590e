package io.jobwire.jobs;

import io.jobwire.redis.Visits;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.HashSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who makes a job is active on that day: told once a day for each user, before the first of his
 * creations is answered. Belongs to one event loop.
 */
final class ActiveUsers {
  private static final Logger LOG = LoggerFactory.getLogger(ActiveUsers.class);
  private static final long DAY_MS = 86_400_000;
  private static final long PAUSE_MS = 1_000;

  /** Whom we forget is told again, which changes nothing. */
  private static final int MOST = 50_000;

  private final Vertx vertx;
  private final Visits visits;
  private final Set<String> told = new HashSet<>();
  private long day;

  ActiveUsers(Vertx vertx, Visits visits) {
    this.vertx = vertx;
    this.visits = visits;
  }

  /** Never fails: the job is there, and the rest is told later. */
  Future<Void> made(String user, long atMs) {
    if (atMs / DAY_MS != day || told.size() >= MOST) {
      told.clear();
      day = atMs / DAY_MS;
    }
    return told.add(user) ? tell(user, atMs) : Future.succeededFuture();
  }

  private Future<Void> tell(String user, long atMs) {
    return visits
        .seen(user, atMs)
        .onFailure(away -> tellLater(user, atMs, away))
        .otherwiseEmpty()
        .mapEmpty();
  }

  private void tellLater(String user, long atMs, Throwable away) {
    LOG.debug("A user is counted later: {}", away.getMessage());
    vertx.setTimer(PAUSE_MS, again -> tell(user, atMs));
  }
}
