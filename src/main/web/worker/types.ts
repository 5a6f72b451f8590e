/** What the worker's part of the package gives and takes. */

import type { Json, JsonObject, Step } from '../client/types.js';

/** Does one attempt at a job. What it returns is the job's result; what it throws fails the attempt. */
export type Handler = (job: JobContext) => Promise<Json | void> | Json | void;

export interface WorkerOptions {
  readonly url: string;
  /** A token of the scope `worker`. */
  readonly token?: string;
  /** Instead of `token`: asked again when the service refuses one, which it is given; one call at a time. */
  readonly getToken?: (refused?: string) => string | Promise<string>;
  /** By type of job. */
  readonly handlers: Readonly<Record<string, Handler>>;
  /** Which of the handlers' types to claim; all of them. */
  readonly types?: readonly string[];
  /** How many jobs at a time; 1. */
  readonly concurrency?: number;
  /** What viewers read of who does the job, and for the log; made of the process's number when absent. */
  readonly worker?: string;
  /** How long one claim waits for work, at most 30,000; 20,000. */
  readonly waitMs?: number;
  /** How soon a cancel or a signal reaches a handler that writes nothing; 500, and never more than a third of the lease. */
  readonly heartbeatMs?: number;
  /** How long running handlers have, once the worker is to stop, before their jobs are handed back; 20,000. */
  readonly drainMs?: number;
  /**
   * Signals that stop the worker; SIGTERM and SIGINT. Then the process ends with 0, unless somebody else listens to
   * the signal too; a second signal ends it at once. `[]`: none.
   */
  readonly drainOn?: readonly string[];
  /** Told of what a handler threw, and of each failure to reach the service; writes to the console when absent. */
  readonly onError?: (failure: unknown, where: { readonly jobId?: string; readonly attemptKey?: string }) => void;
}

/** A worker at work. */
export interface JobWorker {
  /** Under which name it claims. */
  readonly name: string;
  /** How many jobs are being done now. */
  readonly running: number;
  /**
   * No more claims; running handlers are told (`draining`), and after `drainMs` what still runs is handed back. Comes
   * back when nothing is left. Calling it again changes nothing.
   */
  stop(): Promise<void>;
  /** Fulfilled when the worker has stopped, whoever stopped it. */
  readonly closed: Promise<void>;
}

/** Input that somebody sent to the running job. */
export interface JobSignal {
  readonly signalId: string;
  readonly name: string;
  readonly payload: Json;
  /** Who sent it. */
  readonly by: string;
}

/** The job's signals, each once and in order; one reader at a time. */
export interface Signals extends AsyncIterable<JobSignal> {
  /** The next one, now or when it comes; rejected when the attempt is over. */
  next(): Promise<JobSignal>;
}

/**
 * What a handler sees of its job, and how it tells what happens. Each verb's promise is fulfilled when the service has
 * stored it; a handler that writes much waits for them, else its attempt ends when too much has piled up.
 */
export interface JobContext {
  readonly jobId: string;
  readonly userId: string;
  readonly type: string;
  /** Counts the job's starts, from 1. */
  readonly attempt: number;
  /** The same for everything done in this attempt and for no other: a key for side effects elsewhere. */
  readonly attemptKey: string;
  /** The trace that the job belongs to, as a W3C `traceparent`: hand it on to whom you call. */
  readonly traceparent: string;
  readonly input: JsonObject;
  /** What an earlier attempt saved last; `undefined` when none did. */
  readonly checkpoint: Json | undefined;

  /** Overall progress, from 0 to 100; what lies beyond is drawn in. */
  progress(percent: number, step?: string, message?: string): Promise<void>;
  /** One step of the job. */
  task(task: string, state: Step['state'], percent?: number, detail?: string): Promise<void>;
  /** Streamed text, appended to the job's output; `total` says how many pieces there will be. */
  chunk(text: string, total?: number): Promise<void>;
  /** An event of your own, `x:<name>:v<n>`, or one of the catalogue's model and search events. */
  event(type: string, data: JsonObject): Promise<void>;
  /** Saves how far the work has come: a later attempt gets this, and the output as it stands now. */
  saveCheckpoint(data: Json, label?: string): Promise<void>;

  /** Ends the job well, now; what the handler returns after that is ignored. */
  complete(result?: Json): Promise<void>;
  /** Ends the attempt as failed, now; what the handler returns after that is ignored. */
  fail(error: { readonly code: string; readonly message: string; readonly retryable?: boolean }): Promise<void>;
  /** Hands the job back, now: another worker goes on from the checkpoint, and this start does not count. */
  release(): Promise<void>;

  readonly signals: Signals;
  /** Aborted when the attempt is over before its handler: the reason is an `AttemptOver` that says why. Stop then. */
  readonly signal: AbortSignal;
  /** Aborted when this worker is to stop: save a checkpoint and `release()`, or finish soon. */
  readonly draining: AbortSignal;
}
