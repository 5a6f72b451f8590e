/**
 * Where a reader of a stream stands, and the one rule of what may come next: what it has seen is
 * dropped, exactly the next one is applied, and anything else means to ask again. Pure.
 */

import type { StreamOpen, StreamOutput } from './events.js';
import type { Job, JobwireEvent, Lost } from './types.js';

export interface Cursor {
  /** `opening`: nothing counts until the stream has opened. `snapshot`: its parts are on their way. */
  readonly phase: 'opening' | 'snapshot' | 'following';
  /** The number of the last event; 0 before the first, -1 for wherever the stream is now. */
  readonly seq: number;
  /** That event's position; `undefined` where it is not known. */
  readonly id: string | undefined;
  /** What to hand back to go on from here: `id`, or the one that was lost when nothing is known yet. */
  readonly after: string | undefined;
  /** The service goes on from exactly this position. Otherwise the position is still to be met. */
  readonly exact: boolean;
  readonly snapshot?: Snapshot;
}

interface Snapshot {
  readonly open: StreamOpen;
  readonly job?: Job;
  readonly output: string;
}

/** What an event is to a reader. */
export type Verdict =
  | 'ignore' // not for it, now
  | 'seen' // it has this one
  | 'apply' // the next one
  | 'notice' // an event of another stream, told in passing
  | 'open' // what follows goes on from its position
  | 'part' // of a snapshot
  | 'reset' // it stands anew: at a snapshot, or at the beginning
  | 'live' // it has all there is
  | 'end' // and nothing more will come
  | 'again'; // ask again, from where it stands; with a loss: from the beginning

export interface Outcome {
  readonly cursor: Cursor;
  readonly verdict: Verdict;
  /** What was seen does not hold any more, or not all could be seen. */
  readonly lost?: Lost;
  /** With `reset` at a snapshot. */
  readonly snapshot?: { readonly job: Job; readonly output: string };
}

/** Wherever the stream is when it opens. */
export const NOW = -1;

/** Before the stream has opened for the first time; `after` is where the reader stood by its own account. */
export function cursorAt(after?: string, seq = 0): Cursor {
  const known = after === undefined || after === '0' ? undefined : after;
  return { phase: 'opening', seq: numberOf(known) ?? seq, id: known, after: known, exact: false };
}

/** It asks (again), after this position: until the stream opens nothing counts. */
export function opening(cursor: Cursor, asked: string | undefined): Cursor {
  const { snapshot, ...rest } = cursor;
  return { ...rest, phase: 'opening', exact: asked === cursor.after };
}

/** From where to ask, so that every one of these gets what it needs. */
export function earliest(cursors: readonly Cursor[]): string | undefined {
  const [first, ...others] = cursors;
  return others.reduce(earlier, first)?.after;
}

/** Where they cannot be compared it is the beginning, which serves both. */
function earlier(one: Cursor | undefined, other: Cursor): Cursor | undefined {
  if (one?.after === undefined || one.after === other.after) {
    return one;
  }
  if (other.after === undefined || epochOf(one.after) !== epochOf(other.after) || one.seq === other.seq) {
    return cursorAt();
  }
  return one.seq < other.seq ? one : other;
}

export function receive(cursor: Cursor, event: JobwireEvent): Outcome {
  if (event.type === 'stream:open:v1') {
    return open(cursor, event.data as unknown as StreamOpen);
  }
  if (cursor.phase === 'opening') {
    return { cursor, verdict: 'ignore' };
  }
  if (event.notice) {
    return { cursor, verdict: 'notice' };
  }
  return event.control ? control(cursor, event) : numbered(cursor, event.seq!, event.id!);
}

// the beginning

function open(cursor: Cursor, data: StreamOpen): Outcome {
  const first = data.reason === 'first' || data.reason === 'asked';
  const opened = { ...opening(cursor, cursor.after), exact: cursor.exact && !first };
  switch (data.mode) {
    case 'snapshot':
      return { cursor: { ...opened, phase: 'snapshot', snapshot: { open: data, output: '' } }, verdict: 'open' };
    case 'gap':
      return gap(opened, data);
    case 'complete':
      return complete({ ...opened, phase: 'following' }, data);
  }
}

/** Everything follows; but asked from elsewhere than here, it may be another history than the reader's. */
function complete(cursor: Cursor, data: StreamOpen): Outcome {
  if (cursor.seq < 0) {
    return { cursor: standing(cursor, data.top, data.position), verdict: 'open' };
  }
  const unchecked = !cursor.exact && cursor.id !== undefined;
  const foreign = unchecked ? whyForeign(cursor, data.top, data.position) : undefined;
  return foreign ? restart(cursor, foreign) : { cursor, verdict: 'open' };
}

/** Some events are gone, and there is no state to give instead. */
function gap(cursor: Cursor, data: StreamOpen): Outcome {
  const held = data.first > 0 && data.first <= data.top;
  const at = held ? { seq: data.first - 1, id: undefined } : standing(cursor, data.top, data.position);
  const lost = declared(data, 'gap');
  return { cursor: { ...cursor, ...at, phase: 'following', exact: true }, verdict: 'reset', ...(lost && { lost }) };
}

// what follows

function numbered(cursor: Cursor, seq: number, id: string): Outcome {
  if (cursor.phase === 'snapshot') {
    return { cursor, verdict: 'ignore' };
  }
  if (cursor.id !== undefined && epochOf(id) !== epochOf(cursor.id)) {
    return mismatch(cursor, 'epoch-changed');
  }
  if (cursor.id !== undefined && seq === cursor.seq && id !== cursor.id) {
    return mismatch(cursor, 'history-rewound');
  }
  if (seq <= cursor.seq) {
    return { cursor: seq === cursor.seq ? { ...cursor, exact: true } : cursor, verdict: 'seen' };
  }
  const next = seq === cursor.seq + 1 && (cursor.exact || cursor.id === undefined);
  return next ? { cursor: standing({ ...cursor, exact: true }, seq, id), verdict: 'apply' } : again(cursor);
}

function control(cursor: Cursor, event: JobwireEvent): Outcome {
  switch (event.type) {
    case 'stream:snapshot:v1':
      return snapshotBegins(cursor, event.data as unknown as Job);
    case 'stream:output:v1':
      return snapshotGoesOn(cursor, event.data as unknown as StreamOutput);
    case 'stream:live:v1':
      return live(cursor, event.data['seq'] as number, event.data['id'] as string);
    case 'stream:end:v1':
      return { cursor, verdict: cursor.phase === 'following' ? 'end' : 'ignore' };
    default:
      return { cursor, verdict: 'ignore' };
  }
}

/** The top as the service has it: any other than the reader's own, a lower one too, means to ask again. */
function live(cursor: Cursor, seq: number, id: string): Outcome {
  if (cursor.phase === 'snapshot' || seq !== cursor.seq || (cursor.id !== undefined && id !== cursor.id)) {
    return again(cursor);
  }
  return { cursor: { ...standing(cursor, seq, id), exact: true }, verdict: 'live' };
}

// snapshots

function snapshotBegins(cursor: Cursor, job: Job): Outcome {
  return cursor.snapshot
    ? { cursor: { ...cursor, snapshot: { open: cursor.snapshot.open, job, output: '' } }, verdict: 'part' }
    : again(cursor);
}

function snapshotGoesOn(cursor: Cursor, part: StreamOutput): Outcome {
  const { snapshot } = cursor;
  if (!snapshot?.job || part.offset !== snapshot.output.length) {
    return again(cursor);
  }
  const output = snapshot.output + part.text;
  if (!part.last) {
    return { cursor: { ...cursor, snapshot: { ...snapshot, output } }, verdict: 'part' };
  }
  const { job } = snapshot;
  const lost = lostBy(cursor, snapshot.open, job);
  const next = { ...standing(opening(cursor, cursor.after), job.seq, job.position), exact: true };
  return {
    cursor: { ...next, phase: 'following' },
    verdict: 'reset',
    snapshot: { job, output },
    ...(lost && { lost }),
  };
}

// losses

/** Asked from elsewhere than the reader stands, the service cannot say what this reader has lost: it is told here. */
function lostBy(cursor: Cursor, open: StreamOpen, job: Job): Lost | undefined {
  if (cursor.exact || cursor.id === undefined) {
    return declared(open, 'snapshot');
  }
  const foreign = whyForeign(cursor, job.seq, job.position);
  if (foreign) {
    return { reason: foreign, mode: 'snapshot', ...(open.missing && { missing: open.missing }) };
  }
  return job.seq === cursor.seq
    ? undefined
    : { reason: 'backlog-truncated', mode: 'snapshot', missing: [cursor.seq + 1, job.seq] };
}

function declared(open: StreamOpen, mode: Lost['mode']): Lost | undefined {
  const { reason, missing } = open;
  return reason === undefined || reason === 'first' || reason === 'asked'
    ? undefined
    : { reason, mode, ...(missing && { missing }) };
}

/** Why a stream whose newest event is this one cannot be the one that the reader has seen. */
function whyForeign(cursor: Cursor, top: number, position: string): Lost['reason'] | undefined {
  if (epochOf(position) !== epochOf(cursor.id!)) {
    return 'epoch-changed';
  }
  return top < cursor.seq || (top === cursor.seq && position !== cursor.id) ? 'history-rewound' : undefined;
}

/** The service is asked whether the position holds, or, where it was not asked for it, the reader begins anew. */
function mismatch(cursor: Cursor, reason: Lost['reason']): Outcome {
  return cursor.exact ? again(cursor) : { ...restart(opening(cursor, undefined), reason), verdict: 'again' };
}

function restart(cursor: Cursor, reason: Lost['reason']): Outcome {
  return {
    cursor: { ...cursor, seq: 0, id: undefined, after: undefined },
    verdict: 'reset',
    lost: { reason, mode: 'snapshot' },
  };
}

function again(cursor: Cursor): Outcome {
  return { cursor: opening(cursor, cursor.after), verdict: 'again' };
}

// positions

/** Where nothing has happened yet there is no position. */
function standing(cursor: Cursor, seq: number, position: string): Cursor {
  const id = seq > 0 ? position : undefined;
  return { ...cursor, seq, id, after: id };
}

export function epochOf(position: string): string {
  return position.slice(0, position.indexOf('.'));
}

function numberOf(position: string | undefined): number | undefined {
  return Number(position?.split('.')[1]) || undefined;
}
