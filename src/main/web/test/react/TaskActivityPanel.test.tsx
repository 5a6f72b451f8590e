// @vitest-environment happy-dom
import { act, fireEvent, render, screen, within } from '@testing-library/react';
import { describe, expect, it, vi } from 'vitest';
import type { JobView } from '../../client/types.js';
import { TaskActivityPanel, type TaskActivityPanelProps } from '../../react/index.js';
import { around, pass, withStoppedClock } from './around.js';
import { aJob, FakeJobwire } from './fake.js';

const NOW = Date.UTC(2025, 10, 20);

function panel(known?: Partial<JobView>, props: Partial<TaskActivityPanelProps> = {}) {
  const client = new FakeJobwire();
  vi.setSystemTime(NOW);
  if (known !== undefined) {
    client.job('j').change(known);
  }
  const rendered = render(<TaskActivityPanel jobId="j" {...props} />, { wrapper: around(client) });
  const change = async (next: Partial<JobView>) => {
    act(() => client.job('j').change(next));
    await pass(50);
  };
  return { client, change, ...rendered };
}

const said = () => screen.getByRole('status').textContent;

describe('A job’s panel', () => {
  withStoppedClock();

  it('is called after what was asked for, else the kind of job, else its id', async () => {
    const { change } = panel({ state: 'running' });
    expect(screen.getByRole('region', { name: 'j' })).toBeTruthy();
    await change({ job: aJob(1, { type: 'thumbnail' }) });
    expect(screen.getByRole('heading', { level: 2, name: 'thumbnail' })).toBeTruthy();
    await change({ job: aJob(1, { input: { query: 'vert.x' } }) });
    expect(screen.getByRole('heading', { name: 'vert.x' })).toBeTruthy();
  });

  it('has a heading of the level that fits the page', () => {
    panel({ state: 'running' }, { headingLevel: 4 });
    expect(screen.getByRole('heading', { level: 4 })).toBeTruthy();
  });

  it('has a progress bar that says how far, in words', async () => {
    const { change } = panel();
    const bar = () => screen.getByRole('progressbar', { name: 'Progress' });
    expect(bar().hasAttribute('value')).toBe(false);
    expect(bar().getAttribute('aria-valuetext')).toBe('Not known yet');
    await change({ state: 'running', progress: { percent: 42.7, step: 'Searching', message: 'page 3' } });
    expect(bar().getAttribute('aria-valuetext')).toBe('42 %, Searching');
    expect(bar().getAttribute('value')).toBe('42.7');
    expect(screen.getByText('Searching: page 3')).toBeTruthy();
    await change({ state: 'completed', progress: { percent: 100, step: null, message: null } });
    expect(bar().getAttribute('aria-valuetext')).toBe('100 %, Completed');
  });

  it('lists the steps, with the active one as the current', () => {
    panel({
      state: 'running',
      steps: [
        { task: 'Analyzing', state: 'done' },
        { task: 'Searching', state: 'active', percent: 30, detail: 'two sources' },
        { task: 'Processing', state: 'active' },
        { task: 'Generating', state: 'pending' },
      ],
    });
    const items = within(screen.getByRole('list', { name: 'Steps' })).getAllByRole('listitem');
    expect(items.map(({ textContent }) => textContent)).toEqual([
      'Analyzing Done',
      'Searching In progress, 30 %two sources',
      'Processing In progress',
      'Generating Not started',
    ]);
    expect(items.map((item) => item.getAttribute('aria-current'))).toEqual([null, 'step', null, null]);
  });

  it('shows the output, and it is no live region', async () => {
    const { change } = panel({ state: 'running' });
    await change({ output: 'two  spaces\nand 🚲' });
    const output = screen.getByRole('region', { name: 'Output' });
    expect(output.textContent).toBe('two  spaces\nand 🚲');
    expect(output.closest('[aria-live],[role=status],[role=alert],[role=log]')).toBeNull();
  });

  it('shows a result as text or as JSON, and none when there is none', async () => {
    const { change } = panel({ state: 'completed', result: null });
    expect(screen.queryByRole('region', { name: 'Result' })).toBeNull();
    await change({ result: 'done\nand dusted' });
    expect(screen.getByRole('region', { name: 'Result' }).textContent).toBe('done\nand dusted');
    await change({ result: { a: [1] } });
    expect(screen.getByRole('region', { name: 'Result' }).textContent).toBe(JSON.stringify({ a: [1] }, null, 2));
    await change({ result: 0 });
    expect(screen.getByRole('region', { name: 'Result' }).textContent).toBe('0');
  });

  it('says what failed, and whether that is the end', async () => {
    const error = { code: 'broken', message: 'It broke.' };
    const { change } = panel({ state: 'created', attempt: 1, error });
    expect(screen.getByText('The last attempt failed: It broke. (broken)')).toBeTruthy();
    await change({ state: 'failed', attempt: 3, error });
    expect(screen.getByText('Failed: It broke. (broken)')).toBeTruthy();
    expect(screen.getByText('Attempt 3')).toBeTruthy();
  });

  it('says in words what was lost', async () => {
    const { change } = panel({ state: 'running', lost: { reason: 'backlog-truncated', missing: [5, 20], mode: 'snapshot' } });
    expect(
      screen.getByText(
        'Events 5 to 20 did not come one by one: the service does not keep events that far back. What is shown is complete all the same.',
      ),
    ).toBeTruthy();
    await change({ lost: { reason: 'history-rewound', mode: 'gap' } });
    expect(screen.getByText(/^Some events .* lost the newest part of the history\. They are lost\.$/)).toBeTruthy();
  });

  it('says that it catches up', async () => {
    const { change } = panel({ state: 'running', catchingUp: true });
    expect(screen.getByText('Catching up…')).toBeTruthy();
    await change({ catchingUp: false });
    expect(screen.queryByText('Catching up…')).toBeNull();
  });

  it('says why there is nothing to see', () => {
    const { client } = panel();
    act(() => client.job('j').refuse({ status: 404, code: 'not_found', title: 'Not found', detail: 'There is no such job.' }));
    expect(screen.getByRole('alert').textContent).toBe('Not found: There is no such job.');
    expect(screen.queryByRole('progressbar')).toBeNull();
    expect(screen.queryByText('Catching up…')).toBeNull();
  });

  it('counts down to the next attempt, or to the first', async () => {
    const { change } = panel({ state: 'created', attempt: 1, runAt: new Date(NOW + 2500).toISOString() });
    expect(screen.getByText('Next attempt in 3 s')).toBeTruthy();
    await pass(500);
    expect(screen.getByText('Next attempt in 2 s')).toBeTruthy();
    await pass(1000);
    expect(screen.getByText('Next attempt in 1 s')).toBeTruthy();
    await pass(1000);
    expect(screen.queryByText(/Next attempt/)).toBeNull();
    await change({ state: 'created', attempt: 0, runAt: new Date(Date.now() + 3_661_000).toISOString() });
    expect(screen.getByText('Starts in 1 h 1 min')).toBeTruthy();
  });

  it('cancels, and resumes, and keeps the focus of a reader with a keyboard', async () => {
    const { client, change } = panel({ state: 'running' });
    const button = (name: string) => screen.queryByRole('button', { name });
    expect(button('Resume')).toBeNull();
    button('Cancel')!.focus();
    fireEvent.click(button('Cancel')!);
    fireEvent.click(button('Cancel')!);
    expect(client.count('cancel')).toBe(1);
    expect(button('Cancel')!.getAttribute('aria-disabled')).toBe('true');
    client.question('cancel').answer(aJob(1));
    await change({ state: 'cancelled' });
    expect(button('Cancel')).toBeNull();
    expect(document.activeElement).toBe(screen.getByRole('region', { name: 'j' }));
    fireEvent.click(button('Resume')!);
    client.question('resume').refuse({ status: 409, code: 'illegal_state', title: 'Illegal state' });
    await pass(0);
    expect(screen.getByRole('alert').textContent).toBe('Illegal state');
    await change({ state: 'completed' });
    expect([button('Cancel'), button('Resume')]).toEqual([null, null]);
  });

  it('says aloud what matters, and nothing else', async () => {
    const { change } = panel({ state: 'created' });
    expect(said()).toBe('');
    await change({ state: 'running', steps: [{ task: 'Searching', state: 'active' }] });
    expect(said()).toBe('Running');
    await change({ output: 'text', progress: { percent: 10, step: null, message: null } });
    expect(said()).toBe('Running');
    await change({ steps: [{ task: 'Searching', state: 'done' }] });
    expect(said()).toBe('Searching: Done');
    await change({ state: 'completed' });
    expect(said()).toBe('Completed');
  });

  it('says aloud after catching up what it came to, and nothing of what was there at first', async () => {
    const { change } = panel();
    await change({ state: 'running', catchingUp: true });
    await change({ catchingUp: false });
    expect(said()).toBe('');
    await change({ state: 'created', catchingUp: true });
    await change({ state: 'running', steps: [{ task: 'Searching', state: 'done' }], catchingUp: true });
    expect(said()).toBe('');
    await change({ state: 'completed', catchingUp: false });
    expect(said()).toBe('Searching: Done. Completed');
  });

  it('is another panel for another job', async () => {
    const { client, change, rerender } = panel({ state: 'created' });
    await change({ state: 'completed' });
    expect(said()).toBe('Completed');
    client.job('k').change({ state: 'running', output: 'of k' });
    rerender(<TaskActivityPanel jobId="k" />);
    expect(said()).toBe('');
    expect(screen.getByRole('region', { name: 'Output' }).textContent).toBe('of k');
  });

  it('says everything in other words', async () => {
    const { change } = panel(
      { state: 'running', steps: [{ task: 'Suche', state: 'done' }], output: 'x' },
      { strings: { states: { running: 'Läuft' }, cancel: 'Abbrechen', percent: (n) => `${n} Prozent`, output: undefined! } },
    );
    expect(screen.getByText('Läuft')).toBeTruthy();
    expect(screen.getByRole('button', { name: 'Abbrechen' })).toBeTruthy();
    expect(screen.getByText('0 Prozent')).toBeTruthy();
    expect(screen.getByRole('region', { name: 'Output' })).toBeTruthy();
    await change({ state: 'completed' });
    expect(screen.getAllByText('Completed')).toHaveLength(2);
  });

  it('works in StrictMode', async () => {
    const client = new FakeJobwire();
    const complaints = vi.spyOn(console, 'error');
    render(<TaskActivityPanel jobId="j" />, { wrapper: around(client), reactStrictMode: true });
    for (let i = 0; i < 300; i++) {
      act(() => client.job('j').chunk(`${'x'.repeat(50)} ${i}\n`));
    }
    await pass(50);
    expect(client.job('j').registered).toBe(1);
    expect(screen.getByRole('region', { name: 'Output' }).textContent).toBe(client.job('j').now.output);
    expect(complaints).not.toHaveBeenCalled();
    complaints.mockRestore();
  });
});
