package io.jobwire.redis;

import static io.jobwire.redis.Replies.text;

import io.jobwire.model.Claim;
import io.jobwire.model.FullState;
import io.jobwire.model.JobBrief;
import io.jobwire.model.JobId;
import io.jobwire.model.JobState;
import io.jobwire.model.JobStatus;
import io.jobwire.model.JobView;
import io.jobwire.model.Json;
import io.jobwire.model.JsonText;
import io.jobwire.model.NewJob;
import io.jobwire.model.NewSignal;
import io.jobwire.model.Page;
import io.jobwire.model.Position;
import io.jobwire.model.Progress;
import io.jobwire.model.TraceParent;
import io.jobwire.model.WorkEvent;
import io.jobwire.model.Written;
import io.vertx.core.Future;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * One method per step of a job's life. Each is one script, one round trip, all or nothing. An empty
 * owner is an admin or the service itself: anybody's job is there for them.
 */
public final class JobStore {
  /** For whom every job is there. */
  public static final String ANYBODY = "";

  private final RedisLink link;
  private final Keys keys;
  private final StoreLimits limits;
  private final Replicas replicas;
  private final Turns whole = new Turns();

  public JobStore(RedisLink link, Keys keys, StoreLimits limits, Replicas replicas) {
    this.link = link;
    this.keys = keys;
    this.limits = limits;
    this.replicas = replicas;
  }

  /**
   * What create answers: {@code fresh} when this call made the job; when it waits for a time,
   * {@code dueMs}, else 0.
   */
  public record Created(boolean fresh, long dueMs, JobView view) {}

  /**
   * What became of a failed attempt; {@code dueMs} is 0 when the next try may start at once, or
   * when it is {@code repeated}: told before, and perhaps not heard.
   */
  public record Failed(
      Written written,
      JobState state,
      long dueMs,
      String type,
      TraceParent trace,
      boolean repeated) {}

  /** An attempt's other ends; type and trace are null when it had been told before. */
  public record Ended(Written written, String type, TraceParent trace) {}

  /** What cancel answers: {@code fresh} when this call ended the job. */
  public record Cancelled(boolean fresh, JobView view) {}

  /** A job that begins a trace of its own. */
  public Future<Created> create(JobId id, String user, String bodyHash, NewJob job) {
    return create(id, user, bodyHash, job, TraceParent.fresh());
  }

  public Future<Created> create(
      JobId id, String user, String bodyHash, NewJob job, TraceParent trace) {
    List<String> arguments = recording(id);
    arguments.addAll(
        List.of(
            Ids.epoch(id),
            user,
            bodyHash,
            job.type(),
            Integer.toString(job.priority()),
            Json.strings(job.tags()).text(),
            job.input().text(),
            Integer.toString(job.maxAttempts()),
            orEmpty(job.timeoutMs()),
            job.backoff().kind().name().toLowerCase(java.util.Locale.ROOT),
            Long.toString(job.backoff().delayMs()),
            Long.toString(job.backoff().maxMs()),
            job.cancelOnDisconnect() ? "1" : "",
            Long.toString(job.graceMs()),
            Long.toString(job.delayMs()),
            orEmpty(job.runAtMs()),
            trace.value(),
            Integer.toString(limits.weights().of(user))));
    return on(Script.CREATE, id, arguments).map(JobStore::created).compose(made -> kept(id, made));
  }

  /**
   * Up to 50 events in one step; {@code first} is the number of the first of them in this attempt.
   */
  public Future<Written> append(Claim claim, long first, long seen, List<WorkEvent> events) {
    return append(claim, first, seen, events, (type, trace) -> {});
  }

  /** The same, for who does not know whose output it is that has passed its limit. */
  public Future<Written> append(
      Claim claim,
      long first,
      long seen,
      List<WorkEvent> events,
      BiConsumer<String, TraceParent> overflowed) {
    List<String> arguments = writing(claim, first);
    arguments.add(Long.toString(seen));
    arguments.add(Long.toString(limits.leaseMs()));
    arguments.add(Long.toString(limits.outputBytes()));
    for (WorkEvent event : events) {
      arguments.add(event.type());
      arguments.add(event.data().text());
      arguments.add(event.detail());
      arguments.add(Integer.toString(event.units()));
    }
    return link.run(Script.APPEND, List.of(keys.job(claim.job())), arguments)
        .onSuccess(reply -> tellOverflow(reply, overflowed))
        .map(Replies::accepted)
        .map(Replies::written);
  }

  private static void tellOverflow(Response reply, BiConsumer<String, TraceParent> overflowed) {
    if (reply.size() == 3 && text(reply, 0).equals("output_too_large")) {
      overflowed.accept(text(reply, 1), TraceParent.of(text(reply, 2)));
    }
  }

  public Future<Written> checkpoint(
      Claim claim, long number, long seen, JsonText checkpoint, JsonText eventData) {
    List<String> arguments = writing(claim, number);
    arguments.add(Long.toString(seen));
    arguments.add(Long.toString(limits.leaseMs()));
    arguments.add(checkpoint.text());
    arguments.add(eventData.text());
    return on(Script.CHECKPOINT, claim.job(), arguments)
        .map(Replies::written)
        .compose(done -> kept(claim.job(), done));
  }

  public Future<Written> complete(Claim claim, long number, JsonText result) {
    return completion(claim, number, result).map(Ended::written);
  }

  /** The same, for who does not know what it is that he completes. */
  public Future<Ended> completion(Claim claim, long number, JsonText result) {
    List<String> arguments = writing(claim, number);
    arguments.add(result.text());
    return on(Script.COMPLETE, claim.job(), arguments)
        .map(JobStore::ended)
        .compose(done -> kept(claim.job(), done));
  }

  public Future<Failed> fail(Claim claim, long number, JsonText error, boolean retryable) {
    return fail(claim, number, error, retryable, Duration.ZERO);
  }

  /** The next attempt waits for its backoff, and at least as long as given here. */
  public Future<Failed> fail(
      Claim claim, long number, JsonText error, boolean retryable, Duration leastWait) {
    List<String> arguments = writing(claim, number);
    arguments.add(error.text());
    arguments.add(retryable ? "1" : "");
    arguments.add(Long.toString(leastWait.toMillis()));
    return on(Script.FAIL, claim.job(), arguments)
        .map(JobStore::failed)
        .compose(done -> kept(claim.job(), done));
  }

  public Future<Written> release(Claim claim, long number) {
    return handBack(claim, number).map(Ended::written);
  }

  /** The same, for who does not know what it is that he hands back. */
  public Future<Ended> handBack(Claim claim, long number) {
    return on(Script.RELEASE, claim.job(), writing(claim, number)).map(JobStore::ended);
  }

  public Future<Written> heartbeat(Claim claim, long seen) {
    return on(
            Script.HEARTBEAT,
            claim.job(),
            List.of(
                claim.job().value(),
                claim.lease(),
                Long.toString(seen),
                Long.toString(limits.leaseMs())))
        .map(Replies::written);
  }

  /** Not fresh when somebody had cancelled the job before. */
  public Future<Cancelled> cancel(JobId id, String owner, String by, String reason) {
    JsonText data =
        Json.object(
            out -> {
              out.writeStringField("by", by);
              if (reason != null) {
                out.writeStringField("reason", reason);
              }
            });
    return byHand(Script.CANCEL, id, owner, data)
        .map(reply -> new Cancelled(text(reply, 0).equals("ok"), Replies.view(reply.get(1))));
  }

  public Future<JobView> resume(JobId id, String owner, String by) {
    return byHand(Script.RESUME, id, owner, Json.object(out -> out.writeStringField("by", by)))
        .map(reply -> Replies.view(reply.get(1)));
  }

  public Future<Void> signal(JobId id, String owner, String by, NewSignal signal) {
    List<String> arguments = recording(id);
    arguments.add(owner);
    arguments.add(signal.signalId());
    arguments.add(signal.name());
    arguments.add(signal.payload().text());
    arguments.add(Json.string(by).text());
    arguments.add(
        Json.object(
                out -> {
                  out.writeStringField("name", signal.name());
                  out.writeFieldName("payload");
                  out.writeRawValue(signal.payload().text());
                  out.writeStringField("by", by);
                })
            .text());
    return on(Script.SIGNAL, id, arguments).mapEmpty();
  }

  /** The owner's index still names the job afterwards. */
  public Future<Removed> remove(JobId id, String owner) {
    return on(Script.REMOVE, id, List.of(id.value(), owner))
        .map(reply -> new Removed(id, text(reply, 1), Replies.number(reply, 2)));
  }

  public Future<JobView> view(JobId id, String owner) {
    return on(Script.VIEW, id, List.of(id.value(), owner)).map(reply -> Replies.view(reply.get(1)));
  }

  public Future<JobBrief> brief(JobId id, String owner) {
    return on(Script.BRIEF, id, List.of(id.value(), owner))
        .map(
            reply ->
                new JobBrief(
                    JobState.of(text(reply, 1)),
                    text(reply, 2),
                    Json.readStrings(text(reply, 3)),
                    Replies.number(reply, 4)));
  }

  public Future<JobStatus> status(JobId id, String owner) {
    return on(Script.STATUS, id, List.of(id.value(), owner)).map(reply -> status(id, reply));
  }

  public Future<FullState> state(JobId id, String owner) {
    return whole.next(
        owner, () -> on(Script.STATE, id, List.of(id.value(), owner)).map(JobStore::state));
  }

  /** {@code after} null is the beginning; {@code snapshot} asks for one whatever the log holds. */
  public Future<Page> page(
      JobId id, String owner, Position after, boolean snapshot, int mostEvents, int mostBytes) {
    return on(Script.PAGE, id, reading(id, owner, after, snapshot, mostEvents, mostBytes))
        .map(JobStore::page);
  }

  static List<String> reading(
      JobId id, String owner, Position after, boolean snapshot, int mostEvents, int mostBytes) {
    return List.of(
        id.value(),
        owner,
        after == null ? "" : after.epoch(),
        after == null ? "0" : Long.toString(after.seq()),
        after == null ? "" : after.instant(),
        Integer.toString(mostEvents),
        Integer.toString(mostBytes),
        snapshot ? "snapshot" : "");
  }

  private Future<Response> byHand(Script script, JobId id, String owner, JsonText data) {
    List<String> arguments = recording(id);
    arguments.add(owner);
    arguments.add(data.text());
    return on(script, id, arguments).compose(reply -> kept(id, reply));
  }

  private Future<Response> on(Script script, JobId id, List<String> arguments) {
    return link.run(script, List.of(keys.job(id)), arguments).map(Replies::accepted);
  }

  private <T> Future<T> kept(JobId id, T answer) {
    return replicas.acknowledge(keys.partitionOf(id)).map(answer);
  }

  private List<String> recording(JobId id) {
    List<String> arguments = new ArrayList<>();
    arguments.add(Long.toString(limits.backlogEvents()));
    arguments.add(Long.toString(limits.backlogBytes()));
    arguments.add(id.value());
    return arguments;
  }

  private List<String> writing(Claim claim, long number) {
    List<String> arguments = recording(claim.job());
    arguments.add(claim.lease());
    arguments.add(Long.toString(number));
    return arguments;
  }

  private static String orEmpty(Long number) {
    return number == null ? "" : number.toString();
  }

  private static Created created(Response reply) {
    return text(reply, 0).equals("created")
        ? new Created(true, Replies.number(reply, 1), Replies.view(reply.get(2)))
        : new Created(false, 0, Replies.view(reply.get(1)));
  }

  private static Failed failed(Response reply) {
    return new Failed(
        Replies.written(reply),
        JobState.of(text(reply, 4)),
        Replies.number(reply, 5),
        text(reply, 6),
        TraceParent.of(text(reply, 7)),
        text(reply, 8).equals("1"));
  }

  private static Ended ended(Response reply) {
    Written written = Replies.written(reply);
    return reply.size() > 4
        ? new Ended(written, text(reply, 4), TraceParent.of(text(reply, 5)))
        : new Ended(written, null, null);
  }

  private static JobStatus status(JobId id, Response reply) {
    JobState state = JobState.of(text(reply, 1));
    Progress progress = Progress.of(text(reply, 2));
    return new JobStatus(
        id,
        state,
        state == JobState.COMPLETED ? progress.complete() : progress,
        (int) Replies.number(reply, 3),
        Replies.number(reply, 4));
  }

  private static FullState state(Response reply) {
    String checkpoint = text(reply, 3);
    return new FullState(
        Replies.view(reply.get(1)),
        text(reply, 2),
        checkpoint.isEmpty() ? null : new JsonText(checkpoint),
        Replies.jsons(reply.get(4)));
  }

  private static Page page(Response reply) {
    String reason = text(reply, 1);
    boolean reset = !reason.isEmpty();
    return new Page(
        reset ? reason : null,
        JobState.of(text(reply, 2)),
        Replies.number(reply, 3),
        Position.parse(text(reply, 5)).orElseThrow(),
        (int) Replies.number(reply, 6),
        Replies.jsons(reply.get(7)),
        reset ? Replies.view(reply.get(8)) : null,
        reset ? text(reply, 9) : null);
  }
}
