/** How far one job is, or several. */

import { useMemo } from 'react';
import type { Jobwire } from '../client/types.js';
import { askFor } from './asking.js';
import { followJobs, type Progresses } from './followed.js';
import { NO_JOB, type JobProgress } from './progress.js';
import { useJobwire } from './provider.js';
import { useSource, type Source } from './source.js';

/** A job may be named later: until then nothing is followed. What its events do not tell is asked for. */
export function useJobProgress(jobId: string | undefined): JobProgress {
  const client = useJobwire();
  return useSource(useMemo(() => (jobId === undefined ? NOTHING : followJob(client, jobId)), [client, jobId]));
}

/**
 * By id. The jobs are what matters and not the array: a new one with the same ids changes nothing.
 * What events do not tell is not asked for here, since it would be once for each.
 */
export function useJobProgressMultiple(ids: readonly string[]): Progresses {
  const client = useJobwire();
  const key = JSON.stringify([...new Set(ids)]);
  return useSource(useMemo(() => followJobs(client, JSON.parse(key) as string[]), [client, key]));
}

const NOTHING: Source<JobProgress> = {
  subscribe: () => () => undefined,
  snapshot: () => NO_JOB,
  serverSnapshot: () => NO_JOB,
};

function followJob(client: Jobwire, jobId: string): Source<JobProgress> {
  const jobs = followJobs(client, [jobId]);
  const snapshot = () => jobs.snapshot().get(jobId)!;

  const subscribe = (listener: () => void) => {
    let hasAsked = false;
    const ask = () => {
      const { state, job, problem } = snapshot();
      if (!hasAsked && state !== undefined && job === undefined && problem === undefined) {
        hasAsked = true;
        askFor(client, jobId);
      }
    };
    const leave = [jobs.subscribe(ask), jobs.subscribe(listener)];
    ask();
    return () => leave.forEach((each) => each());
  };
  return { subscribe, snapshot, serverSnapshot: () => jobs.serverSnapshot().get(jobId)! };
}
