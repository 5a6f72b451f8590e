// The fold, held to the vectors that the service's own view is held to.
import { readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { emptyView, fold, fromSnapshot, type NumberedEvent } from '../../client/fold.js';
import type { Job, JobView } from '../../client/types.js';
import { chunk, event } from './stream.js';

const FOLDER = fileURLToPath(new URL('../../../../test/resources/fold/', import.meta.url));
const FIELDS = [
  'state', 'progress', 'steps', 'attempt', 'result', 'error', 'runAt', 'startedAt',
  'finishedAt', 'durationMs', 'seq', 'position', 'hasCheckpoint', 'output',
] as const;

interface Vector {
  readonly about: string;
  readonly from?: Job & { readonly output: string };
  readonly events: readonly NumberedEvent[];
  readonly view: Record<string, unknown>;
}

const vectors = readdirSync(FOLDER)
  .filter((name) => name.endsWith('.json'))
  .map((name) => [name, JSON.parse(readFileSync(FOLDER + name, 'utf8')) as Vector] as const);

function begin({ from }: Vector): JobView {
  return from ? fromSnapshot(emptyView('job-1'), from, from.output) : emptyView('job-1');
}

/** What a vector tells of, and only that. */
function told(view: JobView): Record<string, unknown> {
  const fields = FIELDS.filter((name) => name in view).map((name) => [name, view[name]] as const);
  return { ...Object.fromEntries(fields), outputLength: view.output.length };
}

describe('The fold', () => {
  it('has vectors to be held to', () => {
    expect(vectors.length).toBeGreaterThanOrEqual(17);
  });

  it.each(vectors)('makes of %s what the service makes of it', (_, vector) => {
    expect(told(vector.events.reduce(fold, begin(vector)))).toEqual(vector.view);
  });

  it.each(vectors)('of %s never changes what it was given', (_, vector) => {
    const freeze = (value: unknown): void => {
      if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
        Object.freeze(value);
        Object.values(value).forEach(freeze);
      }
    };
    freeze(vector);
    vector.events.reduce((view, next) => {
      freeze(view);
      return fold(view, next);
    }, begin(vector));
  });

  it('leaves what did not change the same object', () => {
    const step = (seq: number, task: string, state: string) => event(seq, 'task:progress:v1', { task, state });
    const before = [step(1, 'one', 'done'), step(2, 'two', 'active'), event(3, 'job:progress:v1', { percent: 10 })].reduce(fold, emptyView('a'));
    const chunked = fold(before, chunk(4));
    expect(chunked.steps).toBe(before.steps);
    expect(chunked.progress).toBe(before.progress);
    const stepped = fold(before, step(4, 'two', 'done'));
    expect(stepped.steps[0]).toBe(before.steps[0]);
    expect(stepped.progress).toBe(before.progress);
    expect(fold(before, step(4, 'two', 'active')).steps).toBe(before.steps);
    expect(fold(before, event(4, 'job:progress:v1', { percent: 10 })).progress).toBe(before.progress);
    const restarted = fold(before, event(4, 'job:running:v1', { worker: 'w', keep: 0, steps: [{ task: 'one', state: 'done' }], progress: {}, fromCheckpoint: true }));
    expect(restarted.steps[0]).toBe(before.steps[0]);
    const goesOn = fold(before, event(4, 'job:running:v1', { worker: 'w', keep: 0, steps: before.steps as never, progress: before.progress as never, fromCheckpoint: true }));
    expect(goesOn.steps).toBe(before.steps);
    expect(goesOn.progress).toBe(before.progress);
  });

  it('takes a type for unknown that has the name of what every object has', () => {
    const before = emptyView('a');
    for (const type of ['constructor', '__proto__', 'toString', 'hasOwnProperty']) {
      expect(fold(before, event(1, type))).toEqual({ ...before, seq: 1, position: 'e1.1.t1' });
    }
  });
});
