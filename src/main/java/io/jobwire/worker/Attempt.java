package io.jobwire.worker;

import io.jobwire.model.ClaimedJob;
import io.jobwire.model.JobState;
import io.jobwire.model.Json;
import io.jobwire.model.JsonText;
import io.jobwire.model.Refused;
import io.jobwire.model.Refused.Reason;
import io.jobwire.model.Signal;
import io.jobwire.model.WorkEvent;
import io.jobwire.model.Written;
import io.jobwire.ops.FailedJob;
import io.jobwire.ops.JobLines;
import io.jobwire.redis.JobStore;
import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One worker's try at a job: runs the handler, keeps the lease, and makes one end of it, whoever is
 * first: the handler, a refused write, a cancel, or this process that has to go. Belongs to one
 * event loop.
 */
final class Attempt {
  private static final Logger LOG = LoggerFactory.getLogger(Attempt.class);

  private final Workplace place;
  private final ClaimedJob job;
  private final AttemptWriter writer;

  /** Where all of this happens; handlers, blocking ones above all, end on other threads. */
  private final Context loop;

  private final AttemptContext context;
  private final SignalBox signals = new SignalBox();
  private final Utf16Seam seam = new Utf16Seam();
  private final Promise<Void> cancelled = Promise.promise();
  private final Promise<Void> draining = Promise.promise();
  private final Promise<Void> settled = Promise.promise();
  private final Promise<Void> handlerDone = Promise.promise();
  private final long heartbeat;
  private long lastRenewed = System.nanoTime();
  private int chunks;
  private boolean ending;
  private boolean beating;
  private boolean beatAgain;

  Attempt(Workplace place, ClaimedJob job) {
    this.place = place;
    this.job = job;
    writer =
        new AttemptWriter(
            place.vertx(),
            place.store(),
            job.claim(),
            place.meters(),
            this::renewed,
            this::refused);
    loop = place.vertx().getOrCreateContext();
    context = new AttemptContext(this, loop, place.limits());
    heartbeat = place.vertx().setPeriodic(place.limits().leaseMs() / 3, tick -> beatUnlessFresh());
    signals.take(job.signals());
  }

  ClaimedJob job() {
    return job;
  }

  /** Completes when nothing of this attempt is left: neither in the store nor running here. */
  Future<Void> gone() {
    return Future.join(settled.future(), handlerDone.future()).mapEmpty();
  }

  Future<Void> run(JobHandler handler) {
    tell("running");
    begin(handler)
        .<Object>map(result -> result)
        .onComplete(result -> loop.runOnContext(hop -> finished(result)));
    return gone();
  }

  /**
   * This process goes: the job is handed back with what it has written; this start does not count.
   */
  Future<Void> handBack() {
    handlerDone.tryComplete();
    end(() -> writer.release().onSuccess(back -> tell("released")));
    return gone();
  }

  Future<Void> write(WorkEvent event) {
    if (ending) {
      return over();
    }
    return writer.hasRoomFor(event.size()) ? writer.event(event) : tooMuch();
  }

  Future<Void> chunk(String text) {
    String whole = seam.next(text);
    // A half of a pair waits for its other half: nothing to write yet.
    return whole.isEmpty() && !text.isEmpty()
        ? Future.succeededFuture()
        : writeChunk(chunkEvent(whole));
  }

  /** What has to be escaped counts as it will stand in the event. */
  private Future<Void> writeChunk(WorkEvent event) {
    return Payload.bytes(event.data()) > place.limits().eventBytes()
        ? refuse(Refused.tooLarge("A chunk", place.limits().eventBytes()))
        : write(event);
  }

  Future<Void> checkpoint(JsonText checkpoint, JsonText eventData) {
    flushSeam();
    if (ending) {
      return over();
    }
    return writer.hasRoomFor(checkpoint.text().length())
        ? writer.checkpoint(checkpoint, eventData)
        : tooMuch();
  }

  private Future<Void> tooMuch() {
    return refuse(
        Refused.because(Reason.TOO_LARGE, "Too many writes are waiting; wait for their futures."));
  }

  /**
   * A write that cannot be taken ends the attempt: going on without it would make a wrong stream.
   */
  Future<Void> refuse(Refused why) {
    end(() -> fail(why.reason().word(), why.detail(), false));
    return Future.failedFuture(why);
  }

  Future<Signal> nextSignal() {
    return signals.next().onSuccess(this::taken);
  }

  /** A helping of signals is bounded: after its last one, ask whether there are more. */
  private void taken(Signal signal) {
    writer.saw(signal.n());
    if (signals.isEmpty() && !ending) {
      beat();
    }
  }

  Future<Void> cancelled() {
    return cancelled.future();
  }

  Future<Void> draining() {
    return draining.future();
  }

  /** Another attempt may start at once. */
  boolean isBackInLine() {
    return writer.isBackInLine();
  }

  void drain() {
    draining.tryComplete();
  }

  /** News from the store, by a notice that may be lost: the lease is over, or there are signals. */
  void notice(String word) {
    if (word.equals("ended")) {
      stop(Refused.because(Reason.JOB_CANCELLED, "The attempt is over."));
    } else {
      beat();
    }
  }

  /** Whatever a handler does here, it ends its own attempt only. */
  private Future<?> begin(JobHandler handler) {
    try {
      Future<?> running = handler.run(context);
      return running != null
          ? running
          : Future.failedFuture(new NullPointerException("The handler returned no future"));
    } catch (Throwable failure) {
      return Future.failedFuture(failure);
    }
  }

  private void finished(AsyncResult<Object> result) {
    handlerDone.tryComplete();
    if (result.succeeded()) {
      end(() -> complete(result.result()));
    } else {
      end(() -> fail(result.cause()));
    }
  }

  private void end(Supplier<Future<Void>> how) {
    if (ending) {
      return;
    }
    flushSeam();
    ending = true;
    how.get().onComplete(done -> stop(Refused.because(Reason.LEASE_LOST, "The attempt is over.")));
  }

  private Future<Void> complete(Object value) {
    JsonText result;
    try {
      result = Payload.of(value);
    } catch (Refused unfit) {
      return fail("result_" + unfit.reason().word(), "The result is no JSON.", false);
    }
    if (Payload.bytes(result) > place.limits().resultBytes()) {
      Refused large = Refused.tooLarge("A result", place.limits().resultBytes());
      return fail("result_too_large", large.detail(), false);
    }
    return writer.complete(result).onSuccess(done -> count("completed"));
  }

  private Future<Void> fail(Throwable failure) {
    if (failure instanceof JobFailure told) {
      return fail(told.code(), told.getMessage(), told.isRetryable(), told.leastWait());
    }
    LOG.atError()
        .setCause(failure)
        .addKeyValue("jobId", job.id().value())
        .addKeyValue("traceId", job.trace().traceId())
        .log("The handler of {} failed in attempt {}", job.type(), job.attemptKey());
    // What the exception says may be anything; viewers get where to look instead.
    String where = "The handler failed; its log names the attempt " + job.attemptKey() + ".";
    return fail("handler_error", where, true);
  }

  private Future<Void> fail(String code, String message, boolean retryable) {
    return fail(code, message, retryable, Duration.ZERO);
  }

  private Future<Void> fail(String code, String message, boolean retryable, Duration leastWait) {
    return writer.fail(
        error(code, message), retryable, leastWait, failed -> countFailed(failed, code, message));
  }

  /** Counted once for each attempt, also where the answer that is read is that to a repeat. */
  private void countFailed(JobStore.Failed failed, String code, String message) {
    if (failed.state() == JobState.FAILED) {
      countForGood(code, message);
    } else {
      count("retrying");
    }
  }

  private void count(String outcome) {
    place.meters().finished(job.type(), outcome);
    tell(outcome);
  }

  private void tell(String step) {
    JobLines.tell(step, job.id(), job.type(), job.attempt(), job.trace());
  }

  private void flushSeam() {
    String rest = seam.rest();
    if (!rest.isEmpty() && !ending) {
      writer.event(chunkEvent(rest));
    }
  }

  private WorkEvent chunkEvent(String text) {
    int index = chunks++;
    return WorkEvent.chunk(
        text,
        Json.object(
            out -> {
              out.writeStringField("text", text);
              out.writeNumberField("index", index);
            }));
  }

  private void renewed(Written written) {
    lastRenewed = System.nanoTime();
    signals.take(written.signals());
  }

  /** A write that could not be taken for what it holds has failed the job instead. */
  private void refused(Refused why) {
    if (why.reason() == Reason.LEASE_LOST || why.reason() == Reason.JOB_CANCELLED) {
      place.meters().fenced(why.reason().word());
    } else if (why.reason() == Reason.TOO_LARGE) {
      countForGood("output_too_large", why.detail());
    } else if (why.reason() == Reason.INVALID) {
      countForGood(why.reason().word(), why.detail());
    }
    stop(why);
  }

  private void countForGood(String code, String message) {
    count("failed");
    place.meters().failed(new FailedJob(job.id(), job.type(), code, message, job.trace()));
  }

  /** The store has seen the last of this attempt; the handler may still need a moment. */
  private void stop(Refused why) {
    ending = true;
    place.vertx().cancelTimer(heartbeat);
    writer.end(why);
    signals.end(why);
    settled.tryComplete();
    cancelled.tryComplete();
  }

  private void beatUnlessFresh() {
    long idle = (System.nanoTime() - lastRenewed) / 1_000_000;
    if (idle * 4 > place.limits().leaseMs()) {
      beat();
    }
  }

  /** One at a time; what is asked for meanwhile is one more after it. */
  private void beat() {
    if (beating) {
      beatAgain = true;
      return;
    }
    beating = true;
    JobStore store = place.store();
    store
        .heartbeat(job.claim(), writer.seen())
        .onSuccess(written -> place.meters().renewed())
        .onComplete(answered -> beating = false)
        .onSuccess(this::renewed)
        .onFailure(this::missedBeat)
        .onComplete(answered -> catchUp());
  }

  private void catchUp() {
    boolean again = beatAgain && !ending;
    beatAgain = false;
    if (again) {
      beat();
    }
  }

  /**
   * Away is no answer: the next beat asks again. Behind an end it is the end's answer that counts.
   */
  private void missedBeat(Throwable failure) {
    if (!ending && failure instanceof Refused why && why.reason() != Reason.UNAVAILABLE) {
      refused(why);
    }
  }

  private static Future<Void> over() {
    return Future.failedFuture(Refused.because(Reason.LEASE_LOST, "The attempt is over."));
  }

  static JsonText error(String code, String message) {
    return Payload.whole(
        Json.object(
            out -> {
              out.writeStringField("code", code);
              out.writeStringField("message", message);
            }));
  }
}
