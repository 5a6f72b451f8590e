/** Whether a job belongs in a list, as far as it can be told here. */

import type { Job, JobFilter } from '../client/types.js';
import { STATES, type Notice } from './notices.js';

export function matches(job: Job, filter: JobFilter): boolean {
  return canEverMatch(job, filter) && (filter.state === undefined || filter.state === job.state);
}

/** By what never changes. */
export function canEverMatch(job: Job, { type, tag, userId }: JobFilter): boolean {
  return (
    (type === undefined || type === job.type) &&
    (tag === undefined || job.tags.includes(tag)) &&
    (userId === undefined || userId === '*' || userId === job.userId)
  );
}

/** Of a job that only a notice told of: whether it is worth asking for. */
export function mayMatch(notice: Notice, { state, type }: JobFilter): boolean {
  const isOtherType = type !== undefined && notice.type === 'job:created:v1' && notice.data['type'] !== type;
  return !isOtherType && (state === undefined || state === STATES[notice.type]);
}
