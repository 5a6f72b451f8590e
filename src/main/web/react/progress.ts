/** A job as the hooks give it: its view, with what is asked for most at hand. */

import type { Job, JobError, JobState, JobStore, JobView, Json, Lost, Problem, Step } from '../client/types.js';

export interface JobProgress {
  /** What events do not tell (type, input, tags, …), once an answer told it. */
  readonly job: Job | undefined;
  /** `undefined` until something is known. */
  readonly state: JobState | undefined;
  readonly percent: number;
  readonly step: string | null;
  readonly steps: readonly Step[];
  readonly output: string;
  readonly result: Json | undefined;
  readonly error: JobError | undefined;
  /** What could not be had, as the last declared reset told it. */
  readonly lost: Lost | undefined;
  readonly catchingUp: boolean;
  /** Terminal, and everything delivered. */
  readonly ended: boolean;
  /** Why there is nothing to see, when the service refused. */
  readonly problem: Problem | undefined;
  /** All that is known; `undefined` when no job was named. */
  readonly view: JobView | undefined;
}

/** When no job is named. */
export const NO_JOB: JobProgress = {
  job: undefined,
  state: undefined,
  percent: 0,
  step: null,
  steps: [],
  output: '',
  result: undefined,
  error: undefined,
  lost: undefined,
  catchingUp: false,
  ended: false,
  problem: undefined,
  view: undefined,
};

/** A job of which nothing is known yet. */
export function unknownJob(jobId: string): JobProgress {
  const view: JobView = {
    jobId,
    state: undefined,
    progress: { percent: 0, step: null, message: null },
    steps: NO_JOB.steps,
    attempt: 0,
    output: '',
    hasCheckpoint: false,
    seq: 0,
    position: undefined,
    catchingUp: true,
    ended: false,
  };
  return progressOf(view, undefined);
}

/** What a store has to show now: the same object as before when that is nothing new. */
export function progressAfter(before: JobProgress | undefined, store: JobStore): JobProgress {
  const view = settled(store.view());
  const problem = store.problem();
  return before?.view !== undefined && before.problem === problem && haveSameFields(before.view, view)
    ? before
    : progressOf(view, problem);
}

function progressOf(view: JobView, problem: Problem | undefined): JobProgress {
  return {
    job: view.job,
    state: view.state,
    percent: view.progress.percent,
    step: view.progress.step,
    steps: view.steps,
    output: view.output,
    result: view.result,
    error: view.error,
    lost: view.lost,
    catchingUp: view.catchingUp,
    ended: view.ended,
    problem,
    view,
  };
}

/**
 * A terminal event is the last one, so whoever sees it live has everything: the word that the stream has ended,
 * a moment later, changes nothing for a reader any more. While catching up, a resume may follow.
 */
function settled(view: JobView): JobView {
  const hasEnded = view.ended || (isTerminal(view.state) && !view.catchingUp);
  return hasEnded && (!view.ended || view.catchingUp) ? { ...view, ended: true, catchingUp: false } : view;
}

export function isTerminal(state: JobState | undefined): boolean {
  return state === 'completed' || state === 'failed' || state === 'cancelled';
}

function haveSameFields(one: JobView, other: JobView): boolean {
  if (one === other) {
    return true;
  }
  const names = Object.keys(one) as (keyof JobView)[];
  return names.length === Object.keys(other).length && names.every((name) => one[name] === other[name]);
}
