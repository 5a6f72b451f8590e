package io.jobwire.stream;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What one event loop hears of the channels it is interested in. The subscriber hands over what
 * came in one of its turns in one go; what the loop cannot keep up with is not piled up: it hears
 * that it has missed something.
 */
final class Ear {
  /** So much may wait for this loop. */
  private static final long MOST_WAITING = 8 << 20;

  private final Context context;
  private final Switchboard switchboard;
  private final AtomicLong waiting = new AtomicLong();

  Ear(Vertx vertx, Switchboard switchboard) {
    this.context = vertx.getOrCreateContext();
    this.switchboard = switchboard;
  }

  /** Hears one channel. Called on the ear's own loop. */
  interface Listener {
    /** Redis has confirmed: from now on nothing is missed without a word. */
    void armed();

    void heard(Frame frame);

    /** Something may have been said that did not get here. */
    void missed();
  }

  Listening listen(String channel, Listener listener) {
    Listening listening = new Listening(this, channel, listener);
    switchboard.enter(listening);
    return listening;
  }

  /** From the subscriber's loop. */
  void hand(List<Mail> mail) {
    long bytes = mail.stream().mapToLong(Mail::bytes).sum();
    if (waiting.get() + bytes > MOST_WAITING) {
      List<Mail> missed = missed(mail);
      context.runOnContext(now -> missed.forEach(Mail::open));
      return;
    }
    waiting.addAndGet(bytes);
    context.runOnContext(
        now -> {
          waiting.addAndGet(-bytes);
          mail.forEach(Mail::open);
        });
  }

  private static List<Mail> missed(List<Mail> mail) {
    List<Mail> missed = new ArrayList<>();
    mail.stream().filter(Mail::confirmed).forEach(missed::add);
    mail.stream().map(Mail::to).distinct().forEach(to -> missed.add(Mail.missed(to)));
    return missed;
  }

  /** One listener at one channel, until it ends. */
  static final class Listening {
    private final Ear ear;
    private final String channel;
    private final Listener listener;
    private boolean armed;
    private boolean ended;

    private Listening(Ear ear, String channel, Listener listener) {
      this.ear = ear;
      this.channel = channel;
      this.listener = listener;
    }

    Ear ear() {
      return ear;
    }

    String channel() {
      return channel;
    }

    void end() {
      ended = true;
      ear.switchboard.leave(this);
    }
  }

  /** A frame for a listener; without one, the word that its channel stands (anew). */
  record Mail(Listening to, Frame frame, boolean confirmed) {
    static Mail confirmed(Listening to) {
      return new Mail(to, null, true);
    }

    static Mail missed(Listening to) {
      return new Mail(to, null, false);
    }

    private long bytes() {
      return frame == null ? 64 : 64 + frame.json().length;
    }

    private void open() {
      if (to.ended) {
        return;
      }
      if (frame != null) {
        to.listener.heard(frame);
      } else if (confirmed && !to.armed) {
        to.armed = true;
        to.listener.armed();
      } else {
        to.listener.missed();
      }
    }
  }
}
