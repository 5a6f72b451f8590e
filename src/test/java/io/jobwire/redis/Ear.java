package io.jobwire.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** Hears everything that is announced under a pattern. */
final class Ear implements Subscriptions.Listener, AutoCloseable {

  /** One message: where, its header line, and the event behind it, if it came along. */
  record Message(String channel, String position, String before, int length, String body) {

    static Message of(String channel, String text) {
      int end = text.indexOf('\n');
      String[] head = text.substring(0, end).split(" ", -1);
      assertThat(head).as(text).hasSize(3);
      return new Message(
          channel, head[0], head[1], Integer.parseInt(head[2]), text.substring(end + 1));
    }
  }

  private final List<String> channels = new CopyOnWriteArrayList<>();
  private final List<String> bodies = new CopyOnWriteArrayList<>();
  private final AtomicInteger confirmations = new AtomicInteger();
  private final Subscriptions subscriptions;

  private Ear(RedisAddress address) {
    subscriptions = new Subscriptions(Layout.VERTX, address);
  }

  /** Listening, as soon as this returns. */
  static Ear at(RedisAddress address, String pattern) {
    Ear ear = new Ear(address);
    Layout.VERTX.runOnContext(
        start -> {
          ear.subscriptions.open();
          ear.subscriptions.subscribePattern(pattern, ear);
        });
    Given.eventually(() -> ear.confirmations() > 0);
    return ear;
  }

  @Override
  public void message(String channel, Buffer body) {
    bodies.add(body.toString());
    channels.add(channel);
  }

  @Override
  public void confirmed() {
    confirmations.incrementAndGet();
  }

  int confirmations() {
    return confirmations.get();
  }

  List<String> bodies() {
    return bodies;
  }

  /** Once that many have come. */
  List<Message> messages(int many) {
    Given.eventually(() -> channels.size() >= many);
    return java.util.stream.IntStream.range(0, channels.size())
        .mapToObj(i -> Message.of(channels.get(i), bodies.get(i)))
        .toList();
  }

  @Override
  public void close() {
    Layout.VERTX.runOnContext(end -> subscriptions.close());
  }
}
