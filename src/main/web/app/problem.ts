// What went wrong, in the service's own words where it has said some.

import { JobwireError, type Problem } from '../client/index.js';

export type { Problem };

export function problemOf(failure: unknown): Problem {
  if (failure instanceof JobwireError) {
    return failure.problem;
  }
  return { status: 0, code: 'unexpected', title: failure instanceof Error ? failure.message : String(failure) };
}

export function inWords(problem: Problem): string {
  const rest = problem.errors?.map((error) => `${error.path}: ${error.message}`).join('; ');
  return [problem.detail ?? problem.title, rest].filter(Boolean).join(' ');
}
