package io.jobwire.http.api;

import static io.jobwire.http.Answers.json;
import static io.jobwire.http.Answers.nothing;
import static io.jobwire.http.Door.caller;
import static io.jobwire.http.Endpoints.body;
import static io.jobwire.model.Scope.ADMIN;
import static io.jobwire.model.Scope.JOBS_READ;
import static io.jobwire.model.Scope.JOBS_WRITE;
import static io.vertx.core.http.HttpMethod.DELETE;
import static io.vertx.core.http.HttpMethod.GET;
import static io.vertx.core.http.HttpMethod.PATCH;
import static io.vertx.core.http.HttpMethod.POST;

import io.jobwire.http.Answers;
import io.jobwire.http.Endpoints;
import io.jobwire.http.RequestTrace;
import io.jobwire.http.body.Bodies;
import io.jobwire.http.body.BodyHash;
import io.jobwire.http.body.JobQuery;
import io.jobwire.http.limit.UserLimits;
import io.jobwire.jobs.Answer;
import io.jobwire.jobs.JobFilter;
import io.jobwire.jobs.JobsClient;
import io.jobwire.model.JobId;
import io.jobwire.model.NewJob;
import io.jobwire.model.Refused;
import io.vertx.ext.web.RoutingContext;
import java.util.regex.Pattern;

/** Jobs over HTTP: made, looked at, stopped, put back to work, thrown away. */
public final class JobRoutes {
  private static final Pattern KEY = Pattern.compile("[!-~]{1,255}");

  private final JobsClient jobs;
  private final Bodies bodies;
  private final BodyLimits limits;
  private final UserLimits users;

  public JobRoutes(JobsClient jobs, Bodies bodies, BodyLimits limits, UserLimits users) {
    this.jobs = jobs;
    this.bodies = bodies;
    this.limits = limits;
    this.users = users;
  }

  public void mount(Endpoints on) {
    on.on(POST, "/api/jobs", JOBS_WRITE).answerJson(limits.body(), this::create);
    on.on(GET, "/api/jobs", JOBS_READ, ADMIN).answer(this::list);
    on.on(GET, "/api/jobs/:id", JOBS_READ, ADMIN).answer(this::show);
    on.on(DELETE, "/api/jobs/:id", JOBS_WRITE, ADMIN).answer(this::remove);
    for (String path : new String[] {"/api/jobs/:id", "/api/job/:id"}) {
      on.on(GET, path + "/status", JOBS_READ, ADMIN).answer(this::status);
      on.on(GET, path + "/state", JOBS_READ, ADMIN).answer(this::state);
    }
    on.on(PATCH, "/api/jobs/:id/cancel", JOBS_WRITE, ADMIN)
        .answerOptionalJson(limits.body(), this::cancel);
    on.on(POST, "/api/jobs/:id/resume", JOBS_WRITE, ADMIN).answer(this::resume);
    on.on(POST, "/api/jobs/:id/signals", JOBS_WRITE, ADMIN).answerJson(limits.body(), this::signal);
  }

  private void create(RoutingContext context) {
    NewJob job = bodies.newJob(body(context));
    String key = idempotencyKey(context, job);
    jobs.create(caller(context), job, BodyHash.of(job), key, RequestTrace.of(context))
        .onSuccess(answer -> created(context, answer))
        .onFailure(context::fail);
  }

  private static void created(RoutingContext context, Answer answer) {
    if (answer.created() != null) {
      context.response().putHeader("Location", "/api/jobs/" + answer.created());
    }
    Answers.send(context, answer.created() != null ? 201 : 200, answer.body());
  }

  private static String idempotencyKey(RoutingContext context, NewJob job) {
    String key = context.request().getHeader("Idempotency-Key");
    if (key == null) {
      return null;
    }
    if (!KEY.matcher(key).matches()) {
      throw Refused.invalid("Idempotency-Key", "must be 1 to 255 printable ASCII characters");
    }
    if (job.jobId() != null) {
      throw Refused.invalid("Idempotency-Key", "cannot stand together with jobId");
    }
    return key;
  }

  private void list(RoutingContext context) {
    JobFilter filter = JobQuery.of(context.queryParams()).filter();
    json(context, 200, jobs.list(caller(context), filter));
  }

  private void show(RoutingContext context) {
    json(context, 200, jobs.get(caller(context), id(context)));
  }

  private void status(RoutingContext context) {
    json(context, 200, jobs.status(caller(context), id(context)));
  }

  private void state(RoutingContext context) {
    String user = caller(context).user();
    users.demandReplay(context, user);
    json(
        context,
        200,
        jobs.state(caller(context), id(context)).onSuccess(state -> users.replayed(user, state)));
  }

  private void cancel(RoutingContext context) {
    String reason = bodies.cancelReason(body(context)).orElse(null);
    json(context, 200, jobs.cancel(caller(context), id(context), reason));
  }

  private void resume(RoutingContext context) {
    json(context, 200, jobs.resume(caller(context), id(context)));
  }

  private void signal(RoutingContext context) {
    nothing(
        context, 202, jobs.signal(caller(context), id(context), bodies.newSignal(body(context))));
  }

  private void remove(RoutingContext context) {
    nothing(context, 204, jobs.remove(caller(context), id(context)));
  }

  static JobId id(RoutingContext context) {
    return JobId.inPath(context.pathParam("id"));
  }
}
