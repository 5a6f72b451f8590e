/** Claims jobs, has them done, and goes in good order. */

import { surroundings, type Environment } from '../client/environment.js';
import { Timer } from '../client/timer.js';
import { Attempt, type Workplace } from './attempt.js';
import { Calls } from './calls.js';
import { Claims, type Claimed } from './claims.js';
import { onSignals, processName } from './host.js';
import type { Handler, JobWorker, WorkerOptions } from './types.js';

const DRAIN_ON = ['SIGTERM', 'SIGINT'];
/** What one claim may ask for. */
const MOST_AT_ONCE = 100;
const LONGEST_WAIT_MS = 30_000;
/** To hand back what is left, when the time to finish it is over. */
const HANDING_BACK_MS = 3_000;

/** Claims at once. The second argument is for tests: the world around it. */
export function createWorker(options: WorkerOptions, env: Environment = surroundings()): JobWorker {
  return new Worker(env, options);
}

class Worker implements JobWorker {
  readonly name: string;
  readonly closed: Promise<void>;
  readonly #env: Environment;
  readonly #handlers: Readonly<Record<string, Handler>>;
  readonly #concurrency: number;
  readonly #drainMs: number;
  readonly #calls: Calls;
  readonly #claims: Claims;
  readonly #place: Workplace;
  readonly #draining = new AbortController();
  readonly #attempts = new Set<Attempt>();
  readonly #forgetSignals: () => void;
  readonly #claiming: Promise<void>;
  #onFree: (() => void) | undefined;
  #close!: () => void;
  #stopping: Promise<void> | undefined;

  constructor(env: Environment, options: WorkerOptions) {
    const { handlers, types = Object.keys(handlers), onError = complain } = options;
    const { concurrency = 1, waitMs = 20_000, heartbeatMs = 500, drainMs = 20_000 } = options;
    demand(options, types);
    demandWithin('concurrency', concurrency, 1, Number.MAX_SAFE_INTEGER);
    demandWithin('waitMs', waitMs, 0, LONGEST_WAIT_MS);
    demandWithin('heartbeatMs', heartbeatMs, 1, Number.MAX_SAFE_INTEGER);
    demandWithin('drainMs', drainMs, 0, Number.MAX_SAFE_INTEGER);
    this.name = options.worker ?? processName(() => env.uuid());
    this.closed = new Promise((resolve) => (this.#close = resolve));
    this.#env = env;
    this.#handlers = handlers;
    this.#concurrency = concurrency;
    this.#drainMs = drainMs;
    this.#calls = new Calls(env, options);
    this.#claims = new Claims(env, this.#calls, { types, worker: this.name, waitMs }, (failure) => onError(failure, {}));
    this.#place = {
      env,
      calls: this.#calls,
      heartbeatMs,
      draining: this.#draining.signal,
      report: (failure, { jobId, attemptKey }) => onError(failure, { jobId, attemptKey }),
    };
    this.#forgetSignals = onSignals(options.drainOn ?? DRAIN_ON, () => this.stop());
    this.#claiming = this.#claim();
  }

  get running(): number {
    return this.#attempts.size;
  }

  stop(): Promise<void> {
    this.#stopping ??= this.#drain();
    return this.#stopping;
  }

  async #claim(): Promise<void> {
    while (!this.#stopping) {
      const free = this.#concurrency - this.#attempts.size;
      if (free <= 0) {
        await new Promise<void>((resolve) => (this.#onFree = resolve));
      } else {
        (await this.#claims.next(Math.min(free, MOST_AT_ONCE))).forEach((job) => this.#begin(job));
      }
    }
  }

  /** A job that comes while the worker goes was on its way already. */
  #begin(job: Claimed): void {
    const attempt = new Attempt(this.#place, job);
    this.#attempts.add(attempt);
    const work = this.#stopping ? attempt.handBack() : attempt.run(this.#handlers[job.type]!);
    void work.then(() => this.#done(attempt));
  }

  #done(attempt: Attempt): void {
    this.#attempts.delete(attempt);
    this.#onFree?.();
  }

  async #drain(): Promise<void> {
    // What is called in the same breath as createWorker() must find it whole.
    await Promise.resolve();
    this.#forgetSignals();
    this.#claims.end();
    this.#onFree?.();
    this.#draining.abort();
    // Beside the jobs that end meanwhile: a service that is away must not keep the worker longer than it was told.
    let hasClaimed = false;
    void this.#lastClaim().then(() => ((hasClaimed = true), this.#onFree?.()));
    await this.#within(this.#drainMs, () => hasClaimed && this.#attempts.size === 0);
    const left = [...this.#attempts].map((attempt) => attempt.handBack());
    let isHandedBack = false;
    void Promise.all(left).then(() => ((isHandedBack = true), this.#onFree?.()));
    await this.#within(HANDING_BACK_MS, () => isHandedBack && hasClaimed);
    this.#attempts.forEach((attempt) => attempt.abandon());
    this.#calls.close();
    this.#close();
  }

  /** What was on its way when the worker was told to go. */
  async #lastClaim(): Promise<void> {
    await this.#claiming;
    (await this.#claims.leftovers()).forEach((job) => this.#begin(job));
  }

  /** Until it is so, or the time is over; looks whenever something has ended. */
  async #within(ms: number, isSo: () => boolean): Promise<void> {
    const timer = new Timer(this.#env);
    await new Promise<void>((resolve) => {
      const look = (): void => (isSo() ? resolve() : undefined);
      this.#onFree = look;
      timer.start(ms, resolve);
      look();
    });
    timer.stop();
  }
}

function demand({ handlers, token, getToken }: WorkerOptions, types: readonly string[]): void {
  if (token === undefined && getToken === undefined) {
    throw new TypeError('createWorker needs token or getToken');
  }
  const without = types.filter((type) => typeof handlers[type] !== 'function');
  if (types.length === 0 || without.length > 0) {
    throw new TypeError(`createWorker needs a handler for each of its types: ${without.join(', ') || 'there is none'}`);
  }
}

function demandWithin(option: string, value: number, least: number, most: number): void {
  if (!Number.isInteger(value) || value < least || value > most) {
    throw new TypeError(`createWorker: ${option} must be a whole number from ${least} to ${most}, not ${value}`);
  }
}

function complain(failure: unknown, { attemptKey }: { readonly attemptKey?: string }): void {
  console.error(attemptKey === undefined ? 'The service cannot be reached as it should:' : `Attempt ${attemptKey}:`, failure);
}
