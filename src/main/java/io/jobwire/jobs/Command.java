package io.jobwire.jobs;

import io.jobwire.model.Caller;
import io.jobwire.model.JobId;
import io.jobwire.model.JsonText;
import io.jobwire.model.NewJob;
import io.jobwire.model.NewSignal;
import io.jobwire.model.TraceParent;

/**
 * Everything that can be asked of the jobs, as it travels over the bus: one record, one address.
 */
public sealed interface Command {
  Caller caller();

  /** {@code idempotencyKey} stands for the job's id where the caller names none; else null. */
  record Create(
      Caller caller, NewJob job, String bodyHash, String idempotencyKey, TraceParent trace)
      implements Command {}

  record Get(Caller caller, JobId id) implements Command {}

  record Status(Caller caller, JobId id) implements Command {}

  record State(Caller caller, JobId id) implements Command {}

  record ListJobs(Caller caller, JobFilter filter) implements Command {}

  record Cancel(Caller caller, JobId id, String reason) implements Command {}

  record Resume(Caller caller, JobId id) implements Command {}

  record SendSignal(Caller caller, JobId id, NewSignal signal) implements Command {}

  record Remove(Caller caller, JobId id) implements Command {}

  record Publish(Caller caller, String type, JsonText data, String eventId) implements Command {}

  record Devices(Caller caller) implements Command {}

  record Stats(Caller caller) implements Command {}

  /** Days count from 1970 on; null where the caller names none. */
  record Summary(Caller caller, Long from, Long to) implements Command {}

  record Types(Caller caller) implements Command {}

  record QueueDepths(Caller caller) implements Command {}

  record PauseQueue(Caller caller, String type, boolean paused) implements Command {}
}
