package io.jobwire.worker;

import io.jobwire.model.ClaimedJob;
import io.jobwire.model.Refused;
import io.jobwire.redis.Claims;
import io.jobwire.redis.Ids;
import io.jobwire.redis.Keys;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fills free slots with waiting jobs: goes where a hint says that there is work, and looks around
 * once a second in case a hint was lost. One claim at a time; a claim whose answer was lost is made
 * again under the same id. Belongs to one event loop.
 */
final class Crew {
  private static final Logger LOG = LoggerFactory.getLogger(Crew.class);
  private static final int MOST_AT_ONCE = 16;
  private static final long LOOK_MS = 1_000;
  private static final long PAUSE_MS = 100;

  private final Workplace place;
  private final Claims claims;
  private final Keys keys;
  private final String name;
  private final Map<String, JobHandler> handlers;
  private final Map<String, Integer> free;
  private final Map<String, Attempt> running = new HashMap<>();
  private final Set<Integer> hints = new LinkedHashSet<>();

  /**
   * Of each type, where the last claim that had a slot for it found some: there may be more once a
   * slot is free.
   */
  private final Map<String, Set<Integer>> promising = new HashMap<>();

  private long looker;
  private int nextLook;
  private boolean claiming;
  private Promise<Void> lastClaim;
  private boolean closed;

  Crew(Workplace place, Claims claims, Keys keys, String name, Slots slots) {
    this.place = place;
    this.claims = claims;
    this.keys = keys;
    this.name = name;
    this.handlers = slots.handlers();
    this.free = new LinkedHashMap<>(slots.concurrency());
  }

  /** Which handlers there are, and how many of each may run at a time. */
  record Slots(Map<String, JobHandler> handlers, Map<String, Integer> concurrency) {}

  void open() {
    looker = place.vertx().setPeriodic(LOOK_MS, tick -> lookAround());
    lookAround();
  }

  /** False when there is no room for this type: somebody else may have some. */
  boolean ready(String type, int partition) {
    if (closed || free.getOrDefault(type, 0) == 0) {
      return false;
    }
    hints.add(partition);
    claimNext();
    return true;
  }

  void notice(String jobId, String word, String lease) {
    Attempt attempt = running.get(jobId);
    if (attempt != null && attempt.job().claim().lease().equals(lease)) {
      attempt.notice(word);
    }
  }

  int running() {
    return running.size();
  }

  /**
   * No new work; what runs may finish until {@code patienceMs} has passed, then it is handed back,
   * and a handler that goes on all the same is not waited for. Completes when the store has it all.
   */
  Future<Void> drain(Vertx vertx, long patienceMs) {
    closed = true;
    vertx.cancelTimer(looker);
    running.values().forEach(Attempt::drain);
    long timer = vertx.setTimer(Math.max(1, patienceMs), late -> handBackAll());
    return quiet()
        .compose(claimed -> Future.join(running.values().stream().map(Attempt::gone).toList()))
        .onComplete(all -> vertx.cancelTimer(timer))
        .mapEmpty();
  }

  private void handBackAll() {
    List.copyOf(running.values()).forEach(Attempt::handBack);
  }

  /** A claim that was under way when the drain began may still bring jobs. */
  private Future<Void> quiet() {
    return claiming ? lastClaim.future() : Future.succeededFuture();
  }

  /** An eighth of the partitions each time, all of them when there are few. */
  private void lookAround() {
    int share = (keys.partitions() + 7) / 8;
    for (int i = 0; i < share; i++) {
      hints.add(nextLook);
      nextLook = (nextLook + 1) % keys.partitions();
    }
    claimNext();
  }

  private void claimNext() {
    if (closed || claiming || hints.isEmpty()) {
      return;
    }
    Map<String, Integer> slots = new LinkedHashMap<>(free);
    slots.values().removeIf(count -> count == 0);
    if (slots.isEmpty()) {
      hints.clear();
      return;
    }
    int partition = hints.iterator().next();
    hints.remove(partition);
    claiming = true;
    lastClaim = Promise.promise();
    int most = Math.min(MOST_AT_ONCE, slots.values().stream().mapToInt(Integer::intValue).sum());
    claim(partition, Ids.random(12), most, slots);
  }

  private void claim(int partition, String claimId, int most, Map<String, Integer> slots) {
    long started = System.nanoTime();
    claims
        .claim(partition, name, claimId, most, slots)
        .onSuccess(jobs -> claimed(partition, slots.keySet(), jobs, started))
        .onFailure(failure -> again(partition, claimId, most, slots, failure));
  }

  private void claimed(int partition, Set<String> types, List<ClaimedJob> jobs, long started) {
    place.meters().claimed(System.nanoTime() - started);
    jobs.forEach(this::start);
    noLongerClaiming();
    if (jobs.isEmpty()) {
      // Of a type whose slots were all taken this tells nothing: it was not asked for.
      types.forEach(type -> promising(type).remove(partition));
    } else {
      jobs.forEach(job -> promising(job.type()).add(partition));
      hints.add(partition);
    }
    claimNext();
  }

  private Set<Integer> promising(String type) {
    return promising.computeIfAbsent(type, first -> new LinkedHashSet<>());
  }

  private void again(
      int partition, String claimId, int most, Map<String, Integer> slots, Throwable failure) {
    if (!(failure instanceof Refused)) {
      LOG.error("A claim failed", failure);
    }
    place
        .vertx()
        .setTimer(
            PAUSE_MS,
            later -> {
              if (closed) {
                noLongerClaiming();
              } else {
                claim(partition, claimId, most, slots);
              }
            });
  }

  private void noLongerClaiming() {
    claiming = false;
    lastClaim.complete();
  }

  private void start(ClaimedJob job) {
    Attempt attempt = new Attempt(place, job);
    String id = job.id().value();
    running.put(id, attempt);
    free.merge(job.type(), -1, Integer::sum);
    Future<Void> gone = closed ? attempt.handBack() : attempt.run(handlers.get(job.type()));
    gone.onComplete(over -> finished(id, attempt));
  }

  private void finished(String id, Attempt attempt) {
    running.remove(id, attempt);
    free.merge(attempt.job().type(), 1, Integer::sum);
    hints.addAll(promising(attempt.job().type()));
    if (attempt.isBackInLine()) {
      hints.add(keys.partitionOf(attempt.job().id()));
    }
    claimNext();
  }
}
