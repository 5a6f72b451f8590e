package io.jobwire.worker;

import io.jobwire.bus.Wakeups;
import io.jobwire.model.Claim;
import io.jobwire.model.ClaimedJob;
import io.jobwire.model.JobState;
import io.jobwire.model.Json;
import io.jobwire.model.JsonText;
import io.jobwire.model.Refused;
import io.jobwire.model.Refused.Reason;
import io.jobwire.model.Sha256;
import io.jobwire.model.TraceParent;
import io.jobwire.model.WorkEvent;
import io.jobwire.model.Written;
import io.jobwire.ops.FailedJob;
import io.jobwire.ops.JobLines;
import io.jobwire.ops.Meters;
import io.jobwire.redis.Claims;
import io.jobwire.redis.Ids;
import io.jobwire.redis.JobStore;
import io.jobwire.redis.JobTypes;
import io.jobwire.redis.Keys;
import io.jobwire.redis.RedisAccess;
import io.jobwire.redis.RedisLink;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * For workers in other programs: their claims wait here, their writes go to the store under the
 * lease they bring. Keeps nothing of a job: any instance takes any call. Belongs to one event loop.
 */
public final class WorkerGateway {
  private static final Logger LOG = LoggerFactory.getLogger(WorkerGateway.class);
  private static final long SEEN_NANOS = 20_000_000_000L;
  private static final Set<Reason> FENCED = Set.of(Reason.LEASE_LOST, Reason.JOB_CANCELLED);
  private static final int MOST_REMEMBERED = 10_000;

  private final RedisLink link;
  private final RedisLink waiting;
  private final boolean waitsForReplicas;
  private final Keys keys;
  private final JobStore store;
  private final Claims claims;
  private final JobTypes types;
  private final Wakeups wakeups;
  private final ClaimDesk desk;
  private final WorkLimits limits;
  private final Meters meters;
  private final Map<String, Long> seen = new HashMap<>();

  public WorkerGateway(Vertx vertx, RedisAccess redis, WorkLimits limits, Meters meters) {
    this.limits = limits;
    this.meters = meters;
    link = redis.link(vertx);
    waiting = redis.link(vertx);
    waitsForReplicas = redis.waitReplicas() > 0;
    keys = redis.keys();
    store = redis.store(link, waiting);
    claims = new Claims(link, keys, redis.limits());
    types = new JobTypes(link, keys);
    wakeups = new Wakeups(vertx);
    desk = new ClaimDesk(vertx, wakeups);
  }

  /** A Redis that is away now is found later: the link goes on trying. */
  public Future<Void> open() {
    return link.open().compose(up -> waitsForReplicas ? waiting.open() : Future.succeededFuture());
  }

  public boolean isUp() {
    return link.isUp();
  }

  /** Claims that wait are answered now, with nothing; who comes later is sent elsewhere. */
  public Future<Void> drain() {
    return desk.drain();
  }

  public Future<Void> close() {
    return Future.join(link.close(), waiting.close()).mapEmpty();
  }

  public long leaseMs() {
    return limits.leaseMs();
  }

  /** How many types may be known. */
  public int mostTypes() {
    return limits.types();
  }

  /**
   * Jobs as soon as there are some, none when the time is up. {@code hungUp} completes when nobody
   * waits for the answer any more.
   */
  public Future<List<ClaimedJob>> claim(String user, ClaimWish wish, Future<Void> hungUp) {
    WaitingClaim claim = new WaitingClaim(claims, keys.partitions(), wish, name(user, wish));
    hungUp.onComplete(gone -> claim.abandon());
    return serves(wish).compose(known -> seat(claim));
  }

  private Future<List<ClaimedJob>> seat(WaitingClaim claim) {
    return desk.isClosed()
        ? Future.failedFuture(Refused.unavailable("This instance is about to go."))
        : desk.seat(claim).onSuccess(jobs -> handBackUnlessAwaited(claim, jobs));
  }

  /** {@code first} is the number of the first of them in this attempt. */
  public Future<Written> events(Claim claim, long first, List<WorkEvent> events) {
    List<WorkEvent> told = ToldEvents.demand(events, limits);
    return timed(
        store.append(claim, first, 0, told, (type, trace) -> overflowed(claim, type, trace)));
  }

  /** {@code label} may be null. */
  public Future<Written> checkpoint(Claim claim, long number, JsonText data, String label) {
    demandAtMost("data", data, limits.checkpointBytes());
    JsonText event =
        Json.object(
            out -> {
              if (label != null) {
                out.writeStringField("label", label);
              }
            });
    return timed(store.checkpoint(claim, number, 0, data, event));
  }

  public Future<Written> complete(Claim claim, long number, JsonText result) {
    demandAtMost("result", result, limits.resultBytes());
    return timed(store.completion(claim, number, result))
        .onSuccess(ended -> count(claim, "completed", ended.type(), ended.trace()))
        .map(JobStore.Ended::written);
  }

  public Future<Written> fail(
      Claim claim, long number, String code, String message, boolean retryable) {
    JsonText error = Attempt.error(code, message);
    demandAtMost("error", error, limits.eventBytes());
    return timed(store.fail(claim, number, error, retryable))
        .onSuccess(failed -> failed(claim, failed, code, message))
        .map(JobStore.Failed::written);
  }

  public Future<Written> release(Claim claim, long number) {
    return timed(store.handBack(claim, number))
        .onSuccess(ended -> released(claim, ended))
        .map(JobStore.Ended::written);
  }

  /** {@code signalsSeen} is the number of the last signal that the worker has taken, or 0. */
  public Future<Written> heartbeat(Claim claim, long signalsSeen) {
    return timed(store.heartbeat(claim, signalsSeen)).onSuccess(written -> meters.renewed());
  }

  /** Without an id of its own nobody can ask for these again. */
  private void handBackUnlessAwaited(WaitingClaim claim, List<ClaimedJob> jobs) {
    if (claim.isAbandoned() && claim.wish().claimId() == null) {
      jobs.forEach(
          job ->
              release(job.claim(), 1)
                  .onFailure(lost -> LOG.debug("A lease runs out: {}", lost.getMessage())));
    }
  }

  private void failed(Claim claim, JobStore.Failed failed, String code, String message) {
    if (failed.repeated()) {
      return;
    }
    if (failed.state() == JobState.FAILED) {
      countForGood(new FailedJob(claim.job(), failed.type(), code, message, failed.trace()));
      return;
    }
    count(claim, "retrying", failed.type(), failed.trace());
    if (failed.dueMs() == 0) {
      backInLine(claim, failed.type());
    }
  }

  private void overflowed(Claim claim, String type, TraceParent trace) {
    countForGood(
        new FailedJob(
            claim.job(), type, "output_too_large", "The output passed its limit.", trace));
  }

  private void countForGood(FailedJob job) {
    meters.finished(job.type(), "failed");
    JobLines.tell("failed", job.id(), job.type(), job.trace());
    meters.failed(job);
  }

  private void released(Claim claim, JobStore.Ended ended) {
    if (ended.type() != null) {
      JobLines.tell("released", claim.job(), ended.type(), ended.trace());
    }
    backInLine(claim, ended.type());
  }

  /** No type: this had been told before. */
  private void backInLine(Claim claim, String type) {
    if (type != null) {
      wakeups.ready(type, keys.partitionOf(claim.job()));
    }
  }

  private void count(Claim claim, String outcome, String type, TraceParent trace) {
    if (type != null) {
      meters.finished(type, outcome);
      JobLines.tell(outcome, claim.job(), type, trace);
    }
  }

  private <T> Future<T> timed(Future<T> write) {
    long started = System.nanoTime();
    return write
        .onSuccess(done -> meters.wrote(System.nanoTime() - started))
        .onFailure(
            failure -> {
              if (failure instanceof Refused refused && FENCED.contains(refused.reason())) {
                meters.fenced(refused.reason().word());
              }
            });
  }

  /**
   * Told before the claim: whoever has had an answer may create such jobs. Refused where too many
   * types are known; a Redis that is away is the claim's to find out.
   */
  private Future<Void> serves(ClaimWish wish) {
    String who = wish.worker() + '\n' + String.join(" ", wish.types());
    long now = System.nanoTime();
    Long last = seen.get(who);
    if (last != null && now - last < SEEN_NANOS) {
      return Future.succeededFuture();
    }
    if (seen.size() >= MOST_REMEMBERED) {
      seen.values().removeIf(then -> now - then >= SEEN_NANOS);
    }
    return types
        .seen(wish.worker(), wish.types(), limits.types())
        .onSuccess(told -> seen.put(who, now))
        .onSuccess(told -> wish.types().forEach(meters::known))
        .recover(WorkerGateway::refusedOrAway);
  }

  private static Future<Void> refusedOrAway(Throwable failure) {
    if (Refused.is(failure, Reason.RATE_LIMITED)) {
      return Future.failedFuture(failure);
    }
    LOG.debug("Not seen this time: {}", failure.getMessage());
    return Future.succeededFuture();
  }

  /** Each claim has a memory of its own: a worker may have several under way. */
  private static WaitingClaim.Name name(String user, ClaimWish wish) {
    String claimId = wish.claimId() != null ? wish.claimId() : Ids.random(12);
    byte[] sum = Sha256.of(user + '\n' + wish.worker() + '\n' + claimId);
    return new WaitingClaim.Name("gate-" + HexFormat.of().formatHex(sum, 0, 16), claimId);
  }

  private static void demandAtMost(String what, JsonText payload, long bytes) {
    if (Payload.bytes(payload) > bytes) {
      throw Refused.tooLarge(what, bytes);
    }
  }
}
