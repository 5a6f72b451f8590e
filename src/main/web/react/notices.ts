/** What a notice on the user's stream changes in a job as an answer had it. */

import type { JobEventData } from '../client/events.js';
import type { Job, JobState, JobwireEvent } from '../client/types.js';

/** What happens to a job its owner hears as a notice; the rest of its events are on its own stream only. */
type Noticed =
  | 'job:created:v1'
  | 'job:running:v1'
  | 'job:retrying:v1'
  | 'job:resumed:v1'
  | 'job:completed:v1'
  | 'job:failed:v1'
  | 'job:cancelled:v1';

export interface Notice extends JobwireEvent {
  readonly type: Noticed;
  readonly jobId: string;
  readonly id: string;
  readonly seq: number;
  readonly at: number;
}

type Changing = { -readonly [K in keyof Job]: Job[K] };

type Changes = {
  readonly [T in Noticed]: (job: Changing, data: JobEventData[T], notice: Notice) => void;
};

const CHANGES: Changes = {
  'job:created:v1': (job, { runAt }) => waits(job, runAt),
  'job:running:v1': (job, data, { at, attempt }) => {
    job.state = 'running';
    job.attempt = attempt ?? job.attempt;
    job.steps = data.steps;
    job.progress = { percent: 0, step: null, message: null, ...data.progress };
    job.startedAt ??= time(at);
    delete job.runAt;
    delete job.error;
  },
  'job:retrying:v1': (job, { error, retryAt }) => {
    waits(job, retryAt);
    delete job.error;
    if (error !== undefined) {
      job.error = error;
    }
  },
  'job:resumed:v1': (job) => {
    waits(job, undefined);
    (['startedAt', 'finishedAt', 'durationMs', 'error'] as const).forEach((name) => delete job[name]);
  },
  'job:completed:v1': (job, { result }, { at }) => {
    ends(job, 'completed', at);
    job.result = result;
    job.progress = { ...job.progress, percent: 100 };
  },
  'job:failed:v1': (job, { error }, { at }) => {
    ends(job, 'failed', at);
    job.error = error;
  },
  'job:cancelled:v1': (job, _, { at }) => {
    ends(job, 'cancelled', at);
    delete job.runAt;
  },
};

/** In which state a notice leaves its job. */
export const STATES: { readonly [T in Noticed]: JobState } = {
  'job:created:v1': 'created',
  'job:running:v1': 'running',
  'job:retrying:v1': 'created',
  'job:resumed:v1': 'created',
  'job:completed:v1': 'completed',
  'job:failed:v1': 'failed',
  'job:cancelled:v1': 'cancelled',
};

export function isNotice(event: JobwireEvent): event is Notice {
  return event.notice === true && Object.hasOwn(STATES, event.type);
}

/** The same job when it is not newer. What lies between two notices (steps, output) stays as the last answer had it. */
export function after(job: Job, notice: Notice): Job {
  if (notice.seq <= job.seq) {
    return job;
  }
  const next: Changing = { ...job, seq: notice.seq, position: notice.id };
  const change = CHANGES[notice.type] as (job: Changing, data: unknown, notice: Notice) => void;
  change(next, notice.data, notice);
  return next;
}

function waits(job: Changing, runAt: number | undefined): void {
  job.state = 'created';
  delete job.runAt;
  if (runAt !== undefined) {
    job.runAt = time(runAt);
  }
}

function ends(job: Changing, state: JobState, at: number): void {
  job.state = state;
  job.finishedAt = time(at);
  if (job.startedAt !== undefined) {
    job.durationMs = at - Date.parse(job.startedAt);
  }
}

function time(millis: number): string {
  return new Date(millis).toISOString();
}
