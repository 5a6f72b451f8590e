package io.jobwire.http.limit;

import io.jobwire.model.Counted;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * How many of something each holds at the same time, and how many he may. What he holds in other
 * processes is heard of, and added.
 */
public final class Holdings {
  /** What does not change is told again so often, long before it would be forgotten. */
  private static final long TELL_AGAIN = 600_000_000_000L;

  private final RatePolicy policy;
  private final LongSupplier clock;
  private final Map<String, Share> held = new ConcurrentHashMap<>();

  /** A quota of 0 is no limit. */
  public Holdings(RatePolicy policy) {
    this(policy, System::nanoTime);
  }

  Holdings(RatePolicy policy, LongSupplier nanos) {
    this.policy = policy;
    clock = nanos;
  }

  /** Changed only under the map's lock on it. */
  private static final class Share {
    int here;
    long elsewhere;
    boolean news = true;
    long toldAt;

    /** Something may stand in the book under this name. */
    boolean booked;

    Share orNothing() {
      return here == 0 && !booked ? null : this;
    }
  }

  public RatePolicy policy() {
    return policy;
  }

  public boolean isOff() {
    return policy.quota() == 0;
  }

  /** All of them or none; true when he has them now. */
  public boolean take(String who, int more) {
    if (isOff()) {
      return true;
    }
    boolean[] taken = new boolean[1];
    held.compute(who, (key, share) -> with(share == null ? new Share() : share, more, taken));
    return taken[0];
  }

  private Share with(Share share, int more, boolean[] taken) {
    taken[0] = share.here + share.elsewhere + more <= policy.quota();
    share.here += taken[0] ? more : 0;
    // Also when he is refused: he may hold less elsewhere by now.
    share.news = true;
    return share.orNothing();
  }

  /** What was taken before. */
  public void give(String who, int back) {
    held.computeIfPresent(
        who,
        (key, share) -> {
          share.here = Math.max(0, share.here - back);
          share.news = true;
          return share.orNothing();
        });
  }

  // together with others

  boolean isEmpty() {
    return held.isEmpty();
  }

  /** What others do not know, or will not know for much longer. */
  List<Counted> news() {
    long now = clock.getAsLong();
    Most most = new Most();
    held.forEach(
        (who, share) -> {
          if (share.news || now - share.toldAt > TELL_AGAIN) {
            most.add(new Counted(policy.name(), who, share.here));
          }
        });
    List<Counted> told = new ArrayList<>();
    for (Counted one : most.all()) {
      held.computeIfPresent(one.who(), (who, share) -> told(who, share, now, told));
    }
    return told;
  }

  private Share told(String who, Share share, long now, List<Counted> told) {
    told.add(new Counted(policy.name(), who, share.here));
    share.news = false;
    share.toldAt = now;
    share.booked |= share.here > 0;
    return share;
  }

  /** He holds so many elsewhere, as was answered to what was told. */
  void heard(Counted told, long elsewhere) {
    held.computeIfPresent(
        told.who(),
        (who, share) -> {
          share.elsewhere = elsewhere;
          share.booked = told.number() > 0 || share.here > 0;
          return share.orNothing();
        });
  }

  /** Nobody answers: what others hold is not known, and what was told may be not. */
  void alone() {
    held.replaceAll(
        (who, share) -> {
          share.elsewhere = 0;
          share.news = true;
          return share;
        });
  }

  /** Nothing of what was told counts any more. */
  void anew() {
    for (String one : held.keySet()) {
      held.computeIfPresent(
          one,
          (who, share) -> {
            share.news = true;
            share.booked = false;
            return share.orNothing();
          });
    }
  }

  int holders() {
    return held.size();
  }
}
