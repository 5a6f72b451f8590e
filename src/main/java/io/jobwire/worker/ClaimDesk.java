package io.jobwire.worker;

import io.jobwire.bus.Wakeups;
import io.jobwire.model.ClaimedJob;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.MessageConsumer;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Where claims from elsewhere wait. A hint about a type wakes one of those that wait for it; once a
 * second all look around, in case a hint was lost. Belongs to one event loop.
 */
final class ClaimDesk {
  private static final long LOOK_MS = 1_000;

  /** Workers come back: a bell stays up so long after the last one has gone. */
  private static final int LINGER_LOOKS = 60;

  private final Vertx vertx;
  private final Wakeups wakeups;
  private final Map<String, Bell> bells = new HashMap<>();
  private final Set<WaitingClaim> waiting = new LinkedHashSet<>();
  private final long looker;
  private boolean closed;

  ClaimDesk(Vertx vertx, Wakeups wakeups) {
    this.vertx = vertx;
    this.wakeups = wakeups;
    looker = vertx.setPeriodic(LOOK_MS, tick -> lookAround());
  }

  boolean isClosed() {
    return closed;
  }

  /** One that has come back takes the place of its own that still waits. */
  Future<List<ClaimedJob>> seat(WaitingClaim claim) {
    waiting.stream()
        .filter(other -> other.name().equals(claim.name()))
        .findFirst()
        .ifPresent(WaitingClaim::end);
    waiting.add(claim);
    claim.wish().types().forEach(type -> bell(type).waiting.add(claim));
    long wait = claim.wish().waitMs();
    long timer = wait == 0 ? -1 : vertx.setTimer(wait, late -> claim.timeUp());
    Future<List<ClaimedJob>> answer =
        claim
            .answer()
            .onComplete(
                answered -> {
                  vertx.cancelTimer(timer);
                  leave(claim);
                });
    claim.open();
    return answer;
  }

  /** Everybody is answered now; completes when nothing is under way any more. */
  Future<Void> drain() {
    closed = true;
    vertx.cancelTimer(looker);
    List<WaitingClaim> all = List.copyOf(waiting);
    all.forEach(WaitingClaim::end);
    return Future.join(all.stream().map(claim -> claim.answer().otherwiseEmpty()).toList())
        .eventually(() -> Future.join(bells.values().stream().map(Bell::down).toList()))
        .otherwiseEmpty()
        .mapEmpty();
  }

  private void leave(WaitingClaim claim) {
    waiting.remove(claim);
    claim.wish().types().forEach(type -> bell(type).waiting.remove(claim));
  }

  private Bell bell(String type) {
    return bells.computeIfAbsent(type, Bell::new);
  }

  private void lookAround() {
    List.copyOf(waiting).forEach(WaitingClaim::lookAround);
    bells.values().removeIf(Bell::isForgotten);
  }

  /** Rings for one type of jobs. */
  private final class Bell {
    final Set<WaitingClaim> waiting = new LinkedHashSet<>();
    private final MessageConsumer<Integer> consumer;
    private int quiet;

    Bell(String type) {
      consumer = wakeups.onReady(type, this::ready);
    }

    /** In turn, so that ten hints wake ten; false when nobody here wants it. */
    private boolean ready(String type, int partition) {
      if (closed || waiting.isEmpty()) {
        return false;
      }
      WaitingClaim first = waiting.iterator().next();
      waiting.remove(first);
      waiting.add(first);
      first.hint(partition);
      return true;
    }

    boolean isForgotten() {
      quiet = waiting.isEmpty() ? quiet + 1 : 0;
      if (quiet > LINGER_LOOKS) {
        down();
        return true;
      }
      return false;
    }

    Future<Void> down() {
      return consumer.unregister();
    }
  }
}
