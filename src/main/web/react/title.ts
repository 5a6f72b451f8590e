/** What a job is called: what was asked for, else its kind, else its id. */

import type { JobProgress } from './progress.js';

export function titleOf({ job }: JobProgress, jobId: string): string {
  const query = job?.input['query'];
  return typeof query === 'string' && query.trim() !== '' ? query : (job?.type ?? jobId);
}
