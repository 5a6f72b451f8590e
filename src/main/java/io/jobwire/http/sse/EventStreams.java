package io.jobwire.http.sse;

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
import java.util.stream.Collectors;

/**
 * All responses of one event loop on which streams are followed: kept alive, cut when they are
 * stuck, sent away when the process ends.
 */
public final class EventStreams {
  private static final Care USUAL = new Care(5_000, 15_000, 60_000);

  /** Whoever is sent away comes back at some moment within this, so that not all come at once. */
  private static final long SPREAD_MS = 1_000;

  private final Vertx vertx;
  private final long socketBuffer;
  private final UserLimits users;
  private final Care care;
  private final Set<EventStream> open = new LinkedHashSet<>();
  private final long looking;
  private boolean draining;

  /**
   * {@code socketBuffer} is how much may wait for one reader before he is no longer pushed to;
   * {@code users} counts what each user takes, here and on all other loops.
   */
  public EventStreams(Vertx vertx, long socketBuffer, UserLimits users) {
    this(vertx, socketBuffer, users, USUAL);
  }

  EventStreams(Vertx vertx, long socketBuffer, UserLimits users, Care care) {
    this.vertx = vertx;
    this.socketBuffer = socketBuffer;
    this.users = users;
    this.care = care;
    looking = vertx.setPeriodic(care.lookMs, look -> lookAfterAll());
  }

  /**
   * How often all are looked at; how long one may be quiet, well below the idle timeouts of proxies
   * and of our own listener; and how long a reader may take nothing of what waits for him.
   */
  record Care(long lookMs, long quietMs, long patienceMs) {}

  Vertx vertx() {
    return vertx;
  }

  long socketBuffer() {
    return socketBuffer;
  }

  /** From the first word of the drain on nobody else is let in. */
  void demandOpen() {
    if (draining) {
      throw goingAway();
    }
  }

  static Refused goingAway() {
    return Refused.unavailable("This instance is going away; come back.");
  }

  UserLimits limits() {
    return users;
  }

  void add(EventStream stream) {
    open.add(stream);
  }

  void remove(EventStream stream) {
    open.remove(stream);
  }

  private void lookAfterAll() {
    for (EventStream stream : List.copyOf(open)) {
      ResponseOutlet outlet = stream.outlet();
      if (outlet.isStuck(care.patienceMs)) {
        outlet.tooSlow();
      } else if (outlet.isQuiet(care.quietMs)) {
        stream.keepAlive();
      }
    }
  }

  /** Tells everybody to go elsewhere, and ends one after the other within this time. */
  public Future<Void> drain(long overMs) {
    draining = true;
    List<EventStream> all = List.copyOf(open);
    List<Future<Void>> ended = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      EventStream stream = all.get(i);
      long after = SPREAD_MS * i / all.size();
      stream.tell(
          EventType.SERVER_DRAINING, out -> out.writeNumberField("reconnectAfterMs", after));
      long pause = Math.max(1, overMs * (i + 1) / all.size());
      ended.add(
          vertx.timer(pause, TimeUnit.MILLISECONDS).onSuccess(time -> stream.end()).mapEmpty());
    }
    return ended.isEmpty() ? Future.succeededFuture() : Future.all(ended).mapEmpty();
  }

  /** Ends what is still there. */
  public void close() {
    draining = true;
    vertx.cancelTimer(looking);
    List.copyOf(open).forEach(EventStream::end);
  }

  // numbers

  public int connections() {
    return open.size();
  }

  public int subscriptions() {
    return open.stream().mapToInt(EventStream::subscriptions).sum();
  }

  /** Bytes that their readers have not taken yet. */
  public long unfinished() {
    return open.stream().mapToLong(stream -> stream.outlet().unfinished()).sum();
  }

  public Set<String> users() {
    return open.stream().map(EventStream::user).collect(Collectors.toSet());
  }
}
