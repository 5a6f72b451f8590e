package io.jobwire.handlers.agent;

import io.jobwire.worker.JobContext;
import io.jobwire.worker.JobFailure;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;

/** The job as it is, but for the first attempt, which fails as one step is about to be done. */
record Stumbling(JobContext job, String step) implements JobContext {

  @Override
  public Future<Void> task(String task, TaskState state, Double percent, String detail) {
    return job.attempt() == 1 && task.equals(step) && state == TaskState.DONE
        ? Future.failedFuture(JobFailure.retryable("stumbled", "Failed in " + step + ", as asked."))
        : job.task(task, state, percent, detail);
  }

  @Override
  public String jobId() {
    return job.jobId();
  }

  @Override
  public String userId() {
    return job.userId();
  }

  @Override
  public String type() {
    return job.type();
  }

  @Override
  public int attempt() {
    return job.attempt();
  }

  @Override
  public String attemptKey() {
    return job.attemptKey();
  }

  @Override
  public String traceparent() {
    return job.traceparent();
  }

  @Override
  public JsonObject input() {
    return job.input();
  }

  @Override
  public Object checkpoint() {
    return job.checkpoint();
  }

  @Override
  public Future<Void> progress(double percent, String name, String message) {
    return job.progress(percent, name, message);
  }

  @Override
  public Future<Void> chunk(String text) {
    return job.chunk(text);
  }

  @Override
  public Future<Void> event(String type, JsonObject data) {
    return job.event(type, data);
  }

  @Override
  public Future<Void> saveCheckpoint(Object json, String label) {
    return job.saveCheckpoint(json, label);
  }

  @Override
  public Signals signals() {
    return job.signals();
  }

  @Override
  public Future<Void> cancelled() {
    return job.cancelled();
  }

  @Override
  public Future<Void> draining() {
    return job.draining();
  }
}
