package io.jobwire.stream;

import io.jobwire.redis.Subscriptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Which channels this node hears: from the first who listens until a little after the last has
 * left, because whoever comes back comes soon. Belongs to one event loop.
 */
final class Channels {
  private static final long LINGER_MS = 5_000;
  private static final DeliveryOptions HERE = new DeliveryOptions().setLocalOnly(true);

  private final Vertx vertx;
  private final Subscriptions subscriptions;
  private final Map<String, Interest> interests = new HashMap<>();
  private final Set<String> ringing = new HashSet<>();

  Channels(Vertx vertx, Subscriptions subscriptions) {
    this.vertx = vertx;
    this.subscriptions = subscriptions;
  }

  /** Completes once Redis has confirmed the channel. */
  Future<Void> enter(String channel) {
    Interest interest = interests.computeIfAbsent(channel, this::subscribe);
    interest.listeners++;
    return interest.confirmed;
  }

  void leave(String channel) {
    Interest interest = interests.get(channel);
    if (interest != null && --interest.listeners == 0) {
      int visit = ++interest.visits;
      vertx.setTimer(LINGER_MS, later -> dropUnlessBack(channel, interest, visit));
    }
  }

  private void dropUnlessBack(String channel, Interest interest, int visit) {
    if (interest.listeners == 0 && interest.visits == visit) {
      interests.remove(channel);
      subscriptions.unsubscribe(channel);
    }
  }

  private Interest subscribe(String channel) {
    return new Interest(subscriptions.subscribe(channel, new Ringer(channel)));
  }

  /** Once for all that was announced together. */
  private void ring(String channel) {
    if (ringing.add(channel)) {
      vertx.runOnContext(
          now -> {
            ringing.remove(channel);
            vertx.eventBus().publish(Doorbell.RINGS, channel, HERE);
          });
    }
  }

  private final class Ringer implements Subscriptions.Listener {
    private final String channel;

    Ringer(String channel) {
      this.channel = channel;
    }

    @Override
    public void message(String name, String body) {
      ring(channel);
    }

    /** Something may have been said while nobody heard. */
    @Override
    public void confirmed() {
      ring(channel);
    }
  }

  private static final class Interest {
    final Future<Void> confirmed;
    int listeners;
    int visits;

    Interest(Future<Void> confirmed) {
      this.confirmed = confirmed;
    }
  }
}
