package io.jobwire.worker;

import io.jobwire.model.ClaimedJob;
import io.jobwire.model.Refused;
import io.jobwire.model.Refused.Reason;
import io.jobwire.ops.JobLines;
import io.jobwire.redis.Claims;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;

/**
 * One claim from elsewhere until it is answered: looks everywhere once, then where a hint says that
 * there is work, and around itself in between. Every look has the same claim id, so one whose
 * answer was lost is simply made again. Belongs to one event loop.
 */
final class WaitingClaim {
  private final Claims claims;
  private final int partitions;
  private final ClaimWish wish;
  private final Name name;
  private final Map<String, Integer> slots = new LinkedHashMap<>();
  private final Set<Integer> unseen = new LinkedHashSet<>();

  /** Where this claim has been answered: there it would only get the same jobs again. */
  private final Set<Integer> spent = new HashSet<>();

  private final List<ClaimedJob> taken = new ArrayList<>();
  private final Promise<List<ClaimedJob>> answer = Promise.promise();
  private int nextLook;
  private boolean looking;
  private boolean late;
  private boolean ended;
  private boolean abandoned;

  /** Why the last look failed; null when it did not. */
  private Throwable away;

  WaitingClaim(Claims claims, int partitions, ClaimWish wish, Name name) {
    this.claims = claims;
    this.partitions = partitions;
    this.wish = wish;
    this.name = name;
    wish.types().forEach(type -> slots.put(type, wish.max()));
    nextLook = ThreadLocalRandom.current().nextInt(partitions);
    late = wish.waitMs() == 0;
  }

  /** The claim's id, and the name under which its answers are kept. */
  record Name(String memory, String claimId) {}

  ClaimWish wish() {
    return wish;
  }

  Name name() {
    return name;
  }

  Future<List<ClaimedJob>> answer() {
    return answer.future();
  }

  boolean isAbandoned() {
    return abandoned;
  }

  void open() {
    if (wish.claimId() == null) {
      lookAt(partitions);
    } else {
      looking = true;
      recall()
          .onComplete(known -> looking = false)
          .onSuccess(this::recalled)
          .onFailure(answer::tryFail);
    }
  }

  void hint(int partition) {
    if (!ended) {
      toLookAt(partition);
      lookNext();
    }
  }

  /** An eighth of the partitions each time, all of them when there are few. */
  void lookAround() {
    lookAt((partitions + 7) / 8);
  }

  /** The time is up; what is under way may still bring something. */
  void timeUp() {
    late = true;
    lookNext();
  }

  /** No more looks, an answer now. */
  void end() {
    ended = true;
    late = true;
    unseen.clear();
    lookNext();
  }

  /** Nobody is there any more to be answered. */
  void abandon() {
    abandoned = true;
    end();
  }

  private void recalled(Claims.Taken before) {
    if (before.known()) {
      answer.tryComplete(before.jobs());
    } else {
      lookAt(partitions);
    }
  }

  private void lookAt(int share) {
    for (int i = 0; i < share && !ended; i++) {
      toLookAt(nextLook);
      nextLook = (nextLook + 1) % partitions;
    }
    lookNext();
  }

  private void toLookAt(int partition) {
    if (!spent.contains(partition)) {
      unseen.add(partition);
    }
  }

  private void lookNext() {
    if (looking || answer.future().isComplete()) {
      return;
    }
    if (away != null && late) {
      answer.tryFail(away);
    } else if (unseen.isEmpty() || taken.size() >= wish.max()) {
      settleUnlessWaiting();
    } else {
      look(unseen.iterator().next());
    }
  }

  private void look(int partition) {
    looking = true;
    unseen.remove(partition);
    int most = wish.max() - taken.size();
    claims
        .claim(partition, name.memory(), wish.worker(), name.claimId(), most, slots)
        .onComplete(looked -> looking = false)
        .onSuccess(found -> took(partition, found))
        .onFailure(failure -> missed(partition, failure));
  }

  private void took(int partition, Claims.Taken found) {
    away = null;
    if (!found.jobs().isEmpty()) {
      spent.add(partition);
      unseen.remove(partition);
      taken.addAll(found.jobs());
    }
    if (!found.known()) {
      found.jobs().forEach(WaitingClaim::tell);
    }
    lookNext();
  }

  private static void tell(ClaimedJob job) {
    JobLines.tell("running", job.id(), job.type(), job.attempt(), job.trace());
  }

  /** What was taken goes out; without any, the next look is for whoever looks around next. */
  private void missed(int partition, Throwable failure) {
    if (!taken.isEmpty()) {
      unseen.clear();
      lookNext();
    } else if (!Refused.is(failure, Reason.UNAVAILABLE)) {
      answer.tryFail(failure);
    } else {
      away = failure;
      unseen.add(partition);
      if (late) {
        lookNext();
      }
    }
  }

  private void settleUnlessWaiting() {
    if (taken.isEmpty()) {
      if (late) {
        answer.tryComplete(List.of());
      }
    } else if (wish.claimId() == null || partitions == 1) {
      answer.tryComplete(taken);
    } else {
      // The same claim may have been made elsewhere meanwhile; both get what both have taken.
      looking = true;
      recall().map(Claims.Taken::jobs).otherwise(taken).onSuccess(answer::tryComplete);
    }
  }

  private Future<Claims.Taken> recall() {
    List<Future<Claims.Taken>> each =
        IntStream.range(0, partitions)
            .mapToObj(partition -> claims.recall(partition, name.memory(), name.claimId()))
            .toList();
    return Future.all(each).map(all -> together(each.stream().map(Future::result).toList()));
  }

  private static Claims.Taken together(List<Claims.Taken> each) {
    return new Claims.Taken(
        each.stream().anyMatch(Claims.Taken::known),
        each.stream().flatMap(taken -> taken.jobs().stream()).toList());
  }
}
