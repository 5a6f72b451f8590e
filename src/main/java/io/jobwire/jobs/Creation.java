package io.jobwire.jobs;

import io.jobwire.bus.Wakeups;
import io.jobwire.model.Caller;
import io.jobwire.model.JobId;
import io.jobwire.model.NewJob;
import io.jobwire.model.Refused;
import io.jobwire.model.Refused.Reason;
import io.jobwire.model.Sha256;
import io.jobwire.ops.JobLines;
import io.jobwire.ops.Meters;
import io.jobwire.redis.Ids;
import io.jobwire.redis.JobStore;
import io.jobwire.redis.JobStore.Created;
import io.jobwire.redis.Keys;
import io.jobwire.redis.UserJobs;
import io.jobwire.redis.Watermark;
import io.vertx.core.Future;
import java.util.HexFormat;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes jobs: the type is one that somebody works on, the input one that it takes, there is room in
 * Redis and in what the user may store, he has not made too many, and the same request again makes
 * nothing new.
 */
final class Creation {
  private static final Logger LOG = LoggerFactory.getLogger(Creation.class);

  private final JobStore store;
  private final UserJobs users;
  private final KnownTypes types;
  private final Room room;
  private final int highestPriority;
  private final Wakeups wakeups;
  private final Keys keys;
  private final Meters meters;
  private final ActiveUsers active;

  Creation(
      JobStore store,
      UserJobs users,
      KnownTypes types,
      Room room,
      int highestPriority,
      Wakeups wakeups,
      Keys keys,
      Meters meters,
      ActiveUsers active) {
    this.store = store;
    this.users = users;
    this.types = types;
    this.room = room;
    this.highestPriority = highestPriority;
    this.wakeups = wakeups;
    this.keys = keys;
    this.meters = meters;
    this.active = active;
  }

  Future<Answer> create(Command.Create command) {
    JobId id = idOf(command);
    String user = command.caller().user();
    return demandPriority(command.caller(), command.job())
        .compose(modest -> types.demand(command.job()))
        .compose(known -> room.watermark().demandRoom())
        .compose(free -> room.quota().within(user, command.job(), () -> admit(id, user, command)))
        .recover(refusal -> letRepeatsPass(id, user, command, refusal))
        .map(made -> new Answer(made.fresh() ? id.value() : null, made.view().json()));
  }

  private Future<Created> admit(JobId id, String user, Command.Create command) {
    return users.admit(user, id).compose(admitted -> createCharged(id, user, command));
  }

  /** The more urgent goes first, whoever has it: who may give it is the operator's to say. */
  private Future<Void> demandPriority(Caller caller, NewJob job) {
    return job.priority() <= highestPriority || caller.isAdmin()
        ? Future.succeededFuture()
        : Future.failedFuture(
            Refused.invalid("priority", "must be at most " + highestPriority + " here"));
  }

  private Future<Created> createCharged(JobId id, String user, Command.Create command) {
    return create(id, user, command)
        .onSuccess(made -> refundUnless(made.fresh(), id, user))
        .onFailure(refusal -> refundAfter(id, user, refusal));
  }

  private Future<Created> create(JobId id, String user, Command.Create command) {
    return store
        .create(id, user, command.bodyHash(), command.job(), command.trace())
        .onSuccess(made -> announceIfNew(id, command.job(), made))
        .onSuccess(made -> noteIfNamed(id, command, made))
        .compose(this::countUser);
  }

  /**
   * Somebody over a limit still gets the answer to what was made before, it costs nothing; so does
   * who made it when the type still took such an input.
   */
  private Future<Created> letRepeatsPass(
      JobId id, String user, Command.Create command, Throwable refusal) {
    boolean mayHaveBeenMade =
        Refused.is(refusal, Reason.RATE_LIMITED)
            || Refused.is(refusal, Reason.INVALID)
            || Refused.is(refusal, Reason.TOO_LARGE)
            || Watermark.isFull(refusal);
    if (!isNamed(command) || !mayHaveBeenMade) {
      return Future.failedFuture(refusal);
    }
    return store
        .status(id, JobStore.ANYBODY)
        .recover(unknown -> Future.failedFuture(refusal))
        .compose(known -> create(id, user, command));
  }

  private void announceIfNew(JobId id, NewJob job, Created made) {
    if (!made.fresh()) {
      return;
    }
    meters.created(job.type());
    JobLines.tell("created", id, job.type(), made.view().trace());
    if (made.dueMs() == 0) {
      wakeups.ready(job.type(), keys.partitionOf(id));
    } else {
      wakeups.due(made.dueMs() - made.view().createdAt());
    }
  }

  private Future<Created> countUser(Created made) {
    return made.fresh()
        ? active.made(made.view().user(), made.view().createdAt()).map(made)
        : Future.succeededFuture(made);
  }

  /** An earlier job of this name may have left its entry, which goes with that one. */
  private void noteIfNamed(JobId id, Command.Create command, Created made) {
    if (made.fresh() && isNamed(command)) {
      users
          .note(made.view().user(), id, made.view().createdAt())
          .onFailure(lost -> LOG.debug("An index entry stays as it was: {}", lost.getMessage()));
    }
  }

  private static boolean isNamed(Command.Create command) {
    return command.job().jobId() != null || command.idempotencyKey() != null;
  }

  private void refundUnless(boolean fresh, JobId id, String user) {
    if (!fresh) {
      refund(id, user, false);
    }
  }

  /** The index keeps the entry when the job is this user's, made with another body. */
  private void refundAfter(JobId id, String user, Throwable refusal) {
    if (Refused.is(refusal, Reason.JOB_EXISTS)) {
      store
          .status(id, user)
          .onSuccess(own -> refund(id, user, false))
          .onFailure(not -> refund(id, user, Refused.is(not, Reason.NOT_FOUND)));
    }
  }

  private void refund(JobId id, String user, boolean foreign) {
    users
        .refund(user, id, foreign)
        .onFailure(lost -> LOG.warn("A creation stays charged: {}", lost.getMessage()));
  }

  private static JobId idOf(Command.Create command) {
    if (command.job().jobId() != null) {
      return command.job().jobId();
    }
    return command.idempotencyKey() != null
        ? derived(command.caller().user(), command.idempotencyKey())
        : new JobId(Ids.job(System.currentTimeMillis()));
  }

  /** Key, job and body stand in one slot this way, and one step decides. */
  private static JobId derived(String user, String key) {
    return new JobId("i" + HexFormat.of().formatHex(Sha256.of(user + '\0' + key), 0, 20));
  }
}
