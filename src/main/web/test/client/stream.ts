// A job's events for tests, with the position that each has.
import type { NumberedEvent } from '../../client/fold.js';
import type { JobwireEvent, JsonObject } from '../../client/types.js';

export const AT = 1_763_629_200_000;

export function position(seq: number, epoch = 'e1'): string {
  return `${epoch}.${seq}.t${seq.toString(36)}`;
}

export function event(seq: number, type: string, data: JsonObject = {}, epoch = 'e1'): NumberedEvent {
  return { id: position(seq, epoch), seq, at: AT + seq, type, jobId: 'a', attempt: 1, data };
}

export function chunk(seq: number, epoch = 'e1'): NumberedEvent {
  return event(seq, 'model:chunk:v1', { text: `${seq} `, index: seq }, epoch);
}

export function control(type: string, data: JsonObject): JobwireEvent {
  return { control: true, type, data };
}

export const opened = (top: number, more: JsonObject = {}, epoch = 'e1'): JobwireEvent =>
  control('stream:open:v1', {
    top,
    first: Math.min(top, 1),
    position: top > 0 ? position(top, epoch) : '0',
    mode: 'complete',
    ...more,
  });

export const live = (seq: number, epoch = 'e1'): JobwireEvent =>
  control('stream:live:v1', { seq, id: seq > 0 ? position(seq, epoch) : '0' });

export const ended = (state: string): JobwireEvent => control('stream:end:v1', { state });

export function snapshot(seq: number, more: JsonObject = {}, epoch = 'e1'): JobwireEvent {
  return control('stream:snapshot:v1', {
    jobId: 'a',
    type: 'mail',
    userId: 'anna',
    state: 'running',
    progress: { percent: 0, step: null, message: null },
    steps: [],
    attempt: 1,
    maxAttempts: 3,
    priority: 0,
    tags: [],
    input: {},
    createdAt: '2025-11-20T09:00:00.000Z',
    seq,
    firstSeq: seq,
    position: position(seq, epoch),
    outputLength: 0,
    hasCheckpoint: false,
    ...more,
  });
}

export const output = (text: string, offset = 0, last = true): JobwireEvent =>
  control('stream:output:v1', { offset, text, last });
