package io.jobwire.redis;

import static io.jobwire.model.JobState.CANCELLED;
import static io.jobwire.model.JobState.COMPLETED;
import static io.jobwire.model.JobState.CREATED;
import static io.jobwire.model.JobState.FAILED;
import static io.jobwire.model.JobState.RUNNING;

import io.jobwire.model.JobId;
import io.jobwire.model.JobState;
import io.jobwire.model.Refused.Reason;
import io.jobwire.model.WorkEvent;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;

/**
 * What a job must do, in plain Java: each move changes the model and says which answer the store
 * has to give. Times and texts are not modelled; the events tell those.
 */
final class ModelJob {
  private static final int HELPING = 16;

  /** What one step must have recorded, and to how much the backlog was then held. */
  record Recorded(List<String> types, StoreLimits limits) {}

  final JobId id;
  final int priority;
  final int maxAttempts;
  final boolean waitsLong;
  final List<Recorded> recorded = new ArrayList<>();
  final List<String> oldLeases = new ArrayList<>();
  final List<String> signals = new ArrayList<>();

  JobState state = CREATED;
  boolean removed;
  boolean delayed;
  boolean dying;
  String user;
  long arrival;
  int attempt;
  String lease = "";
  String output = "";
  long seq;
  long number;

  private ModelTurns turns;
  private final List<Long> answers = new ArrayList<>();
  private int starts;
  private String endedLease = "none";
  private String endedHow = "";
  private long endedNumber;
  private long endedSeq;
  private String kept = "";
  private int seen;
  private int keptSeen;

  ModelJob(JobId id, int priority, int maxAttempts, boolean waitsLong, boolean delayed) {
    this.id = id;
    this.priority = priority;
    this.maxAttempts = maxAttempts;
    this.waitsLong = waitsLong;
    this.delayed = delayed;
  }

  /** Whose it is, and with whom he takes turns. */
  ModelJob of(String owner, ModelTurns others) {
    user = owner;
    turns = others;
    return this;
  }

  static String refused(Reason reason) {
    return "refused " + reason;
  }

  boolean isReady() {
    return !removed && state == CREATED && !delayed;
  }

  boolean isRunning() {
    return !removed && state == RUNNING;
  }

  // By its users
  // -----------------------------------------------------------------------------------

  void created(StoreLimits limits) {
    arrival = turns.arrival();
    if (!delayed) {
      turns.stand(this);
    }
    record(limits, "job:created:v1");
  }

  String cancel(StoreLimits limits) {
    if (removed) {
      return refused(Reason.NOT_FOUND);
    }
    if (state == COMPLETED || state == FAILED) {
      return refused(Reason.ILLEGAL_STATE);
    }
    if (state != CANCELLED) {
      record(limits, "job:cancelled:v1");
      if (state == RUNNING) {
        leaseOver("cancel", number);
      } else if (!delayed) {
        turns.leave(this);
      }
      state = CANCELLED;
      delayed = false;
    }
    return "cancelled";
  }

  String resume(StoreLimits limits) {
    if (removed) {
      return refused(Reason.NOT_FOUND);
    }
    if (state != FAILED && state != CANCELLED) {
      return refused(Reason.ILLEGAL_STATE);
    }
    record(limits, "job:resumed:v1");
    state = CREATED;
    arrival = turns.arrival();
    turns.stand(this);
    starts = 0;
    return "created";
  }

  String signal(String signalId, StoreLimits limits) {
    if (removed) {
      return refused(Reason.NOT_FOUND);
    }
    if (state.isTerminal()) {
      return refused(Reason.ILLEGAL_STATE);
    }
    if (!signals.contains(signalId)) {
      record(limits, "job:signal:v1");
      signals.add(signalId);
    }
    return "ok";
  }

  String remove() {
    if (removed) {
      return refused(Reason.NOT_FOUND);
    }
    if (!state.isTerminal()) {
      return refused(Reason.ILLEGAL_STATE);
    }
    removed = true;
    return "ok";
  }

  // By its workers
  // ---------------------------------------------------------------------------------

  /** The lease is the store's to choose. */
  void claimed(StoreLimits limits) {
    attempt++;
    starts++;
    state = RUNNING;
    number = 0;
    answers.clear();
    output = kept;
    seen = keptSeen;
    record(limits, "job:running:v1");
  }

  String append(String by, long first, int saw, List<WorkEvent> events, StoreLimits limits) {
    long last = first + events.size() - 1;
    String over = fence(by, "overflow", last);
    if (over != null) {
      return over.startsWith("ok") ? refused(Reason.TOO_LARGE) : over;
    }
    int now = sawUpTo(saw);
    if (last <= number) {
      return written(answers.get((int) last - 1), last, now);
    }
    if (first > number + 1) {
      return refused(Reason.EVENTS_MISSING) + " " + (number + 1);
    }
    List<WorkEvent> rest = events.subList((int) (number + 1 - first), events.size());
    StringBuilder text = new StringBuilder(output);
    rest.stream()
        .filter(event -> event.type().equals("model:chunk:v1"))
        .forEach(chunk -> text.append(chunk.detail()));
    if (text.toString().getBytes(StandardCharsets.UTF_8).length > limits.outputBytes()
        && text.length() > output.length()) {
      fails(limits, "overflow", last);
      return refused(Reason.TOO_LARGE);
    }
    output = text.toString();
    record(limits, rest.stream().map(WorkEvent::type).toArray(String[]::new));
    LongStream.rangeClosed(seq - rest.size() + 1, seq).forEach(answers::add);
    number = last;
    seen = now;
    return written(seq, last, seen);
  }

  String checkpoint(String by, long at, int saw, StoreLimits limits) {
    String refusal = fence(by, "", at);
    if (refusal != null) {
      return refusal;
    }
    int now = sawUpTo(saw);
    String settled = turn(at, now);
    if (settled != null) {
      return settled;
    }
    record(limits, "job:checkpoint:v1");
    answers.add(seq);
    number = at;
    seen = now;
    keptSeen = now;
    kept = output;
    return written(seq, at, seen);
  }

  String complete(String by, long at, StoreLimits limits) {
    String refusal = endRefused(by, "complete", at);
    if (refusal == null) {
      record(limits, "job:completed:v1");
      leaseOver("complete", at);
      state = COMPLETED;
    }
    return refusal == null ? ended(at) : refusal;
  }

  String fail(String by, long at, boolean retryable, StoreLimits limits) {
    String refusal = endRefused(by, "fail", at);
    if (refusal != null) {
      return refusal;
    }
    if (retryable && starts < maxAttempts) {
      retries(limits, "fail", at);
      delayed = waitsLong;
      if (!delayed) {
        turns.stand(this);
      }
    } else {
      fails(limits, "fail", at);
    }
    return ended(at);
  }

  String release(String by, long at, StoreLimits limits) {
    String refusal = endRefused(by, "release", at);
    if (refusal != null) {
      return refusal;
    }
    retries(limits, "release", at);
    turns.standAgain(this);
    starts--;
    return ended(at);
  }

  String heartbeat(String by, int saw) {
    String refusal = fence(by, "", 0);
    if (refusal != null) {
      return refusal;
    }
    seen = sawUpTo(saw);
    return "ok "
        + (number == 0 ? "-" : answers.get((int) number - 1))
        + " "
        + (number + 1)
        + news(seen);
  }

  /** Its worker is gone. */
  String orphaned(StoreLimits limits) {
    dying = false;
    if (starts >= maxAttempts) {
      fails(limits, "orphan", number);
      return "poison";
    }
    retries(limits, "orphan", number);
    turns.standAgain(this);
    return "orphaned";
  }

  // How
  // --------------------------------------------------------------------------------------------

  private String fence(String by, String how, long at) {
    if (removed) {
      return refused(Reason.NOT_FOUND);
    }
    if (state == RUNNING && by.equals(lease)) {
      return null;
    }
    if (by.equals(endedLease) && endedHow.equals("cancel")) {
      return refused(Reason.JOB_CANCELLED);
    }
    return by.equals(endedLease) && endedHow.equals(how) && endedNumber == at
        ? "ok " + endedSeq + " " + (at + 1) + "[]"
        : refused(Reason.LEASE_LOST);
  }

  private String turn(long at, int now) {
    if (at <= number) {
      return written(answers.get((int) at - 1), at, now);
    }
    return at > number + 1 ? refused(Reason.EVENTS_MISSING) + " " + (number + 1) : null;
  }

  private String endRefused(String by, String how, long at) {
    String refusal = fence(by, how, at);
    if (refusal != null) {
      return refusal;
    }
    // A number that another write has taken is not an end's own.
    return at == number + 1 ? null : refused(Reason.EVENTS_MISSING) + " " + (number + 1);
  }

  private void fails(StoreLimits limits, String how, long at) {
    record(limits, "job:failed:v1");
    leaseOver(how, at);
    state = FAILED;
  }

  private void retries(StoreLimits limits, String how, long at) {
    record(limits, "job:retrying:v1");
    leaseOver(how, at);
    state = CREATED;
  }

  private void leaseOver(String how, long at) {
    endedLease = lease;
    endedHow = how;
    endedNumber = at;
    endedSeq = seq;
    oldLeases.add(lease);
    lease = "";
  }

  private void record(StoreLimits limits, String... types) {
    recorded.add(new Recorded(List.of(types), limits));
    seq += types.length;
  }

  private int sawUpTo(int saw) {
    return Math.min(Math.max(seen, saw), signals.size());
  }

  private String written(long stands, long last, int now) {
    return "ok " + stands + " " + (last + 1) + news(now);
  }

  private String ended(long at) {
    return "ok " + seq + " " + (at + 1) + "[]";
  }

  /** The signals from its checkpoint on, as a new attempt gets them. */
  String news() {
    return news(seen);
  }

  private String news(int now) {
    return LongStream.rangeClosed(now + 1, Math.min(signals.size(), now + HELPING))
        .boxed()
        .toList()
        .toString();
  }
}
