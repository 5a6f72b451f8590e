package io.jobwire.http.bridge;

import static io.jobwire.model.Scope.ADMIN;
import static io.jobwire.model.Scope.JOBS_READ;
import static io.jobwire.model.Scope.JOBS_WRITE;

import io.jobwire.http.body.Bodies;
import io.jobwire.http.body.BodyHash;
import io.jobwire.http.body.JobQuery;
import io.jobwire.http.body.OnJob;
import io.jobwire.jobs.Answer;
import io.jobwire.jobs.JobsClient;
import io.jobwire.model.Caller;
import io.jobwire.model.JsonText;
import io.jobwire.model.NewJob;
import io.jobwire.model.Scope;
import io.vertx.core.Future;
import java.util.Map;
import java.util.Set;

/** The addresses to which a client sends commands: each the same as a call over HTTP. */
final class Commands {
  private static final JsonText NOTHING = new JsonText("null");

  private final JobsClient jobs;
  private final Bodies bodies;
  private final Map<String, Command> table;

  Commands(JobsClient jobs, Bodies bodies) {
    this.jobs = jobs;
    this.bodies = bodies;
    table =
        Map.of(
            "jobs.create", new Command(Set.of(JOBS_WRITE), this::create),
            "jobs.get", new Command(Set.of(JOBS_READ, ADMIN), this::get),
            "jobs.list", new Command(Set.of(JOBS_READ, ADMIN), this::list),
            "jobs.cancel", new Command(Set.of(JOBS_WRITE, ADMIN), this::cancel),
            "jobs.resume", new Command(Set.of(JOBS_WRITE, ADMIN), this::resume),
            "jobs.signal", new Command(Set.of(JOBS_WRITE, ADMIN), this::signal),
            "search.start", new Command(Set.of(JOBS_WRITE), this::search),
            "task.cancel", new Command(Set.of(JOBS_WRITE, ADMIN), this::cancelTask));
  }

  private record Command(Set<Scope> scopes, Step step) {}

  private interface Step {
    Future<JsonText> take(Caller caller, byte[] body);
  }

  boolean knows(String address) {
    return table.containsKey(address);
  }

  Future<JsonText> carryOut(String address, Caller caller, byte[] body) {
    Command command = table.get(address);
    caller.demandOneOf(command.scopes);
    return command.step.take(caller, body);
  }

  private Future<JsonText> create(Caller caller, byte[] body) {
    return create(caller, bodies.newJob(body));
  }

  private Future<JsonText> search(Caller caller, byte[] body) {
    return create(caller, bodies.newSearch(body));
  }

  private Future<JsonText> create(Caller caller, NewJob job) {
    return jobs.create(caller, job, BodyHash.of(job), null).map(Answer::body);
  }

  private Future<JsonText> get(Caller caller, byte[] body) {
    return jobs.get(caller, OnJob.read(body).alone());
  }

  private Future<JsonText> list(Caller caller, byte[] body) {
    return jobs.list(caller, JobQuery.read(body).filter());
  }

  private Future<JsonText> cancel(Caller caller, byte[] body) {
    OnJob command = OnJob.read(body);
    String reason = bodies.cancelReason(command.rest()).orElse(null);
    return jobs.cancel(caller, command.id(), reason);
  }

  private Future<JsonText> cancelTask(Caller caller, byte[] body) {
    return jobs.cancel(caller, OnJob.read(body).alone(), null);
  }

  private Future<JsonText> resume(Caller caller, byte[] body) {
    return jobs.resume(caller, OnJob.read(body).alone());
  }

  private Future<JsonText> signal(Caller caller, byte[] body) {
    OnJob command = OnJob.read(body);
    return jobs.signal(caller, command.id(), bodies.newSignal(command.rest())).map(NOTHING);
  }
}
