package io.jobwire.stream;

import io.jobwire.redis.Ids;
import io.jobwire.redis.Presence;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The devices at the sockets of one event loop: says in Redis that they are here, again and again,
 * so that those of a dead process go by themselves. Belongs to that loop.
 */
public final class PresenceDesk {
  private static final Logger LOG = LoggerFactory.getLogger(PresenceDesk.class);
  private static final long RENEW_MS = Presence.LEASE_MS / 3;

  /** Whoever reloads a page is back within this, and was never gone. */
  private static final long GRACE_MS = 2_000;

  private final Vertx vertx;
  private final Presence presence;
  private final String holder = Ids.random(12);
  private final Map<String, Map<String, Integer>> here = new HashMap<>();
  private long renewal;

  PresenceDesk(Vertx vertx, Presence presence) {
    this.vertx = vertx;
    this.presence = presence;
  }

  /** For a socket whose client has not said which device it is. */
  public static String unnamed() {
    return "d-" + Ids.random(12);
  }

  void open() {
    renewal = vertx.setPeriodic(RENEW_MS, tick -> here.keySet().forEach(this::renew));
  }

  /** Each call has its own {@link #leave}. */
  public void enter(String user, String device) {
    Map<String, Integer> devices = here.computeIfAbsent(user, first -> new HashMap<>());
    if (devices.merge(device, 1, Integer::sum) == 1) {
      tell(presence.enter(user, holder, Set.of(device), Presence.LEASE_MS));
    }
  }

  public void leave(String user, String device) {
    vertx.setTimer(GRACE_MS, later -> leaveNow(user, device));
  }

  private void leaveNow(String user, String device) {
    Map<String, Integer> devices = here.get(user);
    if (devices == null || devices.merge(device, -1, Integer::sum) > 0) {
      return;
    }
    devices.remove(device);
    if (devices.isEmpty()) {
      here.remove(user);
    }
    tell(presence.leave(user, holder, Set.of(device)));
  }

  private void renew(String user) {
    tell(presence.enter(user, holder, here.get(user).keySet(), Presence.LEASE_MS));
  }

  /** What is not told now is told by the next renewal, or by the end of the lease. */
  private static void tell(Future<Void> step) {
    step.onFailure(away -> LOG.debug("Presence is told later: {}", away.getMessage()));
  }

  Future<Void> close() {
    vertx.cancelTimer(renewal);
    var all =
        here.entrySet().stream()
            .map(user -> presence.leave(user.getKey(), holder, user.getValue().keySet()))
            .toList();
    here.clear();
    return Future.join(all).otherwiseEmpty().mapEmpty();
  }
}
