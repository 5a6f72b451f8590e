/** What can be done to a job, and how the last of it went. */

import { useMemo } from 'react';
import type { Job, Json, Jobwire, Problem } from '../client/types.js';
import { problemOf } from './problems.js';
import { useJobwire } from './provider.js';
import { tellRemoval } from './removals.js';
import { useSource, whileHeard, type Source } from './source.js';

/** None of these promises is broken: a refusal stands in `problem`. */
export interface JobActions {
  /** The job as it is then; nothing when it was refused. */
  readonly cancel: (reason?: string) => Promise<Job | undefined>;
  readonly resume: () => Promise<Job | undefined>;
  /** Whether it was taken. */
  readonly signal: (name: string, payload?: Json) => Promise<boolean>;
  readonly remove: () => Promise<boolean>;
  /** One was sent and not answered yet; without a network it waits for one. */
  readonly busy: boolean;
  /** Why the last one was refused, until the next is sent. */
  readonly problem: Problem | undefined;
}

export function useJobActions(jobId: string): JobActions {
  const client = useJobwire();
  return useSource(useMemo(() => actionsOn(client, jobId), [client, jobId]));
}

function actionsOn(client: Jobwire, jobId: string): Source<JobActions> {
  let tell: (() => void) | undefined;
  let underway = 0;

  const show = (problem: Problem | undefined) => {
    shown = { ...shown, busy: underway > 0, problem };
    tell?.();
  };
  const send = async <T>(command: () => Promise<T>): Promise<{ readonly answer: T } | undefined> => {
    underway++;
    show(undefined);
    try {
      const answer = await command();
      underway--;
      show(shown.problem);
      return { answer };
    } catch (failure) {
      underway--;
      show(problemOf(failure));
      return undefined;
    }
  };
  const remove = async () => {
    const sent = await send(() => client.jobs.remove(jobId));
    if (sent !== undefined) {
      tellRemoval(client, jobId);
    }
    return sent !== undefined;
  };

  const before: JobActions = {
    cancel: async (reason) => (await send(() => client.jobs.cancel(jobId, reason)))?.answer,
    resume: async () => (await send(() => client.jobs.resume(jobId)))?.answer,
    signal: async (name, payload) => (await send(() => client.jobs.signal(jobId, name, payload))) !== undefined,
    remove,
    busy: false,
    problem: undefined,
  };
  let shown = before;

  const subscribe = whileHeard((telling) => {
    tell = telling;
    return () => {
      tell = undefined;
    };
  });
  return { subscribe, snapshot: () => shown, serverSnapshot: () => before };
}
