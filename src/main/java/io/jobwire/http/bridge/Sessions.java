package io.jobwire.http.bridge;

import io.jobwire.http.limit.UserLimits;
import io.jobwire.model.EventType;
import io.jobwire.model.Refused;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** All sessions of one event loop, and how they are sent away when the process ends. */
public final class Sessions {
  /** A client comes back at some moment within this, so that not all come at once. */
  private static final long SPREAD_MS = 1_000;

  private final Vertx vertx;
  private final UserLimits limits;
  private final Set<Session> open = new LinkedHashSet<>();
  private boolean draining;

  /** {@code limits} counts what each user takes, here and on all other loops. */
  public Sessions(Vertx vertx, UserLimits limits) {
    this.vertx = vertx;
    this.limits = limits;
  }

  UserLimits limits() {
    return limits;
  }

  void add(Session session) {
    open.add(session);
    if (draining) {
      vertx.runOnContext(now -> session.close(Closing.DRAINING));
    }
  }

  /** Makes room for one more that this user follows. */
  void demandSeat(String user) {
    if (!limits.subscriptions().take(user, 1)) {
      throw Refused.rateLimited(1);
    }
  }

  void freeSeats(String user, int seats) {
    limits.subscriptions().give(user, seats);
  }

  void remove(Session session) {
    open.remove(session);
  }

  /** Tells everybody to go elsewhere, and closes one after the other within this time. */
  public Future<Void> drain(long overMs) {
    draining = true;
    List<Session> all = new ArrayList<>(open);
    List<Future<Void>> closed = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      Session session = all.get(i);
      long after = SPREAD_MS * i / all.size();
      session.tellAll(
          EventType.SERVER_DRAINING, out -> out.writeNumberField("reconnectAfterMs", after));
      long pause = Math.max(1, overMs * (i + 1) / all.size());
      closed.add(
          vertx
              .timer(pause, TimeUnit.MILLISECONDS)
              .onSuccess(time -> session.close(Closing.DRAINING))
              .mapEmpty());
    }
    return closed.isEmpty() ? Future.succeededFuture() : Future.all(closed).mapEmpty();
  }

  // numbers

  public int connections() {
    return open.size();
  }

  public int signedIn() {
    return (int) open.stream().filter(Session::isSignedIn).count();
  }

  public int subscriptions() {
    return open.stream().mapToInt(Session::subscriptions).sum();
  }

  /** Bytes that the sockets have not taken yet. */
  public long unfinished() {
    return open.stream().mapToLong(Session::unfinished).sum();
  }

  public Set<String> users() {
    Set<String> users = new LinkedHashSet<>();
    open.stream().filter(Session::isSignedIn).forEach(one -> users.add(one.user()));
    return users;
  }
}
