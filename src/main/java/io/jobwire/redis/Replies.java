package io.jobwire.redis;

import io.jobwire.model.Claim;
import io.jobwire.model.ClaimedJob;
import io.jobwire.model.JobId;
import io.jobwire.model.JobState;
import io.jobwire.model.JobView;
import io.jobwire.model.Json;
import io.jobwire.model.JsonText;
import io.jobwire.model.Position;
import io.jobwire.model.Progress;
import io.jobwire.model.Refused;
import io.jobwire.model.Refused.Reason;
import io.jobwire.model.Signal;
import io.jobwire.model.TraceParent;
import io.jobwire.model.Written;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Turns what the scripts answer into records, and their refusals into {@link Refused}. */
final class Replies {
  private static final long MINUTE = 60;

  private Replies() {}

  /** The answer, when its first word is one of those that mean yes. */
  static Response accepted(Response reply) {
    String word = text(reply, 0);
    return switch (word) {
      case "ok", "same", "created", "exists" -> reply;
      case "not_found" -> throw Refused.notFound();
      case "illegal_state" ->
          throw Refused.because(Reason.ILLEGAL_STATE, "The job is " + text(reply, 1) + ".");
      case "job_exists" ->
          throw Refused.because(
              Reason.JOB_EXISTS, "This jobId is in use for another job, or for another body.");
      case "lease_lost" ->
          throw Refused.because(Reason.LEASE_LOST, "This lease is not the job's current one.");
      case "job_cancelled" ->
          throw Refused.because(Reason.JOB_CANCELLED, "The job was cancelled; stop working on it.");
      case "events_missing" -> throw Refused.eventsMissing(number(reply, 1));
      case "rate_limited" -> throw Refused.rateLimited(number(reply, 1));
      case "too_many_types" ->
          throw Refused.of(
              Reason.RATE_LIMITED,
              "As many types are known as limits.types allows; one that nobody serves for a day"
                  + " makes room for another.",
              List.of(),
              MINUTE);
      case "too_many_steps" -> throw Refused.invalid("task", "a job has at most 100 tasks");
      case "too_many_signals" ->
          throw Refused.because(
              Reason.ILLEGAL_STATE, "1000 signals wait for the job to take them already.");
      case "output_too_large" ->
          throw Refused.because(
              Reason.TOO_LARGE, "The output passed its limit; the job has failed with that.");
      default -> throw new IllegalStateException("A script answered " + word);
    };
  }

  static String text(Response reply, int index) {
    return reply.get(index).toString();
  }

  static long number(Response reply, int index) {
    return Long.parseLong(text(reply, index));
  }

  static List<String> texts(Response reply) {
    return each(reply, Response::toString);
  }

  static List<JsonText> jsons(Response reply) {
    return each(reply, item -> new JsonText(item.toString()));
  }

  static Written written(Response reply) {
    return new Written(number(reply, 1), number(reply, 2), each(reply.get(3), Replies::signal));
  }

  static ClaimedJob claimed(Response job) {
    return new ClaimedJob(
        new Claim(new JobId(text(job, 0)), text(job, 3)),
        text(job, 1),
        text(job, 2),
        (int) number(job, 4),
        text(job, 5),
        number(job, 6),
        millis(job.get(7)),
        json(job.get(8)),
        json(job.get(9)),
        each(job.get(10), Replies::signal),
        TraceParent.of(text(job, 11)));
  }

  /** The fields in the order of include/view.lua. */
  static JobView view(Response reply) {
    Response fields = reply.get(1);
    JobState state = JobState.of(text(fields, 2));
    Progress progress = Progress.of(text(fields, 18));
    return new JobView(
        new JobId(text(reply, 0)),
        text(fields, 1),
        text(fields, 0),
        state,
        state == JobState.COMPLETED ? progress.complete() : progress,
        jsons(reply.get(2)),
        (int) numberOr0(fields.get(7)),
        (int) number(fields, 8),
        (int) number(fields, 9),
        Json.readStrings(text(fields, 10)),
        json(fields.get(11)),
        json(fields.get(12)),
        json(fields.get(13)),
        number(fields, 14),
        millis(fields.get(15)),
        millis(fields.get(16)),
        millis(fields.get(17)),
        number(fields, 6),
        new Position(text(fields, 3), number(fields, 4), text(fields, 5)),
        numberOr0(fields.get(19)),
        fields.get(20) != null,
        trace(fields.get(21)));
  }

  static <T> List<T> each(Response reply, Function<Response, T> shape) {
    List<T> shaped = new ArrayList<>(reply.size());
    for (Response item : reply) {
      shaped.add(shape.apply(item));
    }
    return shaped;
  }

  /** A job that an older release made has none yet. */
  private static TraceParent trace(Response value) {
    return TraceParent.of(value == null ? null : value.toString());
  }

  private static Signal signal(Response reply) {
    return new Signal(
        number(reply, 0), text(reply, 1), text(reply, 2), json(reply.get(3)), json(reply.get(4)));
  }

  private static JsonText json(Response value) {
    return isEmpty(value) ? null : new JsonText(value.toString());
  }

  private static Long millis(Response value) {
    long millis = numberOr0(value);
    return millis == 0 ? null : millis;
  }

  private static long numberOr0(Response value) {
    return isEmpty(value) ? 0 : Long.parseLong(value.toString());
  }

  private static boolean isEmpty(Response value) {
    return value == null || value.toString().isEmpty();
  }
}
