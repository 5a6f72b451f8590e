// @vitest-environment happy-dom
import { act, render, renderHook } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { useJobProgress, useJobProgressMultiple, type JobProgress } from '../../react/index.js';
import { around, pass, withStoppedClock } from './around.js';
import { aJob, FakeJobwire, FakeStore } from './fake.js';

/** Follows a job and keeps everything that was rendered. */
function following(client: FakeJobwire, jobId: string | undefined) {
  const seen: JobProgress[] = [];
  const hook = renderHook(({ id }) => seen.push(useJobProgress(id)), {
    wrapper: around(client),
    initialProps: { id: jobId },
  });
  return { seen, ...hook };
}

describe('A followed job', () => {
  withStoppedClock();

  it('has its view at hand', () => {
    const client = new FakeJobwire();
    const { seen } = following(client, 'j');
    act(() =>
      client.job('j').change({
        state: 'running',
        progress: { percent: 40, step: 'Searching', message: null },
        steps: [{ task: 'Searching', state: 'active' }],
        output: 'so far',
        error: { code: 'broken', message: 'It broke.' },
      }),
    );
    expect(seen.at(-1)).toMatchObject({
      state: 'running',
      percent: 40,
      step: 'Searching',
      steps: [{ task: 'Searching', state: 'active' }],
      output: 'so far',
      error: { code: 'broken', message: 'It broke.' },
      result: undefined,
      lost: undefined,
      catchingUp: false,
      ended: false,
      problem: undefined,
      view: client.job('j').now,
    });
  });

  it('is rendered at most twenty times a second while its text streams, and then with all of it', async () => {
    const client = new FakeJobwire();
    const { seen } = following(client, 'j');
    const before = seen.length;
    for (let i = 0; i < 1000; i++) {
      act(() => client.job('j').chunk(`${i} `));
      await pass(1);
    }
    expect(seen.length - before).toBeGreaterThanOrEqual(20);
    expect(seen.length - before).toBeLessThanOrEqual(21);
    await pass(50);
    expect(seen.at(-1)?.output).toBe(client.job('j').now.output);
  });

  it('is rendered once for its end, at once, and then no more', async () => {
    const client = new FakeJobwire();
    const { seen } = following(client, 'j');
    act(() => client.job('j').chunk('one'));
    act(() => client.job('j').chunk(' two'));
    const before = seen.length;
    act(() => client.job('j').change({ state: 'completed', result: { n: 1 } }));
    expect(seen.length).toBe(before + 1);
    expect(seen.at(-1)).toMatchObject({ state: 'completed', output: 'one two', result: { n: 1 }, ended: true });
    await pass(2);
    act(() => client.job('j').end());
    await pass(1000);
    expect(seen.length).toBe(before + 1);
  });

  it('has not ended while it catches up: a resume may follow', async () => {
    const client = new FakeJobwire();
    const { seen } = following(client, 'j');
    act(() => client.job('j').change({ state: 'failed', catchingUp: true }));
    expect(seen.at(-1)).toMatchObject({ state: 'failed', ended: false, catchingUp: true });
    act(() => client.job('j').change({ state: 'running', catchingUp: true }));
    await pass(50);
    expect(seen.at(-1)).toMatchObject({ state: 'running', ended: false });
  });

  it('goes on after a resume', async () => {
    const client = new FakeJobwire();
    const { seen } = following(client, 'j');
    act(() => client.job('j').change({ state: 'failed' }));
    act(() => client.job('j').end());
    await pass(100);
    act(() => client.job('j').change({ state: 'created', ended: false }));
    expect(seen.at(-1)).toMatchObject({ state: 'created', ended: false });
  });

  it('says what was lost, and why it was refused', () => {
    const client = new FakeJobwire();
    const { seen } = following(client, 'j');
    const lost = { reason: 'backlog-truncated', missing: [5, 20], mode: 'snapshot' } as const;
    act(() => client.job('j').change({ state: 'running', lost }));
    expect(seen.at(-1)?.lost).toBe(lost);
    const problem = { status: 404, code: 'not_found', title: 'Not found' };
    act(() => client.job('other').refuse(problem));
    expect(following(client, 'other').seen.at(-1)?.problem).toBe(problem);
  });

  it('may be named later', () => {
    const client = new FakeJobwire();
    const { seen, rerender } = following(client, undefined);
    expect(seen.at(-1)).toMatchObject({ state: undefined, view: undefined, catchingUp: false });
    client.job('j').change({ state: 'running' });
    rerender({ id: 'j' });
    expect(seen.at(-1)).toMatchObject({ state: 'running' });
    expect(client.job('j').listeners).toBe(1);
  });

  it('shows nothing of the job that was followed before', () => {
    const client = new FakeJobwire();
    client.job('a').change({ state: 'running', output: 'of a' });
    const { seen, rerender } = following(client, 'a');
    const before = seen.length;
    rerender({ id: 'b' });
    expect(seen.slice(before).every(({ output, view }) => output === '' && view?.jobId === 'b')).toBe(true);
    expect(client.job('a').listeners).toBe(0);
  });

  it('is asked for once on the wire in StrictMode, and let go afterwards', async () => {
    const client = new FakeJobwire();
    const { unmount } = renderHook(() => useJobProgress('j'), {
      wrapper: around(client),
      reactStrictMode: true,
    });
    expect(client.job('j').registered).toBe(1);
    expect(client.job('j').listeners).toBe(1);
    act(() => client.job('j').chunk('x'));
    unmount();
    await pass(1000);
    expect(client.job('j').isRegistered).toBe(false);
  });

  it('is followed over one subscription by many components, all with the same to show', async () => {
    const client = new FakeJobwire();
    const Part = () => <i>{useJobProgress('j').output}</i>;
    const { container } = render(<><Part /><Part /><Part /></>, { wrapper: around(client) });
    act(() => client.job('j').chunk('x'));
    act(() => client.job('j').chunk('y'));
    await pass(50);
    expect(client.job('j').registered).toBe(1);
    expect(container.textContent).toBe('xyxyxy');
  });

  it('asks for what events do not tell, once for all, as soon as there is such a job', async () => {
    const client = new FakeJobwire();
    const Part = () => <i>{useJobProgress('j').job?.type}</i>;
    const { container } = render(<><Part /><Part /></>, { wrapper: around(client), reactStrictMode: true });
    expect(client.count('get')).toBe(0);
    for (let i = 0; i < 10; i++) {
      act(() => client.job('j').chunk('x'));
      await pass(50);
    }
    expect(client.count('get')).toBe(1);
    act(() => client.job('j').change({ job: aJob(1, { type: 'mail' }) }));
    await pass(50);
    expect(container.textContent).toBe('mailmail');
  });

  it('asks again after a failure when it is followed anew, and not before', async () => {
    const client = new FakeJobwire();
    const first = following(client, 'j');
    act(() => client.job('j').chunk('x'));
    client.question('get').refuse({ status: 503, code: 'unavailable', title: 'Unavailable' });
    await pass(50);
    act(() => client.job('j').chunk('x'));
    await pass(1000);
    expect(client.count('get')).toBe(1);
    first.unmount();
    following(client, 'j');
    expect(client.count('get')).toBe(2);
  });

  it('asks for nothing that is known, and not for what was refused', () => {
    const client = new FakeJobwire();
    following(client, 'j');
    act(() => client.job('j').change({ state: 'running', job: aJob(1) }));
    following(client, 'k');
    act(() => client.job('k').refuse({ status: 404, code: 'not_found', title: 'Not found' }));
    expect(client.count('get')).toBe(0);
  });

  it('shares the store that the others listen to, though each was given its own before anybody listened', () => {
    const client = new FakeJobwire();
    let listened: FakeStore | undefined;
    client.job = (jobId) => {
      const store = new FakeStore(jobId);
      const subscribe = store.subscribe;
      store.subscribe = (listener) => subscribe.call((listened ??= store), listener);
      return listened ?? store;
    };
    const Part = () => <i>{useJobProgress('j').output}</i>;
    const { container } = render(<><Part /><Part /></>, { wrapper: around(client) });
    expect(listened?.listeners).toBe(2);
    act(() => listened?.chunk('x'));
    expect(container.textContent).toBe('xx');
  });
});

describe('Several followed jobs', () => {
  withStoppedClock();

  function followingAll(client: FakeJobwire, ids: readonly string[]) {
    const seen: ReadonlyMap<string, JobProgress>[] = [];
    const hook = renderHook(({ ids: some }) => seen.push(useJobProgressMultiple(some)), {
      wrapper: around(client),
      initialProps: { ids },
    });
    return { seen, ...hook };
  }

  it('are a map by id in which only what changed is new', () => {
    const client = new FakeJobwire();
    const { seen } = followingAll(client, ['a', 'b']);
    const before = seen.at(-1)!;
    act(() => client.job('b').change({ state: 'running' }));
    const after = seen.at(-1)!;
    expect([...after.keys()]).toEqual(['a', 'b']);
    expect(after.get('a')).toBe(before.get('a'));
    expect(after.get('b')?.state).toBe('running');
    expect(client.count('get')).toBe(0);
  });

  it('are not subscribed to again for a new array of the same ids', () => {
    const client = new FakeJobwire();
    const { seen, rerender } = followingAll(client, ['a', 'b']);
    const subscribe = client.job('a').subscribe;
    let again = 0;
    client.job('a').subscribe = (listener) => (again++, subscribe.call(client.job('a'), listener));
    const before = seen.at(-1);
    rerender({ ids: ['a', 'b'] });
    rerender({ ids: ['a', 'b', 'a'] });
    expect(again).toBe(0);
    expect(seen.at(-1)).toBe(before);
  });

  it('stay on the wire when another one joins them', async () => {
    const client = new FakeJobwire();
    const { rerender } = followingAll(client, ['a', 'b']);
    rerender({ ids: ['a', 'b', 'c'] });
    await pass(5000);
    expect(['a', 'b', 'c'].map((id) => client.job(id).registered)).toEqual([1, 1, 1]);
    expect(['a', 'b', 'c'].map((id) => client.job(id).isRegistered)).toEqual([true, true, true]);
  });

  it('share twenty renderings a second', async () => {
    const client = new FakeJobwire();
    const { seen } = followingAll(client, ['a', 'b', 'c']);
    const before = seen.length;
    for (let i = 0; i < 1000; i++) {
      act(() => client.job('abc'[i % 3]!).chunk('x'));
      await pass(1);
    }
    expect(seen.length - before).toBeLessThanOrEqual(21);
  });

  it('are rendered at once for an end, and not for each of many', async () => {
    const client = new FakeJobwire();
    const ids = Array.from({ length: 100 }, (_, i) => `j${i}`);
    const { seen } = followingAll(client, ids);
    const before = seen.length;
    ids.forEach((id) => act(() => client.job(id).change({ state: 'completed' })));
    expect(seen.length).toBe(before + 1);
    await pass(50);
    expect(seen.length).toBe(before + 2);
    expect([...seen.at(-1)!.values()].every(({ ended }) => ended)).toBe(true);
  });

  it('may be none', () => {
    const client = new FakeJobwire();
    const { seen, rerender } = followingAll(client, []);
    rerender({ ids: [] });
    expect(seen.map(({ size }) => size)).toEqual([0, 0]);
    expect(seen[1]).toBe(seen[0]);
  });
});
