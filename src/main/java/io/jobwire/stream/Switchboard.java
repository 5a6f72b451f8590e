package io.jobwire.stream;

import io.jobwire.stream.Ear.Listening;
import io.vertx.core.Context;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Connects the ears of this process with its subscribers: a channel belongs to one of them, always
 * the same. Made once, known to both sides.
 */
public final class Switchboard {
  private final AtomicReferenceArray<Desk> desks;

  public Switchboard(int subscribers) {
    desks = new AtomicReferenceArray<>(Math.max(1, subscribers));
  }

  private record Desk(Context context, Channels channels) {}

  /** A subscriber takes the next free place; true for the first of the process. */
  boolean open(Context context, Channels channels) {
    Desk desk = new Desk(context, channels);
    for (int i = 0; i < desks.length(); i++) {
      if (desks.compareAndSet(i, null, desk)) {
        return i == 0;
      }
    }
    throw new IllegalStateException("More subscribers than the switchboard has places for");
  }

  /** Where no subscriber is, nothing will ever be heard. */
  void enter(Listening listening) {
    Desk desk = owner(listening);
    if (desk != null) {
      desk.context.runOnContext(now -> desk.channels.enter(listening));
    }
  }

  void leave(Listening listening) {
    Desk desk = owner(listening);
    if (desk != null) {
      desk.context.runOnContext(now -> desk.channels.leave(listening));
    }
  }

  private Desk owner(Listening listening) {
    return desks.get(Math.floorMod(listening.channel().hashCode(), desks.length()));
  }
}
