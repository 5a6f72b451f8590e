/** What a viewer makes of a job's events: pure, and the same as the service makes of them. */

import type { JobEventData, JobEventType } from './events.js';
import type { Job, JobState, JobView, JobwireEvent, Progress, Step } from './types.js';

/** An event that has its place in a stream. */
export interface NumberedEvent extends JobwireEvent {
  readonly id: string;
  readonly seq: number;
  readonly at: number;
}

/** Events that count, and change nothing else. */
type Passing = 'model:complete:v1' | 'search:started:v1' | 'search:result:v1' | 'search:complete:v1' | 'job:signal:v1';

type Telling = Exclude<JobEventType, Passing>;

type Folds = {
  readonly [T in Telling]: (view: JobView, data: JobEventData[T], event: NumberedEvent) => JobView;
};

/** What a view may be without. */
const ABSENT = ['result', 'error', 'runAt', 'startedAt', 'finishedAt', 'durationMs'] as const;
const NO_STEPS: readonly Step[] = [];
const NO_PROGRESS: Progress = { percent: 0, step: null, message: null };

/** Before anything is known. */
export function emptyView(jobId: string): JobView {
  return {
    jobId,
    state: undefined,
    progress: NO_PROGRESS,
    steps: NO_STEPS,
    attempt: 0,
    output: '',
    hasCheckpoint: false,
    seq: 0,
    position: undefined,
    catchingUp: true,
    ended: false,
  };
}

/** The view with this event in it. Types that it does not know count, and change nothing else. */
export function fold(view: JobView, event: NumberedEvent): JobView {
  const known = Object.hasOwn(FOLDS, event.type);
  const next = known ? FOLDS[event.type as Telling](view, event.data as never, event) : view;
  return { ...next, seq: event.seq, position: event.id, ended: false };
}

/** The view that a snapshot gives: exactly the fold of all events up to its position. */
export function fromSnapshot(before: JobView, job: Job, output: string): JobView {
  return {
    ...without(before, ...ABSENT),
    ...told(job),
    state: job.state,
    progress: progress(before.progress, job.progress),
    steps: steps(before.steps, job.steps),
    attempt: job.attempt,
    output,
    hasCheckpoint: job.hasCheckpoint,
    seq: job.seq,
    position: job.position,
    ended: false,
    job,
  };
}

/** Of what may be absent, what is there. */
function told(job: Job): Partial<Pick<JobView, (typeof ABSENT)[number]>> {
  return Object.fromEntries(ABSENT.filter((name) => job[name] !== undefined).map((name) => [name, job[name]]));
}

/** Total over the types of a job's events: a new one does not compile until it is decided here. */
const FOLDS: Folds = {
  'job:created:v1': (view, data) => waits(view, data.runAt),
  'job:running:v1': runs,
  'job:progress:v1': (view, data) => ({ ...view, progress: progress(view.progress, data) }),
  'task:progress:v1': (view, data) => ({ ...view, steps: withStep(view.steps, data) }),
  'model:chunk:v1': (view, data) => ({ ...view, output: view.output + data.text }),
  'job:checkpoint:v1': (view) => ({ ...view, hasCheckpoint: true }),
  'job:retrying:v1': retries,
  'job:resumed:v1': (view) => waits(without(view, 'startedAt', 'finishedAt', 'durationMs', 'error')),
  'job:completed:v1': completes,
  'job:failed:v1': (view, data, event) => ({ ...ends(view, 'failed', event), error: data.error }),
  'job:cancelled:v1': (view, _, event) => without(ends(view, 'cancelled', event), 'runAt'),
};

function waits(view: JobView, runAt?: number): JobView {
  const waiting: JobView = { ...without(view, 'runAt'), state: 'created' };
  return runAt === undefined ? waiting : { ...waiting, runAt: time(runAt) };
}

/** Output beyond `keep` is void; steps and progress are those of the checkpoint. */
function runs(view: JobView, data: JobEventData['job:running:v1'], event: NumberedEvent): JobView {
  return {
    ...without(view, 'runAt', 'error'),
    state: 'running',
    attempt: event.attempt ?? view.attempt,
    output: view.output.slice(0, data.keep),
    steps: steps(view.steps, data.steps),
    progress: progress(view.progress, data.progress),
    startedAt: view.startedAt ?? time(event.at),
  };
}

function retries(view: JobView, data: JobEventData['job:retrying:v1']): JobView {
  const waiting = waits(without(view, 'error'), data.retryAt);
  return data.error === undefined ? waiting : { ...waiting, error: data.error };
}

function completes(view: JobView, data: JobEventData['job:completed:v1'], event: NumberedEvent): JobView {
  return {
    ...ends(view, 'completed', event),
    result: data.result,
    progress: progress(view.progress, { ...view.progress, percent: 100 }),
  };
}

/** The duration counts from the first start since the last resume, and is absent when it never ran. */
function ends(view: JobView, state: JobState, event: NumberedEvent): JobView {
  const ended: JobView = { ...view, state, finishedAt: time(event.at) };
  return view.startedAt === undefined ? ended : { ...ended, durationMs: event.at - Date.parse(view.startedAt) };
}

function progress(before: Progress, said: { readonly [K in keyof Progress]?: Progress[K] }): Progress {
  const next = { percent: said.percent ?? 0, step: said.step ?? null, message: said.message ?? null };
  return same(before, next) ? before : next;
}

/** A step stays where it first appeared. */
function withStep(before: readonly Step[], step: Step): readonly Step[] {
  const place = before.findIndex(({ task }) => task === step.task);
  if (place < 0) {
    return [...before, step];
  }
  return same(before[place], step) ? before : before.with(place, step);
}

/** Those that did not change stay the same objects. */
function steps(before: readonly Step[], next: readonly Step[]): readonly Step[] {
  const kept = next.map((step, place) => (same(before[place], step) ? before[place]! : step));
  return kept.length === before.length && kept.every((step, place) => step === before[place]) ? before : kept;
}

function same(one: object | undefined, other: object): boolean {
  const fields = Object.entries(other);
  return (
    one !== undefined &&
    Object.keys(one).length === fields.length &&
    fields.every(([name, value]) => (one as Record<string, unknown>)[name] === value)
  );
}

function without(view: JobView, ...names: (typeof ABSENT)[number][]): JobView {
  const rest = { ...view };
  names.forEach((name) => delete rest[name]);
  return rest;
}

function time(millis: number): string {
  return new Date(millis).toISOString();
}
