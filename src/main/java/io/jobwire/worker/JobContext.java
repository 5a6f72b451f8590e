package io.jobwire.worker;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;

/**
 * What a handler sees of its job, and how it tells what happens. May be used from any thread. Each
 * write's future completes when the store has it; a handler that writes much should wait for them
 * now and then, else its attempt ends when too much has piled up.
 */
public interface JobContext {
  String jobId();

  String userId();

  String type();

  /** Counts the job's starts, from 1. */
  int attempt();

  /**
   * The same for everything done in this attempt and for no other: a key for side effects
   * elsewhere.
   */
  String attemptKey();

  /**
   * The trace that the job belongs to, as a W3C {@code traceparent}: hand it on to whom you call.
   */
  String traceparent();

  JsonObject input();

  /** What an earlier attempt saved last, any JSON value; null when none did. */
  Object checkpoint();

  /** Overall progress, from 0 to 100; what lies beyond is drawn in. */
  Future<Void> progress(double percent, String step, String message);

  default Future<Void> progress(double percent) {
    return progress(percent, null, null);
  }

  default Future<Void> progress(double percent, String step) {
    return progress(percent, step, null);
  }

  /** One step of the job; {@code percent} and {@code detail} may be null. */
  Future<Void> task(String task, TaskState state, Double percent, String detail);

  default Future<Void> task(String task, TaskState state) {
    return task(task, state, null, null);
  }

  /** Streamed text, appended to the job's output. */
  Future<Void> chunk(String text);

  /**
   * An event of the handler's own, {@code x:<name>:v<n>}, or one of the catalogue's model and
   * search events.
   */
  Future<Void> event(String type, JsonObject data);

  /**
   * Saves how far the work has come: a later attempt gets this, and the output as it stands now.
   */
  default Future<Void> saveCheckpoint(Object json) {
    return saveCheckpoint(json, null);
  }

  Future<Void> saveCheckpoint(Object json, String label);

  /** Input sent to the job while it runs, each once and in order. */
  Signals signals();

  /**
   * Completes when the attempt is over for the store: cancelled, out of time, or its lease lost.
   * Stop then.
   */
  Future<Void> cancelled();

  /** Completes when this process is about to go: save a checkpoint, or finish soon. */
  Future<Void> draining();

  /** How one step of a job stands. */
  enum TaskState {
    PENDING,
    ACTIVE,
    DONE,
    FAILED
  }

  /** The job's signals; one reader at a time. */
  interface Signals {
    /** The next one, now or when it comes; fails when the attempt is over. */
    Future<JobSignal> next();
  }
}
