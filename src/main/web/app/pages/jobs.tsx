// All jobs, live; what is looked for stands in the address, so that a list can be kept and sent.

import { useId, type ChangeEvent, type JSX } from 'react';
import type { JobFilter, JobState } from '../../client/index.js';
import { useJobs } from '../../react/index.js';
import { several } from '../format.js';
import { Empty, ProblemNote } from '../parts.js';
import { usePolled } from '../polled.js';
import { go, href } from '../router.js';
import type { Types } from '../service.js';
import { JobTable } from './job-table.js';

const STATES: readonly JobState[] = ['created', 'running', 'completed', 'failed', 'cancelled'];
const PAGE = 100;
const SELDOM_MS = 30_000;

interface JobsPageProps {
  readonly query: URLSearchParams;
  readonly isAdmin: boolean;
}

export function JobsPage({ query, isAdmin }: JobsPageProps): JSX.Element {
  const wanted = { state: query.get('state') ?? '', type: query.get('type') ?? '', tag: query.get('tag') ?? '', user: query.get('user') ?? '' };
  const filter: JobFilter = {
    limit: PAGE,
    ...(STATES.includes(wanted.state as JobState) && { state: wanted.state as JobState }),
    ...(wanted.type && { type: wanted.type }),
    ...(wanted.tag && { tag: wanted.tag }),
    ...(isAdmin && wanted.user && { userId: wanted.user }),
  };
  const list = useJobs(filter);
  const types = usePolled<Types>('/api/types', SELDOM_MS);
  const set = (name: keyof typeof wanted) => (event: ChangeEvent<HTMLInputElement | HTMLSelectElement>) =>
    go(['jobs'], { ...wanted, [name]: event.target.value.trim() });
  const isFiltered = Object.values(wanted).some(Boolean);
  return (
    <>
      <h1>Jobs</h1>
      <form className="filters" role="search" aria-label="Jobs" onSubmit={(event) => event.preventDefault()}>
        <Choice label="State" value={wanted.state} options={STATES} onChange={set('state')} />
        <Choice label="Type" value={wanted.type} options={known(types.data, wanted.type)} onChange={set('type')} />
        <Words label="Tag" value={wanted.tag} onChange={set('tag')} />
        {isAdmin && <Words label="User" hint="* for all" value={wanted.user} onChange={set('user')} />}
        {isFiltered && (
          <a className="button" href={href(['jobs'])}>
            Show all
          </a>
        )}
      </form>
      <ProblemNote problem={list.problem} />
      <p className="quiet" role="status">
        {list.loading ? 'Looking…' : `${several(list.jobs.length, 'job')}${list.next === undefined ? '' : ' and more'}`}
        {wanted.user && !list.loading && (
          <>
            {' · of others: as of the last look '}
            <button type="button" className="button small" onClick={() => list.reload()}>
              Look again
            </button>
          </>
        )}
      </p>
      {list.jobs.length > 0 && <JobTable jobs={list.jobs} withUser={wanted.user !== ''} />}
      {list.jobs.length === 0 && !list.loading && list.problem === undefined && (
        <Empty>
          <p>{isFiltered ? 'No job is like this.' : 'You have no jobs yet.'}</p>
          <a className="button primary" href={href(['start'])}>
            Start one
          </a>
        </Empty>
      )}
      {list.next !== undefined && (
        <button type="button" className="button more" disabled={list.loading} onClick={() => list.more()}>
          Show more
        </button>
      )}
    </>
  );
}

/** The one that is looked for too, also when nobody works on it any more. */
function known(types: Types | undefined, wanted: string): string[] {
  return [...new Set([...(types?.types ?? []).map((one) => one.type), wanted])].filter(Boolean).sort();
}

interface FieldProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (event: ChangeEvent<HTMLInputElement | HTMLSelectElement>) => void;
}

function Choice({ label, value, options, onChange }: FieldProps & { options: readonly string[] }): JSX.Element {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <select id={id} value={value} onChange={onChange}>
        <option value="">All</option>
        {options.map((option) => (
          <option key={option}>{option}</option>
        ))}
      </select>
    </div>
  );
}

/** Taken over when it is left or confirmed, and not with every letter. */
function Words({ label, hint, value, onChange }: FieldProps & { hint?: string }): JSX.Element {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>
        {label} {hint !== undefined && <span className="quiet">{hint}</span>}
      </label>
      <input
        id={id}
        key={value}
        defaultValue={value}
        onBlur={(event) => event.target.value.trim() !== value && onChange(event)}
        onKeyDown={(event) => event.key === 'Enter' && event.currentTarget.blur()}
      />
    </div>
  );
}
