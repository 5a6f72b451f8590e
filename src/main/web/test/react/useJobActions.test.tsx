// @vitest-environment happy-dom
import { act, renderHook } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { useConnection, useJobActions } from '../../react/index.js';
import { around, pass, withStoppedClock } from './around.js';
import { aJob, FakeJobwire } from './fake.js';

describe('The actions on a job', () => {
  withStoppedClock();

  const on = (client: FakeJobwire) => renderHook(() => useJobActions('j'), { wrapper: around(client) }).result;

  it('are busy until they are answered, and give the answer', async () => {
    const client = new FakeJobwire();
    const actions = on(client);
    expect(actions.current).toMatchObject({ busy: false, problem: undefined });
    let answer: unknown;
    act(() => void actions.current.cancel('enough').then((job) => (answer = job)));
    expect(actions.current.busy).toBe(true);
    expect(client.question('cancel').args).toEqual(['j', 'enough']);
    client.question('cancel').answer(aJob(1));
    await pass(0);
    expect(answer).toEqual(aJob(1));
    expect(actions.current.busy).toBe(false);
  });

  it('say why they were refused, and forget it with the next', async () => {
    const client = new FakeJobwire();
    const actions = on(client);
    let answer: unknown = 'none yet';
    act(() => void actions.current.resume().then((job) => (answer = job)));
    client.question('resume').refuse({ status: 409, code: 'illegal_state', title: 'Illegal state' });
    await pass(0);
    expect(answer).toBeUndefined();
    expect(actions.current).toMatchObject({ busy: false, problem: { code: 'illegal_state' } });
    act(() => void actions.current.signal('go', { fast: true }).then((taken) => (answer = taken)));
    expect(actions.current.problem).toBeUndefined();
    expect(client.question('signal').args).toEqual(['j', 'go', { fast: true }]);
    client.question('signal').answer();
    await pass(0);
    expect(answer).toBe(true);
  });

  it('are the same functions all the time', async () => {
    const client = new FakeJobwire();
    const actions = on(client);
    const { cancel, resume, signal, remove } = actions.current;
    act(() => void actions.current.remove());
    expect(actions.current).toMatchObject({ cancel, resume, signal, remove, busy: true });
  });

  it('take anything that is thrown for a problem', async () => {
    const client = new FakeJobwire();
    client.jobs.cancel = () => Promise.reject(new TypeError('Failed to fetch'));
    const actions = on(client);
    act(() => void actions.current.cancel());
    await pass(0);
    expect(actions.current.problem).toEqual({ status: 0, code: 'unreachable', title: 'Failed to fetch' });
  });
});

describe('The connection', () => {
  withStoppedClock();

  it('is the client’s status, live', () => {
    const client = new FakeJobwire();
    const { result, unmount } = renderHook(() => useConnection(), { wrapper: around(client) });
    expect(result.current).toBe(client.status());
    act(() => client.connection({ state: 'offline', queued: 2 }));
    expect(result.current).toMatchObject({ state: 'offline', queued: 2 });
    unmount();
  });
});
