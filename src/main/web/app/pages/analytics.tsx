// How the last jobs went: their ends, and how long they took.

import { useMemo, type JSX } from 'react';
import type { Job, JobPage, JobState } from '../../client/index.js';
import { BarChart } from '../charts/bar-chart.js';
import { count, duration } from '../format.js';
import { Empty, Figure, ProblemNote } from '../parts.js';
import { usePolled } from '../polled.js';

const MOST = 200;
const NOW_AND_THEN_MS = 10_000;
const STATES: readonly JobState[] = ['created', 'running', 'completed', 'failed', 'cancelled'];

/** Up to so many milliseconds. */
const LENGTHS: readonly [string, number][] = [
  ['under 0.1 s', 100],
  ['under 1 s', 1_000],
  ['under 10 s', 10_000],
  ['under 1 min', 60_000],
  ['under 10 min', 600_000],
  ['longer', Infinity],
];

export function AnalyticsPage({ isAdmin }: { isAdmin: boolean }): JSX.Element {
  const { data, problem } = usePolled<JobPage>(`/api/jobs?limit=${MOST}${isAdmin ? '&userId=*' : ''}`, NOW_AND_THEN_MS);
  return (
    <>
      <h1>Analytics</h1>
      <p className="quiet">
        {isAdmin ? 'Of everybody' : 'Of your own jobs'}, the newest {MOST} at most.
      </p>
      <ProblemNote problem={problem} />
      {data === undefined ? problem === undefined && <p className="quiet">Counting…</p> : <Counted jobs={data.jobs} />}
    </>
  );
}

function Counted({ jobs }: { jobs: readonly Job[] }): JSX.Element {
  const counted = useMemo(() => countUp(jobs), [jobs]);
  if (jobs.length === 0) {
    return (
      <Empty>
        <p>There is nothing to count yet.</p>
      </Empty>
    );
  }
  return (
    <>
      <dl className="figures">
        <Figure label="Jobs" value={count(jobs.length)} />
        <Figure label="Completed" value={counted.success === undefined ? undefined : `${Math.round(counted.success * 100)} %`} hint="of those that ended by themselves" />
        <Figure label="Took, half of them" value={took(counted.run, 0.5)} hint={hint(counted.run)} />
      </dl>
      <div className="charts">
        <BarChart title="How they stand" bars={counted.states} />
        <BarChart title="How long they took" bars={counted.lengths} />
        <BarChart title="What they are" bars={counted.types} />
      </div>
    </>
  );
}

function countUp(jobs: readonly Job[]) {
  const inState = (state: JobState) => jobs.filter((job) => job.state === state).length;
  const ended = inState('completed') + inState('failed');
  const run = jobs.flatMap((job) => (job.durationMs === undefined ? [] : [job.durationMs])).sort((a, b) => a - b);
  const types = [...new Set(jobs.map((job) => job.type))];
  return {
    success: ended === 0 ? undefined : inState('completed') / ended,
    run,
    states: STATES.map((state) => ({ name: state, value: inState(state), state })),
    lengths: LENGTHS.map(([name, most], i) => ({
      name,
      value: run.filter((ms) => ms < most && ms >= (LENGTHS[i - 1]?.[1] ?? 0)).length,
    })),
    types: types
      .map((name) => ({ name, value: jobs.filter((job) => job.type === name).length }))
      .sort((a, b) => b.value - a.value)
      .slice(0, 8),
  };
}

function quantile(sorted: readonly number[], q: number): number | undefined {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))];
}

function took(sorted: readonly number[], q: number): string | undefined {
  const value = quantile(sorted, q);
  return value === undefined ? undefined : duration(value);
}

function hint(sorted: readonly number[]): string | undefined {
  return sorted.length === 0 ? undefined : `95 %: ${took(sorted, 0.95)}`;
}
