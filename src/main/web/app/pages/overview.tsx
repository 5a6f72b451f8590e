// What goes on now: the numbers of this moment, how they went, and the newest jobs.

import { useMemo, type JSX } from 'react';
import { useJobs } from '../../react/index.js';
import { LineChart } from '../charts/line-chart.js';
import { count, duration, several } from '../format.js';
import { column, useHistory } from '../history.js';
import { Empty, Figure, ProblemNote } from '../parts.js';
import { usePolled } from '../polled.js';
import { href } from '../router.js';
import { sum, type Queues, type Stats } from '../service.js';
import { JobTable } from './job-table.js';

const NEWEST = { limit: 8 };
const OFTEN_MS = 2_000;

export function OverviewPage({ isAdmin }: { isAdmin: boolean }): JSX.Element {
  const { jobs, loading, problem } = useJobs(NEWEST);
  return (
    <>
      <h1>Overview</h1>
      {isAdmin && <Now />}
      <section className="card" aria-labelledby="newest">
        <h2 id="newest">Your newest jobs</h2>
        <ProblemNote problem={problem} />
        {jobs.length > 0 ? (
          <JobTable jobs={jobs} />
        ) : loading ? (
          <p className="quiet">Looking…</p>
        ) : (
          // What could not be asked for may well be there.
          problem === undefined && (
            <Empty>
              <p>You have no jobs yet.</p>
              <a className="button primary" href={href(['start'])}>
                Start one
              </a>
            </Empty>
          )
        )}
        <p>
          <a href={href(['jobs'])}>All jobs</a>
        </p>
      </section>
    </>
  );
}

function Now(): JSX.Element {
  const queues = usePolled<Queues>('/api/queues', OFTEN_MS);
  const stats = usePolled<Stats>('/api/realtime/stats', OFTEN_MS);
  const all = queues.data?.queues;
  const sample = useMemo(
    () =>
      all && stats.data
        ? [sum(all, (one) => one.running), sum(all, (one) => one.depth), stats.data.connected, stats.data.subscriptions]
        : undefined,
    [all, stats.data],
  );
  const history = useHistory(sample);
  const oldest = all && Math.max(0, ...all.map((one) => one.oldestWaitMs ?? 0));
  const delayed = all && sum(all, (one) => one.delayed);
  return (
    <>
      <ProblemNote problem={queues.problem ?? stats.problem} />
      <dl className="figures">
        <Figure label="Running" value={sample && count(sample[0]!)} />
        <Figure label="Waiting" value={sample && count(sample[1]!)} hint={oldest ? `oldest ${duration(oldest)}` : undefined} />
        <Figure label="Delayed" value={delayed !== undefined ? count(delayed) : undefined} />
        <Figure label="Connections" value={sample && count(sample[2]!)} hint={stats.data && several(stats.data.users, 'user')} />
        <Figure label="Subscriptions" value={sample && count(sample[3]!)} hint={stats.data && several(stats.data.rooms, 'stream')} />
      </dl>
      <div className="charts">
        <LineChart
          title="Jobs"
          times={history.times}
          series={[
            { name: 'running', values: column(history, 0) },
            { name: 'waiting', values: column(history, 1) },
          ]}
        />
        <LineChart
          title="Viewers"
          times={history.times}
          series={[
            { name: 'connections', values: column(history, 2) },
            { name: 'subscriptions', values: column(history, 3) },
          ]}
        />
      </div>
    </>
  );
}
