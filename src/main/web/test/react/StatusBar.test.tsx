// @vitest-environment happy-dom
import { act, fireEvent, render, screen } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { StatusBar, type StatusBarProps } from '../../react/index.js';
import { around, pass, withStoppedClock } from './around.js';
import { aJob, FakeJobwire } from './fake.js';

function bar(props: StatusBarProps = {}) {
  const client = new FakeJobwire();
  const rendered = render(<StatusBar {...props} />, { wrapper: around(client) });
  return { client, ...rendered };
}

const said = () => screen.getByRole('status').textContent;
const retry = () => screen.queryByRole('button', { name: 'Retry now' });

describe('The status bar', () => {
  withStoppedClock();

  it('says how the connection is', () => {
    const { client } = bar();
    expect(screen.getByRole('region', { name: 'Connection' })).toBeTruthy();
    expect(said()).toBe('Connected');
    act(() => client.connection({ state: 'offline' }));
    expect(said()).toBe('No network');
    act(() => client.connection({ state: 'closed', reason: 'closed' }));
    expect(said()).toBe('Connection closed');
    expect(screen.getByRole('region').textContent).toBe('Connection closed');
    expect(retry()).toBeNull();
  });

  it('says why the service has closed it, in plain words, and nothing of what comes back by itself', () => {
    const { client } = bar();
    const all = () => screen.getByRole('region').textContent;
    act(() => client.connection({ state: 'reconnecting', reason: 'closed 1006' }));
    expect(all()).not.toContain('1006');
    act(() => client.connection({ state: 'offline', reason: 'TypeError: Failed to fetch' }));
    expect(all()).not.toContain('TypeError');
    act(() => client.connection({ state: 'closed', reason: 'closed 4503' }));
    expect(screen.getByText('The service does not accept this page any more. Loading it again may help.')).toBeTruthy();
    expect(all()).not.toContain('4503');
    act(() => client.connection({ state: 'closed', reason: 'unauthorized' }));
    expect(screen.getByText('The service does not accept the sign-in any more.')).toBeTruthy();
  });

  it('says why in other words', () => {
    const { client } = bar({ strings: { connectionReason: ({ reason }) => reason && `Grund: ${reason}` } });
    act(() => client.connection({ state: 'reconnecting', reason: 'closed 1006' }));
    expect(screen.getByText('Grund: closed 1006')).toBeTruthy();
  });

  it('counts down to the next try, silently, and tries now when asked', async () => {
    const { client } = bar();
    act(() => client.connection({ state: 'reconnecting', retryAt: Date.now() + 3000, failures: 1 }));
    expect(screen.getByText('Next try in 3 s')).toBeTruthy();
    await pass(1000);
    expect(screen.getByText('Next try in 2 s')).toBeTruthy();
    expect(said()).toBe('Connection lost');
    fireEvent.click(retry()!);
    expect(client.retries).toBe(1);
    act(() => client.connection({ state: 'connecting', failures: 1 }));
    expect(screen.queryByText(/Next try/)).toBeNull();
    fireEvent.click(retry()!);
    expect(client.retries).toBe(1);
    act(() => client.connection({ state: 'connected', failures: 0 }));
    expect(retry()).toBeNull();
  });

  it('offers no retry while the first connection is made', () => {
    const { client } = bar();
    act(() => client.connection({ state: 'connecting' }));
    expect(retry()).toBeNull();
  });

  it('says how many commands wait', () => {
    const { client } = bar();
    act(() => client.connection({ queued: 1 }));
    expect(screen.getByText('1 command waits for the connection')).toBeTruthy();
    act(() => client.connection({ queued: 3 }));
    expect(screen.getByText('3 commands wait for the connection')).toBeTruthy();
  });

  it('says how far the current job is', () => {
    const { client } = bar({ currentJobId: 'j' });
    act(() =>
      client.job('j').change({
        state: 'running',
        progress: { percent: 42, step: null, message: null },
        job: aJob(1, { type: 'research' }),
      }),
    );
    expect(screen.getByText('research')).toBeTruthy();
    expect(screen.getByText('Running')).toBeTruthy();
    expect(screen.getByText('42 %')).toBeTruthy();
    expect(screen.getByRole('progressbar').getAttribute('aria-valuetext')).toBe('42 %, Running');
  });

  it('says that the task goes on when only the connection broke', () => {
    const { client } = bar({ currentJobId: 'j' });
    const goesOn = () => said()!.includes('the task goes on');
    act(() => client.job('j').change({ state: 'running' }));
    expect(goesOn()).toBe(false);
    act(() => client.connection({ state: 'reconnecting', failures: 1 }));
    expect(goesOn()).toBe(true);
    act(() => client.job('j').change({ state: 'completed' }));
    expect(goesOn()).toBe(false);
  });

  it('does not say so when it knows nothing of the job', () => {
    const { client } = bar({ currentJobId: 'j' });
    act(() => client.connection({ state: 'offline' }));
    expect(said()).toBe('No network');
  });

  it('says everything in other words', () => {
    bar({ strings: { connection: 'Verbindung', connectionStates: { connected: 'Verbunden' } } });
    expect(screen.getByRole('region', { name: 'Verbindung' })).toBeTruthy();
    expect(said()).toBe('Verbunden');
  });
});
