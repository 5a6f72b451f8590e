/** How an attempt ends otherwise than well: as its handler says, or as the service does. */

import type { Problem } from '../client/types.js';

/** Thrown by a handler: code and message are public, every viewer reads them. */
export class JobError extends Error {
  readonly code: string;
  /** Whether another attempt may do better. */
  readonly retryable: boolean;

  constructor(code: string, message: string, { retryable = true }: { readonly retryable?: boolean } = {}) {
    super(message);
    this.name = 'JobError';
    this.code = code;
    this.retryable = retryable;
  }
}

/** Nothing that this attempt writes counts any more. */
export class AttemptOver extends Error {
  /**
   * `job_cancelled`; `lease_lost`: somebody else may have the job; `events_missing`: the service has lost writes that
   * it had confirmed; `ended`: by its own handler; `released`: handed back; else why a write was refused, and with it
   * the job: `too_large`, `invalid`, …
   */
  readonly code: string;
  /** The service's own words, if it was the service. */
  readonly problem: Problem | undefined;

  constructor(code: string, problem?: Problem) {
    super(problem?.detail ?? `The attempt is over: ${code.replaceAll('_', ' ')}.`);
    this.name = 'AttemptOver';
    this.code = code;
    this.problem = problem;
  }
}
