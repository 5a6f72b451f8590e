/** How far one job is, or several. */

import { useMemo } from 'react';
import type { Jobwire } from '../client/types.js';
import { followJobs, type Progresses } from './followed.js';
import { NO_JOB, type JobProgress } from './progress.js';
import { useJobwire } from './provider.js';
import { useSource, type Source } from './source.js';

/** A job may be named later: until then nothing is followed. */
export function useJobProgress(jobId: string | undefined): JobProgress {
  const client = useJobwire();
  return useSource(useMemo(() => followJob(client, jobId), [client, jobId]));
}

/** By id. The jobs are what matters and not the array: a new one with the same ids changes nothing. */
export function useJobProgressMultiple(ids: readonly string[]): Progresses {
  const client = useJobwire();
  const key = JSON.stringify([...new Set(ids)]);
  return useSource(useMemo(() => followJobs(client, JSON.parse(key) as string[]), [client, key]));
}

function followJob(client: Jobwire, jobId: string | undefined): Source<JobProgress> {
  const jobs = followJobs(client, jobId === undefined ? [] : [jobId]);
  const one = (progresses: Progresses) => (jobId === undefined ? NO_JOB : progresses.get(jobId)!);
  return {
    subscribe: jobs.subscribe,
    snapshot: () => one(jobs.snapshot()),
    serverSnapshot: () => one(jobs.serverSnapshot()),
  };
}
