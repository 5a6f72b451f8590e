/** One try at a job: runs the handler, keeps the lease, and makes one end of it, whoever is first. */

import type { Environment } from '../client/environment.js';
import { Timer } from '../client/timer.js';
import type { Calls } from './calls.js';
import { Context, type ClaimedJob, type Pen } from './context.js';
import { AttemptOver, JobError } from './failures.js';
import { SignalBox, type NumberedSignal } from './signals.js';
import type { Handler } from './types.js';
import { refused, Writer, type LastStep, type Told } from './writer.js';

/** What all attempts of a worker share. */
export interface Workplace {
  readonly env: Environment;
  readonly calls: Calls;
  readonly heartbeatMs: number;
  readonly draining: AbortSignal;
  report(failure: unknown, job: ClaimedJob): void;
}

export class Attempt implements Pen {
  /** Fulfilled when the service has seen the last of it. */
  readonly settled: Promise<void>;
  readonly #place: Workplace;
  readonly #job: ClaimedJob;
  readonly #writer: Writer;
  readonly #signals: SignalBox;
  readonly #stopped = new AbortController();
  readonly #pulse: Timer;
  #settle!: () => void;
  #isEnding = false;
  #isEndedByHandler = false;

  constructor(place: Workplace, job: ClaimedJob & { readonly signals: readonly NumberedSignal[] }) {
    this.#place = place;
    this.#job = job;
    this.settled = new Promise((resolve) => (this.#settle = resolve));
    this.#pulse = new Timer(place.env);
    this.#writer = new Writer(place.env, place.calls, job, {
      renewed: (told) => this.#renewed(told),
      over: (why) => this.#stop(why),
    });
    this.#signals = new SignalBox((n, isLast) => this.#taken(n, isLast));
    this.#renewed(job);
  }

  /** Comes back when the handler has, and the service has seen the last of the attempt. */
  async run(handler: Handler): Promise<void> {
    const context = new Context(this.#job, this, {
      signals: this.#signals,
      signal: this.#stopped.signal,
      draining: this.#place.draining,
    });
    try {
      const result = await handler(context);
      await quietly(context.complete(result as never));
    } catch (failure) {
      await this.#failed(context, failure);
    }
    await this.settled;
  }

  event(type: string, data: unknown): Promise<void> {
    return this.#write(
      () => `{"type":${JSON.stringify(type)},"data":${text(data)}}`,
      (json) => this.#writer.event(json),
    );
  }

  checkpoint(data: unknown, label: string | undefined): Promise<void> {
    return this.#write(
      () => `"data":${text(data)}${label === undefined ? '' : `,"label":${JSON.stringify(label)}`}`,
      (fields) => this.#writer.checkpoint(fields),
    );
  }

  complete(result: unknown): Promise<void> {
    let fields = '';
    try {
      fields = result === undefined ? '' : `"result":${text(result)}`;
    } catch {
      return this.fail({ code: 'result_invalid', message: 'The result is no JSON.', retryable: false });
    }
    return this.#endByHandler('complete', fields);
  }

  fail(error: { readonly code: string; readonly message: string; readonly retryable: boolean }): Promise<void> {
    return this.#endByHandler('fail', errorOf(error));
  }

  release(): Promise<void> {
    return this.#endByHandler('release', '');
  }

  /** The worker goes, and whatever the handler still does is not waited for. */
  handBack(): Promise<void> {
    void this.#end('release', '', 'released');
    return this.settled;
  }

  /** Nobody waits for this attempt any more, whatever it still does. */
  abandon(): void {
    this.#writer.stop(new AttemptOver('released'));
  }

  #write(shape: () => string, write: (json: string) => Promise<void>): Promise<void> {
    if (this.#isEnding) {
      return refused(new AttemptOver('ended'));
    }
    let json: string;
    try {
      json = shape();
    } catch {
      return this.#refuse('invalid', 'A write is no JSON.');
    }
    return this.#writer.hasRoomFor(json) ? write(json) : this.#refuse('too_large', 'Too many writes are waiting: await them.');
  }

  /** A write that cannot be taken ends the attempt: going on without it would make a wrong stream. */
  #refuse(code: string, message: string): Promise<never> {
    void this.#end('fail', errorOf({ code, message, retryable: false }), code);
    return refused(new TypeError(message));
  }

  #endByHandler(step: LastStep, fields: string): Promise<void> {
    this.#isEndedByHandler ||= !this.#isEnding;
    return this.#end(step, fields, step === 'release' ? 'released' : 'ended');
  }

  #end(step: LastStep, fields: string, code: string): Promise<void> {
    if (this.#isEnding) {
      return refused(new AttemptOver('ended'));
    }
    this.#isEnding = true;
    return this.#writer.end(step, fields, code);
  }

  async #failed(context: Context, failure: unknown): Promise<void> {
    if (this.#isEnding) {
      return;
    }
    if (failure instanceof JobError) {
      return quietly(context.fail(failure));
    }
    this.#place.report(failure, this.#job);
    // What the exception says may be anything; viewers get where to look instead.
    const message = `The handler failed; its log names the attempt ${this.#job.attemptKey}.`;
    return quietly(context.fail({ code: 'handler_error', message, retryable: true }));
  }

  #renewed({ signals }: Pick<Told, 'signals'>): void {
    this.#signals.take(signals);
    this.#pulse.start(Math.min(this.#place.heartbeatMs, this.#job.leaseMs / 3), () => this.#beatIfIdle());
  }

  /** What is under way brings an answer of its own, and with it the next pulse. */
  #beatIfIdle(): void {
    if (this.#writer.isIdle) {
      this.#writer.beat();
    }
  }

  /** A helping of signals is bounded: after its last one, ask whether there are more. */
  #taken(n: number, isLast: boolean): void {
    this.#writer.saw(n);
    if (isLast && !this.#isEnding) {
      this.#writer.beat();
    }
  }

  #stop(why: AttemptOver): void {
    this.#isEnding = true;
    this.#pulse.stop();
    this.#signals.end(why);
    if (why.problem || !this.#isEndedByHandler) {
      this.#stopped.abort(why);
    }
    if (why.problem && !['job_cancelled', 'lease_lost'].includes(why.code)) {
      this.#place.report(why, this.#job);
    }
    this.#settle();
  }
}

/** Why it was refused the handler has been told by the attempt's signal. */
function quietly(write: Promise<void>): Promise<void> {
  return write.catch(() => undefined);
}

function errorOf(error: { readonly code: string; readonly message: string; readonly retryable: boolean }): string {
  return `"error":${JSON.stringify({ code: error.code, message: error.message, retryable: error.retryable })}`;
}

/** Any JSON; throws for what is none. */
function text(value: unknown): string {
  const json = JSON.stringify(value);
  if (json === undefined) {
    throw new TypeError('no JSON');
  }
  return json;
}
