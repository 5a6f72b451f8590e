/** How it is said that something cannot be had: the service's own words, or ours in the same form. */

import type { Problem } from './types.js';

/** A refusal, or a failure to reach the service, thrown. */
export class JobwireError extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.detail ?? problem.title);
    this.name = 'JobwireError';
    this.problem = problem;
  }
}

/** What is told by a code alone. */
export function problem(code: string, status = 0): Problem {
  return { status, code, title: code.replaceAll('_', ' ') };
}

/** There was no answer, and why not. */
export function unanswered(code: 'closed' | 'expired' | 'queue_full' | 'unreachable' | 'unsupported'): JobwireError {
  return new JobwireError(problem(code));
}

/** What any failure is, as a problem. */
export function problemOf(failure: unknown): Problem {
  return failure instanceof JobwireError ? failure.problem : { ...problem('unreachable'), detail: String(failure) };
}

/** Whether the same may go well later: the service was not reached, cannot now, or asks to wait. */
export function mayPass({ status, code }: Problem): boolean {
  return code === 'unreachable' || [429, 502, 503, 504].includes(status);
}
