/** The handler's side of an attempt: shapes what it tells. */

import type { Json, JsonObject, Step } from '../client/types.js';
import { Seam } from './seam.js';
import type { JobContext, Signals } from './types.js';
import type { Lease } from './writer.js';

/** A job as a claim brings it. */
export interface ClaimedJob extends Lease {
  readonly type: string;
  readonly attempt: number;
  readonly attemptKey: string;
  readonly traceparent: string;
  readonly input: JsonObject;
  readonly checkpoint?: Json;
  readonly userId: string;
}

/** What an attempt does with what its handler tells. */
export interface Pen {
  event(type: string, data: unknown): Promise<void>;
  checkpoint(data: unknown, label: string | undefined): Promise<void>;
  complete(result: unknown): Promise<void>;
  fail(error: { readonly code: string; readonly message: string; readonly retryable: boolean }): Promise<void>;
  release(): Promise<void>;
}

export class Context implements JobContext {
  readonly jobId: string;
  readonly userId: string;
  readonly type: string;
  readonly attempt: number;
  readonly attemptKey: string;
  readonly traceparent: string;
  readonly input: JsonObject;
  readonly checkpoint: Json | undefined;
  readonly signals: Signals;
  readonly signal: AbortSignal;
  readonly draining: AbortSignal;
  readonly #pen: Pen;
  readonly #seam = new Seam();
  #chunks = 0;

  constructor(job: ClaimedJob, pen: Pen, hears: Pick<JobContext, 'signals' | 'signal' | 'draining'>) {
    this.jobId = job.jobId;
    this.userId = job.userId;
    this.type = job.type;
    this.attempt = job.attempt;
    this.attemptKey = job.attemptKey;
    this.traceparent = job.traceparent;
    this.input = job.input;
    this.checkpoint = job.checkpoint;
    this.signals = hears.signals;
    this.signal = hears.signal;
    this.draining = hears.draining;
    this.#pen = pen;
  }

  progress(percent: number, step?: string, message?: string): Promise<void> {
    return this.event('job:progress:v1', { percent: drawnIn(percent), step, message });
  }

  task(task: string, state: Step['state'], percent?: number, detail?: string): Promise<void> {
    return this.event('task:progress:v1', { task, state, percent: percent === undefined ? undefined : drawnIn(percent), detail });
  }

  chunk(text: string, total?: number): Promise<void> {
    const whole = this.#seam.next(text);
    // A half of a pair waits for its other half: nothing to write yet.
    return whole === '' && text !== '' ? Promise.resolve() : this.#chunk(whole, total);
  }

  event(type: string, data: object): Promise<void> {
    return this.#pen.event(type, data);
  }

  saveCheckpoint(data: Json, label?: string): Promise<void> {
    this.#flush();
    return this.#pen.checkpoint(data, label);
  }

  complete(result?: Json): Promise<void> {
    this.#flush();
    return this.#pen.complete(result);
  }

  fail({ code, message, retryable = true }: { readonly code: string; readonly message: string; readonly retryable?: boolean }): Promise<void> {
    this.#flush();
    return this.#pen.fail({ code, message, retryable });
  }

  release(): Promise<void> {
    this.#flush();
    return this.#pen.release();
  }

  #flush(): void {
    const rest = this.#seam.rest();
    if (rest !== '') {
      void this.#chunk(rest);
    }
  }

  #chunk(text: string, total?: number): Promise<void> {
    return this.event('model:chunk:v1', { text, index: this.#chunks++, total });
  }
}

function drawnIn(percent: number): number {
  return Math.max(0, Math.min(100, percent));
}
