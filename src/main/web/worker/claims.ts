/** Asks for jobs, one claim at a time. A claim is repeated under its id until its answer is here: no job gets lost on the way. */

import type { Environment } from '../client/environment.js';
import { problemOf, type JobwireError } from '../client/problem.js';
import type { Calls } from './calls.js';
import type { ClaimedJob } from './context.js';
import type { NumberedSignal } from './signals.js';

const LATE_MS = 10_000;
const LONGEST_PAUSE_MS = 10_000;
/** Who does not wait asks again after a pause. */
const SOON_MS = 100;

export type Claimed = ClaimedJob & { readonly signals: readonly NumberedSignal[] };

export interface Wish {
  readonly types: readonly string[];
  readonly worker: string;
  readonly waitMs: number;
}

export class Claims {
  readonly #env: Environment;
  readonly #calls: Calls;
  readonly #wish: Wish;
  readonly #ended = new AbortController();
  readonly #report: (failure: JobwireError) => void;
  #claimId: string | undefined;
  #failures = 0;

  constructor(env: Environment, calls: Calls, wish: Wish, report: (failure: JobwireError) => void) {
    this.#env = env;
    this.#calls = calls;
    this.#wish = wish;
    this.#report = report;
  }

  /** As many as there are, at most `max`; none after a wait, or after a failure. */
  async next(max: number): Promise<readonly Claimed[]> {
    const { types, worker, waitMs } = this.#wish;
    const startedAt = this.#env.now();
    try {
      const jobs = await this.#ask({ types, max, waitMs, worker }, this.#ended.signal);
      this.#failures = 0;
      if (jobs.length === 0 && this.#env.now() - startedAt < Math.max(waitMs / 2, SOON_MS)) {
        // Told to go elsewhere, or of a claim that is spent.
        this.#claimId = undefined;
        await this.#calls.pause(1, undefined, LONGEST_PAUSE_MS, this.#ended.signal);
      }
      return jobs;
    } catch (failure) {
      await this.#failed(failure as JobwireError);
      return [];
    }
  }

  /** What a claim that was cut short may have got nevertheless. */
  async leftovers(): Promise<readonly Claimed[]> {
    if (this.#claimId === undefined) {
      return [];
    }
    const { types, worker } = this.#wish;
    return this.#ask({ types, max: 1, waitMs: 0, worker }).catch(() => []);
  }

  end(): void {
    this.#ended.abort();
  }

  /** The id is kept until it has brought something. */
  async #ask(wish: Wish & { readonly max: number }, abandoned?: AbortSignal): Promise<readonly Claimed[]> {
    this.#claimId ??= this.#env.uuid();
    const body = JSON.stringify({ ...wish, claimId: this.#claimId });
    const { jobs } = await this.#calls.post<{ jobs: readonly Claimed[] }>('claim', body, wish.waitMs + LATE_MS, abandoned);
    if (jobs.length > 0) {
      this.#claimId = undefined;
    }
    return jobs;
  }

  async #failed(failure: JobwireError): Promise<void> {
    if (this.#ended.signal.aborted) {
      return;
    }
    this.#report(failure);
    await this.#calls.pause(++this.#failures, problemOf(failure).retryAfter, LONGEST_PAUSE_MS, this.#ended.signal);
  }
}
