// @vitest-environment happy-dom
import { act, renderHook } from '@testing-library/react';
import { describe, expect, it, vi } from 'vitest';
import type { Job, JobFilter } from '../../client/types.js';
import { useJobActions, useJobs, type JobList } from '../../react/index.js';
import { around, pass, withStoppedClock } from './around.js';
import { aJob, aNotice, FakeJobwire, filterOf, pageOf } from './fake.js';

function listing(client: FakeJobwire, filter?: JobFilter) {
  const seen: JobList[] = [];
  const hook = renderHook(({ by }) => seen.push(useJobs(by)), { wrapper: around(client), initialProps: { by: filter } });
  const ids = () => seen.at(-1)!.jobs.map(({ jobId }) => jobId);
  return { seen, ids, ...hook };
}

/** A list that was answered, and shown. */
async function listed(client: FakeJobwire, jobs: readonly Job[], filter?: JobFilter, next?: string) {
  const list = listing(client, filter);
  client.question('list').answer(pageOf(jobs, next));
  await pass(100);
  return list;
}

async function told(client: FakeJobwire, type: string, number: number, seq: number, data?: object): Promise<void> {
  act(() => client.notice(aNotice(type, number, seq, data)));
  await pass(50);
}

const failure = { error: { code: 'broken', message: 'It broke.' }, durationMs: 5 };

describe('A list of jobs', () => {
  withStoppedClock();

  it('is loading, and then there', async () => {
    const client = new FakeJobwire();
    const { seen, ids } = listing(client, { state: 'running', limit: 2 });
    expect(seen.at(-1)).toMatchObject({ jobs: [], loading: true, problem: undefined });
    expect(filterOf(client.question('list'))).toEqual({ state: 'running', limit: 2 });
    client.question('list').answer(pageOf([aJob(2), aJob(1)], 'more'));
    await pass(50);
    expect(seen.at(-1)).toMatchObject({ loading: false, next: 'more', problem: undefined });
    expect(ids()).toEqual(['job-2', 'job-1']);
  });

  it('says why it could not be had, and comes with the next connection', async () => {
    const client = new FakeJobwire();
    const { seen, ids } = listing(client);
    client.question('list').refuse({ status: 503, code: 'unavailable', title: 'Unavailable' });
    await pass(50);
    expect(seen.at(-1)).toMatchObject({ loading: false, problem: { status: 503 } });
    act(() => client.tell('connected', { transport: 'sse' }));
    await pass(50);
    client.question('list').answer(pageOf([aJob(1)]));
    await pass(50);
    expect(seen.at(-1)).toMatchObject({ loading: false, problem: undefined });
    expect(ids()).toEqual(['job-1']);
  });

  it('follows a job through its life', async () => {
    const client = new FakeJobwire();
    const { seen } = await listed(client, [aJob(1, { state: 'created', attempt: 0, runAt: '2025-11-20T01:00:00.000Z' })]);
    const job = () => seen.at(-1)!.jobs[0]!;

    await told(client, 'job:running:v1', 1, 11, { worker: 'w', keep: 0, steps: [], progress: { percent: 5 } });
    expect(job()).toMatchObject({ state: 'running', attempt: 1, progress: { percent: 5, step: null, message: null } });
    expect(job()).toHaveProperty('startedAt', '2025-11-20T01:00:00.011Z');
    expect(job()).not.toHaveProperty('runAt');

    await told(client, 'job:retrying:v1', 1, 20, { reason: 'failed', ...failure, retryAt: Date.UTC(2025, 10, 20, 2) });
    expect(job()).toMatchObject({ state: 'created', runAt: '2025-11-20T02:00:00.000Z', error: failure.error });

    await told(client, 'job:failed:v1', 1, 30, failure);
    expect(job()).toMatchObject({ state: 'failed', error: failure.error, seq: 30, position: 'e.30.y', durationMs: 19 });

    await told(client, 'job:resumed:v1', 1, 31, { by: 'anna' });
    expect(job()).toMatchObject({ state: 'created' });
    ['error', 'startedAt', 'finishedAt', 'durationMs', 'runAt'].forEach((name) => expect(job()).not.toHaveProperty(name));

    await told(client, 'job:completed:v1', 1, 40, { result: null, durationMs: 9 });
    expect(job()).toMatchObject({ state: 'completed', result: null, progress: { percent: 100 } });

    await told(client, 'job:cancelled:v1', 1, 41, { by: 'anna' });
    expect(job()).toMatchObject({ state: 'cancelled', finishedAt: '2025-11-20T01:00:00.041Z' });
  });

  it('heeds a notice only when it is newer than what is known of that job', async () => {
    const client = new FakeJobwire();
    const { seen } = await listed(client, [aJob(1, { state: 'completed', seq: 12 })]);
    const before = seen.at(-1);
    await told(client, 'job:running:v1', 1, 11, { worker: 'w', keep: 0, steps: [], progress: {} });
    await told(client, 'job:failed:v1', 1, 12, failure);
    expect(seen.at(-1)).toBe(before);
    await told(client, 'job:resumed:v1', 1, 13, { by: 'anna' });
    expect(seen.at(-1)?.jobs[0]?.state).toBe('created');
  });

  it('heeds notices only, and not the user’s own events', async () => {
    const client = new FakeJobwire();
    const { seen } = await listed(client, [aJob(1)]);
    const before = seen.at(-1);
    const { notice: _, ...numbered } = aNotice('job:failed:v1', 1, 11, failure);
    act(() => client.notice(numbered));
    act(() => client.notice(aNotice('tab:update:v1', 1, 11)));
    await pass(100);
    expect(seen.at(-1)).toBe(before);
  });

  it('keeps what a notice said when an older answer comes later', async () => {
    const client = new FakeJobwire();
    const { seen } = await listed(client, [aJob(1)]);
    void act(() => void seen.at(-1)!.reload());
    await told(client, 'job:failed:v1', 1, 11, failure);
    client.question('list').answer(pageOf([aJob(1, { seq: 10 })]));
    await pass(50);
    expect(seen.at(-1)?.jobs[0]?.state).toBe('failed');
  });

  it('takes over an answer that is newer than what a notice said', async () => {
    const client = new FakeJobwire();
    const { seen } = await listed(client, [aJob(1)]);
    void act(() => void seen.at(-1)!.reload());
    await told(client, 'job:retrying:v1', 1, 11, { reason: 'orphaned', retryAt: 0 });
    client.question('list').answer(pageOf([aJob(1, { seq: 15, state: 'completed' })]));
    await pass(50);
    expect(seen.at(-1)?.jobs[0]?.state).toBe('completed');
  });

  it('takes over what an answer says of a job of which nothing was heard since, also with a lower number', async () => {
    const client = new FakeJobwire();
    const { seen } = await listed(client, [aJob(1, { seq: 50, state: 'failed' })]);
    void act(() => void seen.at(-1)!.reload());
    client.question('list').answer(pageOf([aJob(1, { seq: 2, state: 'created' })]));
    await pass(50);
    expect(seen.at(-1)?.jobs[0]).toMatchObject({ seq: 2, state: 'created' });
  });

  it('applies to a first answer what was said before it came', async () => {
    const client = new FakeJobwire();
    const { ids } = listing(client, { state: 'running' });
    await told(client, 'job:completed:v1', 1, 11, { result: 1, durationMs: 1 });
    client.question('list').answer(pageOf([aJob(2), aJob(1)]));
    await pass(200);
    expect(ids()).toEqual(['job-2']);
    expect(client.count('get')).toBe(0);
  });

  it('asks for a job that it does not know, once, and puts it in its place', async () => {
    const client = new FakeJobwire();
    const { ids } = await listed(client, [aJob(5), aJob(1)]);
    await told(client, 'job:created:v1', 3, 1, { type: 'mail', priority: 0 });
    await told(client, 'job:running:v1', 3, 2, { worker: 'w', keep: 0, steps: [], progress: {} });
    await pass(100);
    expect(client.count('get')).toBe(1);
    client.question('get', 'job-3').answer(aJob(3, { state: 'created', seq: 1 }));
    await pass(50);
    expect(ids()).toEqual(['job-5', 'job-3', 'job-1']);
  });

  it('applies to the job that it asked for what was said meanwhile', async () => {
    const client = new FakeJobwire();
    const { seen } = await listed(client, []);
    await told(client, 'job:created:v1', 1, 1, { type: 'mail', priority: 0 });
    await pass(100);
    await told(client, 'job:failed:v1', 1, 3, failure);
    client.question('get').answer(aJob(1, { state: 'running', seq: 2 }));
    await pass(50);
    expect(seen.at(-1)?.jobs[0]).toMatchObject({ state: 'failed', seq: 3 });
  });

  it('does not show a job that it asked for when that does not match any more', async () => {
    const client = new FakeJobwire();
    const { ids } = await listed(client, [], { state: 'running' });
    await told(client, 'job:running:v1', 1, 2, { worker: 'w', keep: 0, steps: [], progress: {} });
    await pass(100);
    await told(client, 'job:failed:v1', 1, 3, failure);
    client.question('get').answer(aJob(1, { state: 'running', seq: 2 }));
    await pass(50);
    expect(ids()).toEqual([]);
  });

  it('does not show what it asked for when the list came without it meanwhile', async () => {
    const client = new FakeJobwire();
    const { seen, ids } = await listed(client, [], { state: 'running' });
    await told(client, 'job:running:v1', 1, 2, { worker: 'w', keep: 0, steps: [], progress: {} });
    await pass(100);
    await told(client, 'job:failed:v1', 1, 3, failure);
    void act(() => void seen.at(-1)!.reload());
    client.question('list').answer(pageOf([]));
    await pass(50);
    client.question('get').answer(aJob(1, { state: 'running', seq: 2 }));
    await pass(50);
    expect(ids()).toEqual([]);
  });

  it('asks for nothing once nobody looks', async () => {
    const client = new FakeJobwire();
    const { unmount } = await listed(client, []);
    await told(client, 'job:created:v1', 1, 1, { type: 'mail', priority: 0 });
    unmount();
    await pass(1000);
    expect(client.count('get')).toBe(0);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('asks for four jobs at a time', async () => {
    const client = new FakeJobwire();
    const { ids } = await listed(client, []);
    for (let n = 1; n <= 10; n++) {
      act(() => client.notice(aNotice('job:created:v1', n, 1, { type: 'mail', priority: 0 })));
    }
    await pass(100);
    expect(client.count('get')).toBe(4);
    client.question('get', 'job-2').answer(aJob(2));
    await pass(0);
    expect(client.count('get')).toBe(5);
    for (let n = 1; n <= 10; n++) {
      if (n !== 2) {
        client.question('get', `job-${n}`).answer(aJob(n));
        await pass(0);
      }
    }
    await pass(50);
    expect(ids()).toHaveLength(10);
  });

  it('is taken anew rather than asking for each of very many', async () => {
    const client = new FakeJobwire();
    const { ids } = await listed(client, []);
    for (let n = 1; n <= 100; n++) {
      act(() => client.notice(aNotice('job:created:v1', n, 1, { type: 'mail', priority: 0 })));
    }
    await pass(1000);
    expect(client.count('get')).toBeLessThanOrEqual(32);
    client.question('list').answer(pageOf([aJob(100), aJob(99)], 'more'));
    await pass(1000);
    expect(ids()).toEqual(['job-100', 'job-99']);
    expect(client.count('list')).toBe(2);
  });

  it('is taken anew when very many have come by themselves', async () => {
    const client = new FakeJobwire();
    const { ids } = await listed(client, [aJob(0)], {}, 'more');
    for (let n = 1; n <= 201; n++) {
      act(() => client.notice(aNotice('job:created:v1', n, 1, { type: 'mail', priority: 0 })));
      await pass(100);
      client.question('get').answer(aJob(n));
      await pass(0);
    }
    await pass(50);
    expect(ids()).toHaveLength(202);
    await pass(1000);
    client.question('list').answer(pageOf([aJob(201), aJob(200)], 'more'));
    await pass(50);
    expect(ids()).toEqual(['job-201', 'job-200']);
  });

  it('does not ask for a job that cannot match', async () => {
    const client = new FakeJobwire();
    await listed(client, [], { state: 'failed', type: 'mail' });
    await told(client, 'job:running:v1', 1, 2, { worker: 'w', keep: 0, steps: [], progress: {} });
    await pass(1000);
    expect(client.count('get')).toBe(0);
    const other = new FakeJobwire();
    await listed(other, [], { type: 'mail' });
    await told(other, 'job:created:v1', 1, 1, { type: 'search', priority: 0 });
    await pass(1000);
    expect(other.count('get')).toBe(0);
  });

  it('does not ask again for a job that turned out not to match', async () => {
    const client = new FakeJobwire();
    const { ids } = await listed(client, [], { tag: 'red' });
    await told(client, 'job:created:v1', 1, 1, { type: 'mail', priority: 0 });
    await pass(100);
    client.question('get').answer(aJob(1, { tags: ['blue'] }));
    await pass(50);
    await told(client, 'job:failed:v1', 1, 2, failure);
    await pass(1000);
    expect(ids()).toEqual([]);
    expect(client.count('get')).toBe(1);
  });

  it('lets a job go whose state does not match any more, and takes it back without asking', async () => {
    const client = new FakeJobwire();
    const { ids } = await listed(client, [aJob(2), aJob(1)], { state: 'running' });
    await told(client, 'job:retrying:v1', 1, 11, { reason: 'orphaned', retryAt: 0 });
    expect(ids()).toEqual(['job-2']);
    await told(client, 'job:running:v1', 1, 12, { worker: 'w', keep: 0, steps: [], progress: {} });
    expect(ids()).toEqual(['job-2', 'job-1']);
    expect(client.count('get')).toBe(0);
  });

  it('is taken anew once for a connection and the stream that it opens', async () => {
    const client = new FakeJobwire();
    const { ids } = await listed(client, [aJob(1)]);
    act(() => client.tell('connected', { transport: 'websocket' }));
    await pass(10);
    act(() => client.tell('stream:open:v1', {}));
    await pass(50);
    expect(client.count('list')).toBe(2);
    client.question('list').answer(pageOf([aJob(2), aJob(1)]));
    await pass(50);
    expect(ids()).toEqual(['job-2', 'job-1']);
  });

  it('keeps a job that came by itself while an answer without it was on its way', async () => {
    const client = new FakeJobwire();
    const { seen, ids } = await listed(client, [aJob(1)]);
    await told(client, 'job:created:v1', 2, 1, { type: 'mail', priority: 0 });
    await pass(60);
    void act(() => void seen.at(-1)!.reload());
    client.question('get').answer(aJob(2));
    await pass(50);
    client.question('list').answer(pageOf([aJob(1)]));
    await pass(50);
    expect(ids()).toEqual(['job-2', 'job-1']);
  });

  it('lets a job go that an answer does not name any more', async () => {
    const client = new FakeJobwire();
    const { seen, ids } = await listed(client, [aJob(2), aJob(1)]);
    void act(() => void seen.at(-1)!.reload());
    client.question('list').answer(pageOf([aJob(2)]));
    await pass(50);
    expect(ids()).toEqual(['job-2']);
  });

  it('heeds a later answer only, whichever comes first', async () => {
    const client = new FakeJobwire();
    const { seen, ids } = listing(client);
    const first = client.question('list');
    first.isAnswered = true;
    void act(() => void seen.at(-1)!.reload());
    client.question('list').answer(pageOf([aJob(2)]));
    await pass(50);
    first.answer(pageOf([aJob(1)]));
    await pass(50);
    expect(ids()).toEqual(['job-2']);
    expect(seen.at(-1)?.loading).toBe(false);
  });

  it('grows by pages, and is taken anew as far as it was taken', async () => {
    const client = new FakeJobwire();
    const { seen, ids } = await listed(client, [aJob(9), aJob(8)], { limit: 2 }, 'p2');
    void act(() => void seen.at(-1)!.more());
    expect(seen.at(-1)?.loading).toBe(true);
    expect(filterOf(client.question('list'))).toEqual({ limit: 2, cursor: 'p2' });
    client.question('list').answer(pageOf([aJob(7), aJob(6)], 'p3'));
    await pass(50);
    expect(ids()).toEqual(['job-9', 'job-8', 'job-7', 'job-6']);
    expect(seen.at(-1)).toMatchObject({ next: 'p3', loading: false });

    void act(() => void seen.at(-1)!.reload());
    client.question('list').answer(pageOf([aJob(10), aJob(9)], 'q2'));
    await pass(50);
    expect(filterOf(client.question('list'))).toEqual({ limit: 2, cursor: 'q2' });
    client.question('list').answer(pageOf([aJob(8), aJob(7)], 'q3'));
    await pass(50);
    expect(ids()).toEqual(['job-10', 'job-9', 'job-8', 'job-7']);
  });

  it('drops a next page that comes after the list was taken anew', async () => {
    const client = new FakeJobwire();
    const { seen, ids } = await listed(client, [aJob(9)], {}, 'p2');
    void act(() => void seen.at(-1)!.more());
    void act(() => void seen.at(-1)!.reload());
    const [next, anew] = client.asked.slice(-2);
    anew!.answer(pageOf([aJob(10)], 'q2'));
    await pass(50);
    next!.answer(pageOf([aJob(8)], 'p3'));
    await pass(50);
    expect(ids()).toEqual(['job-10']);
    expect(seen.at(-1)).toMatchObject({ next: 'q2', loading: false });
  });

  it('leaves the jobs in the order of the service, which is not by the millisecond', async () => {
    const client = new FakeJobwire();
    const { seen, ids } = await listed(client, [aJob(5), aJob(7), aJob(6)], {}, 'p2');
    expect(ids()).toEqual(['job-5', 'job-7', 'job-6']);
    void act(() => void seen.at(-1)!.more());
    client.question('list').answer(pageOf([aJob(3), aJob(4)], 'p3'));
    await pass(50);
    expect(ids()).toEqual(['job-5', 'job-7', 'job-6', 'job-3', 'job-4']);
  });

  it('gives a job that had come by itself its place once the list names it', async () => {
    const client = new FakeJobwire();
    const { seen, ids } = await listed(client, [aJob(9), aJob(5)], {}, 'p2');
    await told(client, 'job:failed:v1', 5.5, 11, failure);
    await pass(100);
    client.question('get').answer(aJob(5.5));
    await pass(50);
    expect(ids()).toEqual(['job-9', 'job-5.5', 'job-5']);
    void act(() => void seen.at(-1)!.more());
    client.question('list').answer(pageOf([aJob(4), aJob(5.5)]));
    await pass(50);
    expect(ids()).toEqual(['job-9', 'job-5', 'job-4', 'job-5.5']);
  });

  it('does not show a job that belongs to a page which was not taken', async () => {
    const client = new FakeJobwire();
    const { ids } = await listed(client, [aJob(9), aJob(8)], {}, 'p2');
    await told(client, 'job:failed:v1', 3, 11, failure);
    await pass(100);
    client.question('get').answer(aJob(3, { state: 'failed', seq: 11 }));
    await pass(50);
    expect(ids()).toEqual(['job-9', 'job-8']);
  });

  it('loses a job that was removed on this page', async () => {
    const client = new FakeJobwire();
    const { ids } = await listed(client, [aJob(2), aJob(1, { state: 'failed' })]);
    const { result } = renderHook(() => useJobActions('job-1'), { wrapper: around(client) });
    act(() => void result.current.remove());
    client.question('remove').answer();
    await pass(50);
    expect(ids()).toEqual(['job-2']);
  });

  it('is not taken anew for a new filter object of the same fields, and is for another filter', async () => {
    const client = new FakeJobwire();
    const { seen, rerender } = await listed(client, [aJob(1)], { state: 'running' });
    const before = seen.at(-1);
    rerender({ by: { state: 'running' } });
    expect(seen.at(-1)).toBe(before);
    rerender({ by: { state: 'failed' } });
    expect(seen.at(-1)).toMatchObject({ jobs: [], loading: true });
    await pass(0);
    expect(client.count('list')).toBe(2);
    expect(client.listenersOn('*')).toBe(1);
  });

  it('is asked for once in StrictMode, over one listener, and lets go of everything', async () => {
    const client = new FakeJobwire();
    const { unmount } = renderHook(() => useJobs(), {
      wrapper: around(client),
      reactStrictMode: true,
    });
    await pass(100);
    expect([client.streams, client.count('list'), client.listenersOn('*')]).toEqual([1, 1, 1]);
    act(() => client.tell('connected', { transport: 'sse' }));
    unmount();
    await pass(5000);
    expect(['*', 'connected', 'stream:open:v1'].map((name) => client.listenersOn(name))).toEqual([0, 0, 0]);
    expect(client.count('list')).toBe(1);
  });

  it('is rendered at most twenty times a second', async () => {
    const client = new FakeJobwire();
    const { seen } = await listed(client, [aJob(1)]);
    const before = seen.length;
    for (let i = 0; i < 1000; i++) {
      act(() => client.notice(aNotice('job:running:v1', 1, 11 + i, { worker: 'w', keep: 0, steps: [], progress: {} })));
      await pass(1);
    }
    expect(seen.length - before).toBeLessThanOrEqual(21);
  });
});
