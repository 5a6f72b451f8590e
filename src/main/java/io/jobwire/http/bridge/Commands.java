package io.jobwire.http.bridge;

import static io.jobwire.model.Scope.ADMIN;
import static io.jobwire.model.Scope.JOBS_READ;
import static io.jobwire.model.Scope.JOBS_WRITE;

import io.jobwire.http.body.Bodies;
import io.jobwire.http.body.BodyHash;
import io.jobwire.http.body.JobQuery;
import io.jobwire.http.body.OnJob;
import io.jobwire.http.body.UserPublish;
import io.jobwire.jobs.Answer;
import io.jobwire.jobs.JobsClient;
import io.jobwire.model.Caller;
import io.jobwire.model.JsonText;
import io.jobwire.model.NewJob;
import io.jobwire.model.Scope;
import io.jobwire.model.TraceParent;
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
        Map.ofEntries(
            making("jobs.create", this::create, JOBS_WRITE),
            entry("jobs.get", this::get, JOBS_READ, ADMIN),
            entry("jobs.list", this::list, JOBS_READ, ADMIN),
            entry("jobs.cancel", this::cancel, JOBS_WRITE, ADMIN),
            entry("jobs.resume", this::resume, JOBS_WRITE, ADMIN),
            entry("jobs.signal", this::signal, JOBS_WRITE, ADMIN),
            making("search.start", this::search, JOBS_WRITE),
            entry("task.cancel", this::cancelTask, JOBS_WRITE, ADMIN),
            entry("user.publish", this::publish, JOBS_WRITE),
            entry("presence.list", this::devices, JOBS_READ));
  }

  private record Command(Set<Scope> scopes, Making step) {}

  private interface Step {
    Future<JsonText> take(Caller caller, byte[] body);
  }

  /** Of what is made the trace counts. */
  private interface Making {
    Future<JsonText> take(Caller caller, byte[] body, TraceParent trace);
  }

  private static Map.Entry<String, Command> entry(String address, Step step, Scope... scopes) {
    return making(address, (caller, body, trace) -> step.take(caller, body), scopes);
  }

  private static Map.Entry<String, Command> making(String address, Making step, Scope... scopes) {
    return Map.entry(address, new Command(Set.of(scopes), step));
  }

  boolean knows(String address) {
    return table.containsKey(address);
  }

  Future<JsonText> carryOut(String address, Caller caller, byte[] body, TraceParent trace) {
    Command command = table.get(address);
    caller.demandOneOf(command.scopes);
    return command.step.take(caller, body, trace);
  }

  private Future<JsonText> create(Caller caller, byte[] body, TraceParent trace) {
    return create(caller, bodies.newJob(body), trace);
  }

  private Future<JsonText> search(Caller caller, byte[] body, TraceParent trace) {
    return create(caller, bodies.newSearch(body), trace);
  }

  private Future<JsonText> create(Caller caller, NewJob job, TraceParent trace) {
    return jobs.create(caller, job, BodyHash.of(job), null, trace).map(Answer::body);
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

  private Future<JsonText> publish(Caller caller, byte[] body) {
    UserPublish event = bodies.userPublish(body);
    return jobs.publish(caller, event.type(), event.data(), event.eventId());
  }

  /** Takes no body, or an empty one. */
  private Future<JsonText> devices(Caller caller, byte[] body) {
    return jobs.devices(caller);
  }

  private Future<JsonText> signal(Caller caller, byte[] body) {
    OnJob command = OnJob.read(body);
    return jobs.signal(caller, command.id(), bodies.newSignal(command.rest())).map(NOTHING);
  }
}
