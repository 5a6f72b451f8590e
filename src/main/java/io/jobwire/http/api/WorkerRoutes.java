package io.jobwire.http.api;

import static io.jobwire.http.Endpoints.body;
import static io.jobwire.model.Scope.WORKER;
import static io.vertx.core.http.HttpMethod.POST;

import com.fasterxml.jackson.core.JsonGenerator;
import io.jobwire.http.Answers;
import io.jobwire.http.Door;
import io.jobwire.http.Endpoints;
import io.jobwire.http.body.Bodies;
import io.jobwire.http.body.WorkerWrite;
import io.jobwire.http.limit.RatePolicy;
import io.jobwire.model.Caller;
import io.jobwire.model.Claim;
import io.jobwire.model.ClaimedJob;
import io.jobwire.model.Json;
import io.jobwire.model.JsonText;
import io.jobwire.model.Refused;
import io.jobwire.model.Refused.Reason;
import io.jobwire.model.Signal;
import io.jobwire.model.Written;
import io.jobwire.worker.ClaimWish;
import io.jobwire.worker.WorkerGateway;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.util.List;

/** Work for programs in any language: claimed, told of, ended. */
public final class WorkerRoutes {
  private static final String JOB = "/api/worker/jobs/:id/";

  private final WorkerGateway gateway;
  private final Bodies bodies;
  private final BodyLimits limits;

  public WorkerRoutes(WorkerGateway gateway, Bodies bodies, BodyLimits limits) {
    this.gateway = gateway;
    this.bodies = bodies;
    this.limits = limits;
  }

  public void mount(Endpoints on) {
    on.on(POST, "/api/worker/claim", WORKER).answerJson(limits.body(), this::claim);
    on.on(POST, JOB + "events", WORKER).answerJson(limits.work(), this::events);
    on.on(POST, JOB + "checkpoint", WORKER).answerJson(limits.work(), this::checkpoint);
    on.on(POST, JOB + "complete", WORKER).answerJson(limits.work(), this::complete);
    on.on(POST, JOB + "fail", WORKER).answerJson(limits.body(), this::fail);
    on.on(POST, JOB + "release", WORKER).answerJson(limits.body(), this::release);
    on.on(POST, JOB + "heartbeat", WORKER).answerJson(limits.body(), this::heartbeat);
  }

  private void claim(RoutingContext context) {
    Caller caller = Door.caller(context);
    ClaimWish wish = untilExpiry(bodies.claim(body(context)), caller);
    Promise<Void> hungUp = Promise.promise();
    context.addEndHandler(over -> hungUpUnlessAnswered(over, hungUp));
    gateway
        .claim(caller.user(), wish, hungUp.future())
        .onSuccess(jobs -> claimed(context, jobs))
        .onFailure(failure -> refused(context, failure));
  }

  private void refused(RoutingContext context, Throwable failure) {
    if (failure instanceof Refused refused && refused.reason() == Reason.RATE_LIMITED) {
      new RatePolicy("types", gateway.mostTypes(), 0).refuse(context, refused.number());
    }
    context.fail(failure);
  }

  private static void hungUpUnlessAnswered(AsyncResult<Void> over, Promise<Void> hungUp) {
    if (over.failed()) {
      hungUp.tryComplete();
    }
  }

  private void claimed(RoutingContext context, List<ClaimedJob> jobs) {
    if (!context.response().closed()) {
      Answers.send(context, 200, jobsJson(jobs));
    }
  }

  /** Nobody waits longer than his token holds. */
  private static ClaimWish untilExpiry(ClaimWish wish, Caller caller) {
    long left = Math.max(0, caller.expiresAtMs() - System.currentTimeMillis());
    return left >= wish.waitMs()
        ? wish
        : new ClaimWish(wish.types(), wish.max(), left, wish.worker(), wish.claimId());
  }

  private void events(RoutingContext context) {
    WorkerWrite.Events told = bodies.events(body(context));
    answer(context, gateway.events(claim(context, told), told.first(), told.events()));
  }

  private void checkpoint(RoutingContext context) {
    WorkerWrite.Checkpoint saved = bodies.checkpoint(body(context));
    answer(
        context,
        gateway.checkpoint(claim(context, saved), saved.first(), saved.data(), saved.label()));
  }

  private void complete(RoutingContext context) {
    WorkerWrite.Completion done = bodies.completion(body(context));
    answer(context, gateway.complete(claim(context, done), done.first(), done.result()));
  }

  private void fail(RoutingContext context) {
    WorkerWrite.Failure failure = bodies.failure(body(context));
    answer(
        context,
        gateway.fail(
            claim(context, failure),
            failure.first(),
            failure.code(),
            failure.message(),
            failure.retryable()));
  }

  private void release(RoutingContext context) {
    WorkerWrite.Release back = bodies.release(body(context));
    answer(context, gateway.release(claim(context, back), back.first()));
  }

  private void heartbeat(RoutingContext context) {
    WorkerWrite.Heartbeat beat = bodies.heartbeat(body(context));
    answer(context, gateway.heartbeat(claim(context, beat), beat.signalsSeen()));
  }

  private static Claim claim(RoutingContext context, WorkerWrite write) {
    return new Claim(JobRoutes.id(context), write.lease());
  }

  private static void answer(RoutingContext context, Future<Written> write) {
    Answers.json(context, 200, write.map(WorkerRoutes::json));
  }

  private static JsonText json(Written written) {
    return Json.object(
        out -> {
          out.writeNumberField("seq", written.seq());
          out.writeNumberField("next", written.next());
          writeSignals(out, written.signals());
        });
  }

  private JsonText jobsJson(List<ClaimedJob> jobs) {
    return Json.object(out -> Json.writeList(out, "jobs", jobs.stream().map(this::json).toList()));
  }

  private JsonText json(ClaimedJob job) {
    return Json.object(
        out -> {
          out.writeStringField("jobId", job.id().value());
          out.writeStringField("type", job.type());
          out.writeStringField("lease", job.claim().lease());
          out.writeNumberField("leaseMs", gateway.leaseMs());
          out.writeNumberField("attempt", job.attempt());
          out.writeStringField("attemptKey", job.attemptKey());
          out.writeFieldName("input");
          out.writeRawValue(job.input().text());
          if (job.checkpoint() != null) {
            out.writeFieldName("checkpoint");
            out.writeRawValue(job.checkpoint().text());
          }
          out.writeStringField("userId", job.user());
          out.writeStringField("traceparent", job.trace().value());
          writeSignals(out, job.signals());
        });
  }

  private static void writeSignals(JsonGenerator out, List<Signal> signals) throws IOException {
    Json.writeList(out, "signals", signals.stream().map(WorkerRoutes::json).toList());
  }

  private static JsonText json(Signal signal) {
    return Json.object(
        out -> {
          out.writeNumberField("n", signal.n());
          out.writeStringField("signalId", signal.signalId());
          out.writeStringField("name", signal.name());
          out.writeFieldName("payload");
          out.writeRawValue(signal.payload().text());
          out.writeFieldName("by");
          out.writeRawValue(signal.by().text());
        });
  }
}
