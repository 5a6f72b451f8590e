package io.jobwire.worker;

import io.jobwire.model.Claim;
import io.jobwire.model.JobState;
import io.jobwire.model.JsonText;
import io.jobwire.model.Refused;
import io.jobwire.model.Refused.Reason;
import io.jobwire.model.WorkEvent;
import io.jobwire.model.Written;
import io.jobwire.ops.Journeys.Journey;
import io.jobwire.ops.Meters;
import io.jobwire.redis.JobStore;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Writes what one attempt tells, in order, one call at a time; what waited while a call was in
 * flight goes out together in the next. While Redis is away the same call is made again until it
 * gets an answer: each write has its number, so nothing doubles. Belongs to one event loop.
 */
final class AttemptWriter {
  private static final int MOST_EVENTS = 50;
  private static final int MOST_BYTES = 512 << 10;

  /** More than this waiting means that the handler does not wait for its writes. */
  static final int MOST_WAITING_BYTES = 8 << 20;

  private static final long FIRST_PAUSE_MS = 50;
  private static final long LONGEST_PAUSE_MS = 1_000;

  private final Vertx vertx;
  private final JobStore store;
  private final Claim claim;
  private final Meters meters;
  private final Consumer<Written> onWritten;
  private final Consumer<Refused> onRefused;
  private final ArrayDeque<Write> waiting = new ArrayDeque<>();
  private List<Write> flying = List.of();
  private long next = 1;
  private long seen;
  private int waitingBytes;
  private long pauseMs = FIRST_PAUSE_MS;
  private Refused over;
  private boolean backInLine;

  AttemptWriter(
      Vertx vertx,
      JobStore store,
      Claim claim,
      Meters meters,
      Consumer<Written> onWritten,
      Consumer<Refused> onRefused) {
    this.vertx = vertx;
    this.store = store;
    this.claim = claim;
    this.meters = meters;
    this.onWritten = onWritten;
    this.onRefused = onRefused;
  }

  /** The handler has taken the signals up to this one; the next write says so. */
  void saw(long signal) {
    seen = Math.max(seen, signal);
  }

  long seen() {
    return seen;
  }

  boolean hasRoomFor(int size) {
    return waitingBytes + size <= MOST_WAITING_BYTES;
  }

  Future<Void> event(WorkEvent event) {
    return add(new Write(event, null, event.size()));
  }

  Future<Void> checkpoint(JsonText checkpoint, JsonText eventData) {
    return add(
        new Write(
            null,
            number -> store.checkpoint(claim, number, seen, checkpoint, eventData),
            checkpoint.text().length()));
  }

  Future<Void> complete(JsonText result) {
    return add(new Write(null, number -> store.complete(claim, number, result), 0));
  }

  /** {@code told} hears what became of the job. */
  Future<Void> fail(
      JsonText error, boolean retryable, Duration leastWait, Consumer<JobStore.Failed> told) {
    return add(
        new Write(
            null,
            number ->
                store
                    .fail(claim, number, error, retryable, leastWait)
                    .onSuccess(this::failed)
                    .onSuccess(told::accept)
                    .map(JobStore.Failed::written),
            0));
  }

  private void failed(JobStore.Failed failed) {
    backInLine = failed.state() == JobState.CREATED && failed.dueMs() == 0;
  }

  /** The attempt failed, and the next one may start at once. */
  boolean isBackInLine() {
    return backInLine;
  }

  Future<Void> release() {
    return add(new Write(null, number -> store.release(claim, number), 0));
  }

  /** Nothing more is written; what waits is told why. */
  void end(Refused why) {
    if (over != null) {
      return;
    }
    over = why;
    List<Write> lost = new ArrayList<>(flying);
    lost.addAll(waiting);
    flying = List.of();
    waiting.clear();
    lost.forEach(write -> write.done.tryFail(why));
  }

  private Future<Void> add(Write write) {
    if (over != null) {
      return Future.failedFuture(over);
    }
    waiting.add(write);
    waitingBytes += write.size;
    if (flying.isEmpty()) {
      fly();
    }
    return write.done.future();
  }

  private void fly() {
    if (over != null || waiting.isEmpty()) {
      return;
    }
    flying = load();
    send();
  }

  /**
   * The events that stand first, as far as one call takes them; or the one step that is no event.
   */
  private List<Write> load() {
    List<Write> load = new ArrayList<>();
    int bytes = 0;
    while (!waiting.isEmpty() && load.size() < MOST_EVENTS) {
      Write write = waiting.peek();
      boolean alone = write.event == null || bytes + write.size > MOST_BYTES;
      if (alone && !load.isEmpty()) {
        break;
      }
      bytes += write.size;
      load.add(waiting.poll());
      if (write.event == null) {
        break;
      }
    }
    return load;
  }

  private void send() {
    long started = System.nanoTime();
    List<Write> sent = flying;
    Journey journey = meters.streams().journeys().depart("job." + claim.job(), started);
    call(sent)
        .onSuccess(written -> noteOf(journey, written))
        .onSuccess(written -> landed(sent, written, started))
        .onFailure(failure -> missed(sent, failure));
  }

  private static void noteOf(Journey journey, Written written) {
    if (journey != null) {
      journey.landed(written.seq());
    }
  }

  private Future<Written> call(List<Write> load) {
    Write first = load.get(0);
    return first.event == null
        ? first.step.at(next)
        : store.append(claim, next, seen, load.stream().map(write -> write.event).toList());
  }

  private void landed(List<Write> sent, Written written, long started) {
    if (over != null) {
      return;
    }
    meters.wrote(System.nanoTime() - started);
    pauseMs = FIRST_PAUSE_MS;
    next += sent.size();
    flying = List.of();
    sent.forEach(write -> waitingBytes -= write.size);
    sent.forEach(write -> write.done.tryComplete());
    onWritten.accept(written);
    if (flying.isEmpty()) {
      fly();
    }
  }

  private void missed(List<Write> sent, Throwable failure) {
    if (over != null) {
      return;
    }
    if (Refused.is(failure, Reason.UNAVAILABLE)) {
      long pause = pauseMs;
      pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
      vertx.setTimer(pause, again -> sendAgain(sent));
      return;
    }
    Refused why =
        failure instanceof Refused refused ? refused : Refused.unavailable("The write failed.");
    if (why.reason() == Reason.EVENTS_MISSING) {
      giveBack(why);
    } else if (why.reason() == Reason.INVALID) {
      giveUp(why);
    }
    end(why);
    onRefused.accept(why);
  }

  private void sendAgain(List<Write> sent) {
    if (over == null && flying == sent) {
      meters.repeated();
      send();
    }
  }

  /** The store has lost writes that it had acknowledged: this attempt cannot go on, another can. */
  private void giveBack(Refused missing) {
    // Whether or not this arrives, the lease ends and the job is taken over.
    store.release(claim, missing.number());
  }

  /** No other attempt would fare better: a job with too many tasks, for one. */
  private void giveUp(Refused why) {
    // Whether or not this arrives, the lease ends and the job is taken over.
    store.fail(claim, next, Attempt.error(why.reason().word(), why.detail()), false);
  }

  /** A step that is no event, at its number. */
  private interface Step {
    Future<Written> at(long number);
  }

  /** One numbered write: an event, or a step of its own. */
  private static final class Write {
    final WorkEvent event;
    final Step step;
    final int size;
    final Promise<Void> done = Promise.promise();

    Write(WorkEvent event, Step step, int size) {
      this.event = event;
      this.step = step;
      this.size = size;
    }
  }
}
