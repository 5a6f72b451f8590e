package io.jobwire.stream;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Tells that something was announced on a job's channel; what it was stands in the log. One bell
 * for each channel, however many listen, which stays a while after the last has left. Belongs to
 * one event loop.
 */
final class Doorbell {
  static final String LISTEN = "jobwire.stream.listen.";
  static final String LEAVE = "jobwire.stream.leave.";
  static final String RINGS = "jobwire.stream.rings";
  private static final long LINGER_MS = 2_000;
  private static final DeliveryOptions HERE =
      new DeliveryOptions().setLocalOnly(true).setSendTimeout(30_000);

  private final Vertx vertx;
  private final int subscribers;
  private final Map<String, Bell> bells = new HashMap<>();

  /** {@code subscribers} is how many subscriber verticles this process runs. */
  Doorbell(Vertx vertx, int subscribers) {
    this.vertx = vertx;
    this.subscribers = subscribers;
    // One consumer for all channels, for good: those that come and go leave messages behind them.
    vertx.eventBus().<String>localConsumer(RINGS, ring -> sound(ring.body()));
  }

  private void sound(String channel) {
    Bell bell = bells.get(channel);
    if (bell != null) {
      bell.sound();
    }
  }

  /** Listening; {@link Ring#armed} completes when nothing said from now on can be missed. */
  Ring listen(String channel) {
    return bells.computeIfAbsent(channel, Bell::new).ring();
  }

  private String owner(String channel) {
    return Integer.toString(Math.floorMod(channel.hashCode(), subscribers));
  }

  private final class Bell {
    private final String channel;
    private final Future<Void> armed;
    private final Set<Ring> rings = new HashSet<>();
    private int visits;

    Bell(String channel) {
      this.channel = channel;
      armed =
          vertx
              .eventBus()
              .<Void>request(LISTEN + owner(channel), channel, HERE)
              .map(Message::body)
              .onFailure(unheard -> drop());
    }

    Ring ring() {
      Ring ring = new Ring(this);
      rings.add(ring);
      return ring;
    }

    void sound() {
      List.copyOf(rings).forEach(Ring::sound);
    }

    void leave(Ring ring) {
      rings.remove(ring);
      if (rings.isEmpty()) {
        int visit = ++visits;
        vertx.setTimer(LINGER_MS, later -> dropUnlessBack(visit));
      }
    }

    private void dropUnlessBack(int visit) {
      if (rings.isEmpty() && visits == visit) {
        drop();
      }
    }

    /** Those who still listen wait for nothing but their time: the next to come begin anew. */
    private void drop() {
      if (bells.remove(channel, this)) {
        vertx.eventBus().send(LEAVE + owner(channel), channel, HERE);
      }
    }
  }

  /** One listener at one channel, until it closes. */
  static final class Ring {
    private final Bell bell;
    private Promise<Void> next = Promise.promise();

    private Ring(Bell bell) {
      this.bell = bell;
    }

    Future<Void> armed() {
      return bell.armed;
    }

    /** Completes with the first ring from now on: ask before looking, and nothing is missed. */
    Future<Void> next() {
      next = Promise.promise();
      return next.future();
    }

    private void sound() {
      next.tryComplete();
    }

    void close() {
      bell.leave(this);
    }
  }
}
