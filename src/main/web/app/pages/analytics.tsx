// How the last days went, as the service has counted them.

import type { JSX } from 'react';
import { BarChart } from '../charts/bar-chart.js';
import { LineChart } from '../charts/line-chart.js';
import { count, day, duration } from '../format.js';
import { Empty, Figure, ProblemNote } from '../parts.js';
import { usePolled } from '../polled.js';
import { href } from '../router.js';
import type { DayNumbers, JobNumbers, Percentiles, Summary } from '../service.js';

const NOW_AND_THEN_MS = 10_000;
const DAY_MS = 86_400_000;
const SPANS = [7, 30, 90] as const;
const OUTCOMES = ['completed', 'failed', 'cancelled'] as const;
const MOST_TYPES = 8;

export function AnalyticsPage({ query }: { query: URLSearchParams }): JSX.Element {
  const span = SPANS.find((days) => String(days) === query.get('days')) ?? SPANS[0];
  const { data, problem } = usePolled<Summary>(`/api/analytics/summary${since(span)}`, NOW_AND_THEN_MS);
  return (
    <>
      <h1>Analytics</h1>
      <nav className="spans" aria-label="Days">
        {SPANS.map((days) => (
          <a key={days} className="button" href={href(['analytics'], { days: String(days) })} aria-current={days === span ? 'page' : undefined}>
            {days} days
          </a>
        ))}
      </nav>
      <ProblemNote problem={problem} />
      {data === undefined ? problem === undefined && <p className="quiet">Counting…</p> : <Counted summary={data} />}
    </>
  );
}

/** The service's own days are the last seven; days are those of UTC. */
function since(span: number): string {
  return span === SPANS[0] ? '' : `?from=${new Date(Date.now() - (span - 1) * DAY_MS).toISOString().slice(0, 10)}`;
}

function Counted({ summary }: { summary: Summary }): JSX.Element {
  const { days, jobs, sessions } = summary;
  const users = days[days.length - 1]?.activeUsers;
  if (jobs.created + sessions.started === 0 && days.every((one) => one.activeUsers === 0)) {
    return (
      <Empty>
        <p>Nothing was counted in these days.</p>
      </Empty>
    );
  }
  return (
    <>
      <p className="quiet">
        {day(summary.from)} to {day(summary.to)}, by days of UTC. Percentiles are at most {Math.ceil(summary.relativeError * 100)} % off.
      </p>
      <dl className="figures">
        <Figure label="Users, last day" value={users === undefined ? undefined : count(users)} hint={`at most ${count(Math.max(...days.map((one) => one.activeUsers)))}`} />
        <Figure label="Sessions" value={count(sessions.started)} hint={`${count(sessions.open)} open now`} />
        <Figure label="Session, half of them" value={ms(sessions.lengthMs, 'p50')} hint={rest(sessions.lengthMs)} />
        <Figure label="Jobs" value={count(jobs.created)} />
        <Figure label="Completed" value={jobs.successRatio === undefined ? undefined : share(jobs.successRatio)} hint="of those that ended by themselves" />
        <Figure label="Waited, half of them" value={ms(jobs.waitMs, 'p50')} hint={rest(jobs.waitMs)} />
        <Figure label="Took, half of them" value={ms(jobs.runMs, 'p50')} hint={rest(jobs.runMs)} />
      </dl>
      <Charts summary={summary} />
      <Types types={summary.types} />
      {summary.model.durationMs.count > 0 && <Models model={summary.model} />}
    </>
  );
}

function Charts({ summary: { days, jobs, types } }: { summary: Summary }): JSX.Element {
  const times = days.map((one) => Date.parse(one.day));
  const each = (of: (one: DayNumbers) => number) => days.map(of);
  const busiest = [...types].sort((a, b) => b.created - a.created).slice(0, MOST_TYPES);
  return (
    <div className="charts">
      <LineChart
        title="Who was here"
        times={times}
        when={day}
        rows={days.length}
        series={[
          { name: 'Users', values: each((one) => one.activeUsers) },
          { name: 'Sessions', values: each((one) => one.sessions.started) },
        ]}
      />
      <LineChart
        title="How jobs ended"
        times={times}
        when={day}
        rows={days.length}
        series={OUTCOMES.map((outcome) => ({ name: outcome, values: each((one) => one.jobs[outcome]) }))}
      />
      <LineChart
        title="How long 95 % waited and took at most"
        times={times}
        when={day}
        rows={days.length}
        value={duration}
        series={[
          { name: 'Waited', values: each((one) => one.jobs.waitMs.p95 ?? 0) },
          { name: 'Took', values: each((one) => one.jobs.runMs.p95 ?? 0) },
        ]}
      />
      <BarChart title="How they ended, all days" bars={OUTCOMES.map((outcome) => ({ name: outcome, value: jobs[outcome], state: outcome }))} />
      <BarChart title="What was created" bars={busiest.map((one) => ({ name: one.type, value: one.created }))} />
    </div>
  );
}

function Types({ types }: { types: Summary['types'] }): JSX.Element {
  return (
    <section>
      <h2>By type</h2>
      <table className="rows">
        <thead>
          <tr>
            {['Type', 'Completed', 'Failed', 'Cancelled', 'Waited: 50, 95, 99 %', 'Took: 50, 95, 99 %'].map((name) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {types.map((one: JobNumbers & { readonly type: string }) => (
            <tr key={one.type}>
              <th scope="row">{one.type}</th>
              <td data-label="Completed">{count(one.completed)}</td>
              <td data-label="Failed">{count(one.failed)}</td>
              <td data-label="Cancelled">{count(one.cancelled)}</td>
              <td data-label="Waited">{allOf(one.waitMs, duration)}</td>
              <td data-label="Took">{allOf(one.runMs, duration)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Models({ model }: { model: Summary['model'] }): JSX.Element {
  const rows: [string, Percentiles, (value: number) => string][] = [
    ['First token', model.firstTokenMs, duration],
    ['Whole call', model.durationMs, duration],
    ['Tokens per second', model.tokensPerSecond, (value) => count(Math.round(value * 10) / 10)],
  ];
  return (
    <section>
      <h2>Models</h2>
      <table className="rows">
        <thead>
          <tr>
            <th scope="col">What</th>
            <th scope="col">Calls</th>
            <th scope="col">50, 95, 99 %</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(([name, numbers, tell]) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td data-label="Calls">{count(numbers.count)}</td>
              <td data-label="50, 95, 99 %">{allOf(numbers, tell)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function share(ratio: number): string {
  return `${Math.floor(ratio * 1_000) / 10} %`;
}

function ms(numbers: Percentiles, which: 'p50' | 'p95'): string | undefined {
  const value = numbers[which];
  return value === undefined ? undefined : duration(value);
}

function rest(numbers: Percentiles): string | undefined {
  const most = ms(numbers, 'p95');
  return most === undefined ? undefined : `95 %: ${most}`;
}

function allOf({ p50, p95, p99 }: Percentiles, tell: (value: number) => string): string {
  return p50 === undefined ? '–' : [p50, p95 ?? p50, p99 ?? p50].map(tell).join(', ');
}
