package io.jobwire.stream;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;

/** Tells that something was announced on a job's channel; what it was stands in the log. */
final class Doorbell {
  static final String LISTEN = "jobwire.stream.listen.";
  static final String LEAVE = "jobwire.stream.leave.";
  static final String RINGS = "jobwire.stream.rings.";

  private final Vertx vertx;
  private final int subscribers;

  /** {@code subscribers} is how many subscriber verticles this process runs. */
  Doorbell(Vertx vertx, int subscribers) {
    this.vertx = vertx;
    this.subscribers = subscribers;
  }

  /** Listening; {@link Ring#armed} completes when nothing said from now on can be missed. */
  Ring listen(String channel) {
    return new Ring(channel);
  }

  private String owner(String channel) {
    return Integer.toString(Math.floorMod(channel.hashCode(), subscribers));
  }

  /** One listener at one channel, until it closes. */
  final class Ring {
    private final String channel;
    private Promise<Void> next = Promise.promise();
    private final MessageConsumer<Object> consumer;
    private final Future<Void> armed;

    private Ring(String channel) {
      this.channel = channel;
      consumer = vertx.eventBus().localConsumer(RINGS + channel, ring -> ring());
      armed =
          vertx
              .eventBus()
              .<Void>request(
                  LISTEN + owner(channel),
                  channel,
                  new DeliveryOptions().setLocalOnly(true).setSendTimeout(30_000))
              .map(Message::body);
    }

    Future<Void> armed() {
      return armed;
    }

    /** Completes with the first ring from now on: ask before looking, and nothing is missed. */
    Future<Void> next() {
      next = Promise.promise();
      return next.future();
    }

    private void ring() {
      next.tryComplete();
    }

    void close() {
      consumer.unregister();
      vertx
          .eventBus()
          .send(LEAVE + owner(channel), channel, new DeliveryOptions().setLocalOnly(true));
    }
  }
}
