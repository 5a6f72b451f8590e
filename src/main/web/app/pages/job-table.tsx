// Jobs as rows; on a narrow screen each is a card.

import { memo, type JSX } from 'react';
import type { Job } from '../../client/index.js';
import { dayAndTime, duration } from '../format.js';
import { StateBadge } from '../parts.js';
import { href } from '../router.js';

export function JobTable({ jobs, withUser = false }: { jobs: readonly Job[]; withUser?: boolean }): JSX.Element {
  return (
    <table className="rows jobs">
      <thead>
        <tr>
          <th scope="col">Job</th>
          <th scope="col">Type</th>
          {withUser && <th scope="col">User</th>}
          <th scope="col">State</th>
          <th scope="col">Progress</th>
          <th scope="col">Took</th>
          <th scope="col">Created</th>
        </tr>
      </thead>
      <tbody>
        {jobs.map((job) => (
          <Row key={job.jobId} job={job} withUser={withUser} />
        ))}
      </tbody>
    </table>
  );
}

const Row = memo(function Row({ job, withUser }: { job: Job; withUser: boolean }): JSX.Element {
  const percent = Math.round(job.progress.percent);
  return (
    <tr>
      <th scope="row">
        <a href={href(['jobs', job.jobId])}>{job.jobId}</a>
        {job.tags.length > 0 && <span className="tags">{job.tags.join(' ')}</span>}
      </th>
      <td data-label="Type">{job.type}</td>
      {withUser && <td data-label="User">{job.userId}</td>}
      <td data-label="State">
        <span>
          <StateBadge state={job.state} />
          {job.error !== undefined && <small>{job.error.message}</small>}
        </span>
      </td>
      <td data-label="Progress">
        <span>
          <progress max={100} value={percent} aria-label={`Progress of ${job.jobId}`} /> {percent} %
          {job.progress.step !== null && <small>{job.progress.step}</small>}
        </span>
      </td>
      <td data-label="Took">{job.durationMs === undefined ? '–' : duration(job.durationMs)}</td>
      <td data-label="Created">
        <time dateTime={job.createdAt}>{dayAndTime(job.createdAt)}</time>
      </td>
    </tr>
  );
});
