package io.jobwire.stream;

import io.jobwire.redis.Subscriptions;
import io.jobwire.stream.Ear.Listening;
import io.jobwire.stream.Ear.Mail;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which channels this node hears: from the first who listens until a little after the last has
 * left, because whoever comes back comes soon. What comes in one turn goes to each loop in one go.
 * Belongs to one event loop.
 */
final class Channels {
  private static final long LINGER_MS = 5_000;
  private static final long APART_NANOS = 1_000_000;

  private final Vertx vertx;
  private final Subscriptions subscriptions;
  private final Map<String, Interest> interests = new HashMap<>();
  private final Map<Ear, List<Mail>> outgoing = new HashMap<>();
  private long handedOver = System.nanoTime() - APART_NANOS;

  Channels(Vertx vertx, Subscriptions subscriptions) {
    this.vertx = vertx;
    this.subscriptions = subscriptions;
  }

  void enter(Listening listening) {
    Interest interest = interests.computeIfAbsent(listening.channel(), this::subscribed);
    interest.listeners.add(listening);
    if (interest.standing) {
      post(Mail.confirmed(listening));
    }
  }

  void leave(Listening listening) {
    Interest interest = interests.get(listening.channel());
    if (interest != null && interest.listeners.remove(listening) && interest.listeners.isEmpty()) {
      int visit = ++interest.visits;
      vertx.setTimer(LINGER_MS, later -> dropUnlessBack(listening.channel(), interest, visit));
    }
  }

  private void dropUnlessBack(String channel, Interest interest, int visit) {
    if (interest.listeners.isEmpty() && interest.visits == visit) {
      interests.remove(channel);
      subscriptions.unsubscribe(channel);
    }
  }

  private Interest subscribed(String channel) {
    Interest interest = new Interest();
    // Dropped on purpose: what counts is the listener's own word, which comes again after a loss.
    subscriptions.subscribe(channel, interest);
    return interest;
  }

  /** Waking another loop costs more than what it is woken for: when much comes, not too often. */
  private void post(Mail mail) {
    if (outgoing.isEmpty()) {
      if (System.nanoTime() - handedOver < APART_NANOS) {
        vertx.setTimer(1, soon -> handOver());
      } else {
        vertx.runOnContext(endOfTurn -> handOver());
      }
    }
    outgoing.computeIfAbsent(mail.to().ear(), first -> new ArrayList<>()).add(mail);
  }

  private void handOver() {
    handedOver = System.nanoTime();
    outgoing.forEach(Ear::hand);
    outgoing.clear();
  }

  /** One channel, and who listens. */
  private final class Interest implements Subscriptions.Listener {
    final List<Listening> listeners = new ArrayList<>(2);
    boolean standing;
    int visits;

    @Override
    public void message(String channel, Buffer message) {
      Frame frame = Announcement.read(message);
      for (Listening listening : listeners) {
        post(frame == null ? Mail.missed(listening) : new Mail(listening, frame, false));
      }
    }

    @Override
    public void confirmed() {
      standing = true;
      listeners.forEach(listening -> post(Mail.confirmed(listening)));
    }
  }
}
