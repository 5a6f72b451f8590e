/**
 * Writes what one attempt tells: numbered, in order, one request at a time; what waited while a request was under way
 * goes out together in the next. A request without an answer is sent again as it was, so nothing doubles.
 */

import type { Environment } from '../client/environment.js';
import { JobwireError, problem, problemOf } from '../client/problem.js';
import type { Problem } from '../client/types.js';
import { mayPass, type Calls } from './calls.js';
import { AttemptOver } from './failures.js';
import type { NumberedSignal } from './signals.js';

const MOST_EVENTS = 50;
/** Half of what a request may have, as texts grow when they are written as JSON. */
const MOST_BYTES = 512 * 1024;
/** More than this waiting means that the handler does not wait for its writes. */
const MOST_WAITING_BYTES = 8 * 1024 * 1024;
/** A request that takes longer is sent again, but on a short lease not sooner than a busy machine may need. */
const LEAST_PATIENCE_MS = 1000;

/** What names an attempt to the service. */
export interface Lease {
  readonly jobId: string;
  readonly lease: string;
  readonly leaseMs: number;
}

/** What comes back from every call about a job. */
export interface Told {
  readonly signals: readonly NumberedSignal[];
}

/** Who hears how the writing goes. */
export interface Ears {
  /** The service has answered: the lease is renewed. */
  renewed(told: Told): void;
  /** The attempt is over for the service; nothing more will be written. */
  over(why: AttemptOver): void;
}

export type LastStep = 'complete' | 'fail' | 'release';

interface Write {
  readonly step: 'events' | 'checkpoint' | LastStep;
  /** An event as JSON; of any other step its fields beside lease and number. */
  readonly json: string;
  readonly bytes: number;
  /** With which code the attempt is over once this is written. */
  readonly overAs: string | undefined;
  readonly resolve: () => void;
  readonly reject: (why: Error) => void;
}

export class Writer {
  readonly #env: Environment;
  readonly #calls: Calls;
  readonly #lease: Lease;
  readonly #ears: Ears;
  readonly #waiting: Write[] = [];
  #flying: readonly Write[] = [];
  #isRunning = false;
  #isBeatDue = false;
  #next = 1;
  #seen = 0;
  #waitingBytes = 0;
  #renewedAt: number;
  #over: AttemptOver | undefined;

  constructor(env: Environment, calls: Calls, lease: Lease, ears: Ears) {
    this.#env = env;
    this.#calls = calls;
    this.#lease = lease;
    this.#ears = ears;
    this.#renewedAt = env.now();
  }

  get isIdle(): boolean {
    return !this.#isRunning;
  }

  hasRoomFor(json: string): boolean {
    return this.#waitingBytes + bytesOf(json) <= MOST_WAITING_BYTES;
  }

  event(json: string): Promise<void> {
    return this.#add('events', json);
  }

  checkpoint(fields: string): Promise<void> {
    return this.#add('checkpoint', fields);
  }

  /** The last write: none is taken after it. */
  end(step: LastStep, fields: string, overAs: string): Promise<void> {
    return this.#add(step, fields, overAs);
  }

  /** Signals up to this one were taken. */
  saw(signal: number): void {
    this.#seen = signal;
  }

  /** A sign of life, and what signals there are. */
  beat(): void {
    this.#isBeatDue = true;
    void this.#run();
  }

  /** Nothing more is written; what waits is told why. */
  stop(why: AttemptOver): void {
    if (this.#over) {
      return;
    }
    this.#over = why;
    [...this.#flying, ...this.#waiting.splice(0)].forEach(({ reject }) => reject(why));
    this.#ears.over(why);
  }

  #add(step: Write['step'], json: string, overAs?: string): Promise<void> {
    if (this.#over) {
      return refused(this.#over);
    }
    const bytes = bytesOf(json);
    const done = new Promise<void>((resolve, reject) => {
      this.#waiting.push({ step, json, bytes, overAs, resolve, reject });
    });
    // A handler need not wait for it; that the attempt is over it hears in another way too.
    done.catch(() => undefined);
    this.#waitingBytes += bytes;
    void this.#run();
    return done;
  }

  async #run(): Promise<void> {
    if (this.#isRunning) {
      return;
    }
    this.#isRunning = true;
    // What is told in one go, before anybody waits for anything, goes out in one go.
    await Promise.resolve();
    while (!this.#over && (this.#isBeatDue || this.#waiting.length > 0)) {
      await (this.#isBeatDue ? this.#sendBeat() : this.#sendLoad());
    }
    this.#isRunning = false;
  }

  async #sendBeat(): Promise<void> {
    this.#isBeatDue = false;
    try {
      this.#heard(await this.#answered('heartbeat', this.#body(`"signalsSeen":${this.#seen}`)));
    } catch (failure) {
      this.#refused('heartbeat', problemOf(failure));
    }
  }

  async #sendLoad(): Promise<void> {
    const load = this.#load();
    const { step, json } = load[0]!;
    const fields = step === 'events' ? `"events":[${load.map((write) => write.json).join()}]` : json;
    this.#flying = load;
    try {
      const told = await this.#answered(step, this.#body(`"first":${this.#next}${fields && ','}${fields}`));
      this.#landed(load, told);
    } catch (failure) {
      this.#refused(step, problemOf(failure));
    }
  }

  /** The events that stand first, as far as one request takes them; or the one step that is no event. */
  #load(): readonly Write[] {
    let bytes = 0;
    const fits = (write: Write): boolean => write.step === 'events' && (bytes += write.bytes) <= MOST_BYTES;
    const end = this.#waiting.findIndex((write) => !fits(write));
    const count = end < 0 ? this.#waiting.length : Math.max(1, end);
    return this.#waiting.splice(0, Math.min(count, MOST_EVENTS));
  }

  #body(fields: string): string {
    return `{"lease":${JSON.stringify(this.#lease.lease)},${fields}}`;
  }

  /** Away is no answer: the same request again, until one that was sent after the lease's end has failed too. */
  async #answered(step: string, body: string): Promise<Told> {
    const { jobId, leaseMs } = this.#lease;
    const patience = Math.max(LEAST_PATIENCE_MS, leaseMs / 3);
    for (let failures = 1; ; failures++) {
      const startedAt = this.#env.now();
      try {
        const told = await this.#calls.post<Told>(`jobs/${jobId}/${step}`, body, patience);
        this.#renewedAt = startedAt;
        return told;
      } catch (failure) {
        const why = problemOf(failure);
        if (!mayPass(why)) {
          throw failure;
        }
        if (startedAt - this.#renewedAt > leaseMs) {
          throw new JobwireError({ ...problem('lease_lost'), detail: `No answer for longer than the lease: ${why.title}` });
        }
        await this.#calls.pause(failures, why.retryAfter, leaseMs / 5);
      }
    }
  }

  #heard(told: Told): void {
    if (!this.#over) {
      this.#ears.renewed(told);
    }
  }

  #landed(load: readonly Write[], told: Told): void {
    if (this.#over) {
      return;
    }
    this.#flying = [];
    this.#next += load.length;
    load.forEach(({ bytes, resolve }) => ((this.#waitingBytes -= bytes), resolve()));
    this.#heard(told);
    const { overAs } = load[0]!;
    if (overAs !== undefined) {
      this.stop(new AttemptOver(overAs));
    }
  }

  #refused(step: string, why: Problem): void {
    if (this.#over) {
      return;
    }
    if (why.code === 'events_missing') {
      // The service has lost writes that it had confirmed: this attempt cannot go on, another can.
      this.#leave('release', (why as Problem & { readonly expected: number }).expected, '');
    } else if ([400, 413, 422].includes(why.status)) {
      // No other attempt would fare better.
      const code = step === 'complete' && why.status === 413 ? 'result_too_large' : why.code;
      const error = { code, message: why.detail ?? why.title, retryable: false };
      this.#leave('fail', this.#next, `,"error":${JSON.stringify(error)}`);
    }
    this.stop(new AttemptOver(why.code, why));
  }

  /** Whether or not this arrives, the lease ends and the job is taken over. */
  #leave(step: LastStep, first: number, fields: string): void {
    this.#answered(step, this.#body(`"first":${first}${fields}`)).catch(() => undefined);
  }
}

function bytesOf(json: string): number {
  return new TextEncoder().encode(json).length;
}

export function refused(why: Error): Promise<never> {
  const never = Promise.reject(why);
  never.catch(() => undefined);
  return never;
}
