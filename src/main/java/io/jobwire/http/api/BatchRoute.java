package io.jobwire.http.api;

import static io.jobwire.http.Door.caller;
import static io.jobwire.http.Endpoints.body;
import static io.jobwire.model.Scope.JOBS_WRITE;
import static io.vertx.core.http.HttpMethod.POST;

import io.jobwire.http.Answers;
import io.jobwire.http.Endpoints;
import io.jobwire.http.Problems;
import io.jobwire.http.RequestTrace;
import io.jobwire.http.body.Bodies;
import io.jobwire.http.body.BodyHash;
import io.jobwire.http.body.Verdict;
import io.jobwire.jobs.Answer;
import io.jobwire.jobs.JobsClient;
import io.jobwire.model.Caller;
import io.jobwire.model.Json;
import io.jobwire.model.JsonText;
import io.jobwire.model.NewJob;
import io.jobwire.model.Refused;
import io.jobwire.model.Refused.Reason;
import io.jobwire.model.TraceParent;
import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.List;

/** Many jobs in one call, each with an answer of its own, in the order given. */
public final class BatchRoute {
  /** How many creations of a batch are under way at a time. */
  private static final int ABREAST = 64;

  private final JobsClient jobs;
  private final Bodies bodies;
  private final BodyLimits limits;

  public BatchRoute(JobsClient jobs, Bodies bodies, BodyLimits limits) {
    this.jobs = jobs;
    this.bodies = bodies;
    this.limits = limits;
  }

  public void mount(Endpoints on) {
    on.on(POST, "/api/jobs/batch", JOBS_WRITE).answerJson(limits.batch(), this::create);
  }

  private void create(RoutingContext context) {
    List<Verdict<NewJob>> entries = bodies.newJobs(body(context));
    Asker asker = new Asker(caller(context), RequestTrace.of(context));
    Answers.json(context, 207, each(asker, entries, new ArrayList<>()).map(BatchRoute::answer));
  }

  /** On whose behalf, and within which trace. */
  private record Asker(Caller caller, TraceParent trace) {}

  private Future<List<JsonText>> each(
      Asker asker, List<Verdict<NewJob>> entries, List<JsonText> done) {
    if (done.size() == entries.size()) {
      return Future.succeededFuture(done);
    }
    int end = Math.min(entries.size(), done.size() + ABREAST);
    List<Future<JsonText>> abreast =
        entries.subList(done.size(), end).stream().map(entry -> one(asker, entry)).toList();
    return Future.all(abreast)
        .compose(
            all -> {
              abreast.forEach(one -> done.add(one.result()));
              return each(asker, entries, done);
            });
  }

  private Future<JsonText> one(Asker asker, Verdict<NewJob> entry) {
    if (entry.isRefused()) {
      return Future.succeededFuture(problem(entry.refusal()));
    }
    NewJob job = entry.value();
    return jobs.create(asker.caller, job, BodyHash.of(job), null, asker.trace)
        .map(BatchRoute::made)
        .recover(failure -> Future.succeededFuture(problem(refusal(failure))));
  }

  private static Refused refusal(Throwable failure) {
    return failure instanceof Refused refused
        ? refused
        : Refused.because(Reason.INTERNAL, "Something went wrong here; the log has the details.");
  }

  private static JsonText made(Answer answer) {
    return entry(answer.created() != null ? 201 : 200, "job", answer.body());
  }

  private static JsonText problem(Refused refused) {
    return entry(Problems.status(refused.reason()), "problem", Problems.json(refused, null));
  }

  private static JsonText entry(int status, String name, JsonText content) {
    return Json.object(
        out -> {
          out.writeNumberField("status", status);
          out.writeFieldName(name);
          out.writeRawValue(content.text());
        });
  }

  private static JsonText answer(List<JsonText> entries) {
    return Json.object(
        out -> {
          Json.writeList(out, "jobs", entries);
        });
  }
}
