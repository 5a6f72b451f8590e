package io.jobwire.jobs;

import io.jobwire.bus.Bus;
import io.jobwire.model.Caller;
import io.jobwire.model.JobId;
import io.jobwire.model.JsonText;
import io.jobwire.model.NewJob;
import io.jobwire.model.NewSignal;
import io.jobwire.model.TraceParent;
import io.vertx.core.Future;

/** The typed way to the jobs: whoever carries them out, in this process or in another. */
public final class JobsClient {
  private final Bus bus;

  public JobsClient(Bus bus) {
    this.bus = bus;
  }

  public Future<Answer> create(
      Caller caller, NewJob job, String bodyHash, String idempotencyKey, TraceParent trace) {
    return bus.ask(
        Addresses.CREATE, new Command.Create(caller, job, bodyHash, idempotencyKey, trace));
  }

  public Future<JsonText> get(Caller caller, JobId id) {
    return body(Addresses.GET, new Command.Get(caller, id));
  }

  public Future<JsonText> status(Caller caller, JobId id) {
    return body(Addresses.STATUS, new Command.Status(caller, id));
  }

  public Future<JsonText> state(Caller caller, JobId id) {
    return body(Addresses.STATE, new Command.State(caller, id));
  }

  public Future<JsonText> list(Caller caller, JobFilter filter) {
    return body(Addresses.LIST, new Command.ListJobs(caller, filter));
  }

  /** {@code reason} may be null. */
  public Future<JsonText> cancel(Caller caller, JobId id, String reason) {
    return body(Addresses.CANCEL, new Command.Cancel(caller, id, reason));
  }

  public Future<JsonText> resume(Caller caller, JobId id) {
    return body(Addresses.RESUME, new Command.Resume(caller, id));
  }

  public Future<Void> signal(Caller caller, JobId id, NewSignal signal) {
    return body(Addresses.SIGNAL, new Command.SendSignal(caller, id, signal)).mapEmpty();
  }

  public Future<Void> remove(Caller caller, JobId id) {
    return body(Addresses.REMOVE, new Command.Remove(caller, id)).mapEmpty();
  }

  /** To all devices of the caller. */
  public Future<JsonText> publish(Caller caller, String type, JsonText data, String eventId) {
    return body(Addresses.PUBLISH, new Command.Publish(caller, type, data, eventId));
  }

  public Future<JsonText> devices(Caller caller) {
    return body(Addresses.DEVICES, new Command.Devices(caller));
  }

  /** Who is connected. */
  public Future<JsonText> stats(Caller caller) {
    return body(Addresses.STATS, new Command.Stats(caller));
  }

  /** What was counted in these days, which count from 1970 on; null for the usual ones. */
  public Future<JsonText> summary(Caller caller, Long from, Long to) {
    return body(Addresses.SUMMARY, new Command.Summary(caller, from, to));
  }

  public Future<JsonText> types(Caller caller) {
    return body(Addresses.TYPES, new Command.Types(caller));
  }

  public Future<JsonText> queues(Caller caller) {
    return body(Addresses.QUEUES, new Command.QueueDepths(caller));
  }

  public Future<JsonText> pause(Caller caller, String type, boolean paused) {
    return body(Addresses.PAUSE, new Command.PauseQueue(caller, type, paused));
  }

  private <Q extends Record> Future<JsonText> body(String address, Q question) {
    return bus.<Q, Answer>ask(address, question).map(Answer::body);
  }
}
