package io.jobwire.jobs;

import io.jobwire.bus.Wakeups;
import io.jobwire.model.Caller;
import io.jobwire.model.FullState;
import io.jobwire.model.InputSchema;
import io.jobwire.model.JobStatus;
import io.jobwire.model.JobView;
import io.jobwire.model.Json;
import io.jobwire.model.JsonText;
import io.jobwire.model.Refused;
import io.jobwire.model.Refused.Reason;
import io.jobwire.model.Scope;
import io.jobwire.ops.JobLines;
import io.jobwire.ops.Meters;
import io.jobwire.redis.JobStore;
import io.jobwire.redis.JobTypes.Served;
import io.jobwire.redis.Keys;
import io.jobwire.redis.Queues;
import io.jobwire.redis.Queues.Depth;
import io.jobwire.redis.UserJobs;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;

/**
 * Carries out what is asked of existing jobs and of their queues: who may, then one step in the
 * store.
 */
final class JobCommands {
  private final JobStore store;
  private final UserJobs users;
  private final KnownTypes types;
  private final Queues queues;
  private final Wakeups wakeups;
  private final Keys keys;
  private final Meters meters;

  JobCommands(
      JobStore store,
      UserJobs users,
      KnownTypes types,
      Queues queues,
      Wakeups wakeups,
      Keys keys,
      Meters meters) {
    this.store = store;
    this.users = users;
    this.types = types;
    this.queues = queues;
    this.wakeups = wakeups;
    this.keys = keys;
    this.meters = meters;
  }

  Future<Answer> get(Command.Get command) {
    return store.view(command.id(), owner(command.caller())).map(JobView::json).map(Answer::of);
  }

  Future<Answer> status(Command.Status command) {
    return store.status(command.id(), owner(command.caller())).map(JobStatus::json).map(Answer::of);
  }

  Future<Answer> state(Command.State command) {
    return store.state(command.id(), owner(command.caller())).map(FullState::json).map(Answer::of);
  }

  Future<Answer> cancel(Command.Cancel command) {
    Caller caller = command.caller();
    return store
        .cancel(command.id(), owner(caller), caller.user(), command.reason())
        .onSuccess(this::countCancelled)
        .map(cancelled -> cancelled.view().json())
        .map(Answer::of);
  }

  private void countCancelled(JobStore.Cancelled cancelled) {
    if (cancelled.fresh()) {
      meters.finished(cancelled.view().type(), "cancelled");
      tell("cancelled", cancelled.view());
    }
  }

  private static void tell(String step, JobView job) {
    JobLines.tell(step, job.id(), job.type(), job.attempt(), job.trace());
  }

  Future<Answer> resume(Command.Resume command) {
    Caller caller = command.caller();
    return store
        .resume(command.id(), owner(caller), caller.user())
        .onSuccess(job -> wakeups.ready(job.type(), keys.partitionOf(job.id())))
        .onSuccess(job -> tell("resumed", job))
        .map(JobView::json)
        .map(Answer::of);
  }

  Future<Answer> signal(Command.SendSignal command) {
    Caller caller = command.caller();
    return store
        .signal(command.id(), owner(caller), caller.user(), command.signal())
        .map(Answer.NOTHING);
  }

  Future<Answer> remove(Command.Remove command) {
    return store
        .remove(command.id(), owner(command.caller()))
        .compose(users::forget)
        .map(Answer.NOTHING);
  }

  Future<Answer> types(Command.Types command) {
    return types.all().map(this::typesJson).map(Answer::of);
  }

  Future<Answer> queues(Command.QueueDepths command) {
    command.caller().demand(Scope.ADMIN);
    return types
        .all()
        .compose(all -> queues.depths(all.keySet()))
        .map(depths -> list("queues", depths.stream().map(JobCommands::json).toList()))
        .map(Answer::of);
  }

  Future<Answer> pause(Command.PauseQueue command) {
    command.caller().demand(Scope.ADMIN);
    return types
        .all()
        .compose(all -> queues.names(all.keySet()))
        .compose(names -> names.contains(command.type()) ? turn(command) : noSuchQueue())
        .compose(turned -> queues.depth(command.type()))
        .map(JobCommands::json)
        .map(Answer::of);
  }

  private Future<Void> turn(Command.PauseQueue command) {
    return command.paused()
        ? queues.pause(command.type())
        : queues.resume(command.type()).onSuccess(moving -> wakeAll(command.type()));
  }

  private void wakeAll(String type) {
    for (int partition = 0; partition < keys.partitions(); partition++) {
      wakeups.ready(type, partition);
    }
  }

  private static Future<Void> noSuchQueue() {
    return Future.failedFuture(Refused.because(Reason.NOT_FOUND, "There is no such queue."));
  }

  /** An admin's jobs are all there are. */
  private static String owner(Caller caller) {
    return caller.isAdmin() ? JobStore.ANYBODY : caller.user();
  }

  private static JsonText json(Depth depth) {
    return Json.object(
        out -> {
          out.writeStringField("type", depth.type());
          out.writeNumberField("depth", depth.waiting());
          out.writeNumberField("running", depth.running());
          out.writeNumberField("delayed", depth.delayed());
          if (depth.oldestWaitMs() >= 0) {
            out.writeNumberField("oldestWaitMs", depth.oldestWaitMs());
          }
          out.writeBooleanField("paused", depth.paused());
        });
  }

  private JsonText typesJson(Map<String, Served> all) {
    return list(
        "types",
        all.entrySet().stream().map(each -> typeJson(each.getKey(), each.getValue())).toList());
  }

  private JsonText typeJson(String type, Served how) {
    InputSchema schema = types.schema(type, how);
    return Json.object(
        out -> {
          out.writeStringField("type", type);
          out.writeNumberField("workers", how.workers());
          if (schema != null) {
            out.writeFieldName("schema");
            out.writeRawValue(schema.text().text());
          }
        });
  }

  private static JsonText list(String name, List<JsonText> items) {
    return Json.object(
        out -> {
          Json.writeList(out, name, items);
        });
  }
}
