/**
 * The jobs that match a filter, live. Notices are of the caller's own jobs only: somebody else's, which an
 * administrator may list, change with `reload()`.
 */

import { useMemo } from 'react';
import type { JobFilter } from '../client/types.js';
import { followList, type JobList } from './jobList.js';
import { useJobwire } from './provider.js';
import { useSource } from './source.js';

/** The fields are what matters and not the object: a new one with the same fields changes nothing. */
export function useJobs(filter: JobFilter = {}): JobList {
  const client = useJobwire();
  const { state, type, tag, limit, cursor, userId } = filter;
  const key = JSON.stringify({ state, type, tag, limit, cursor, userId });
  return useSource(useMemo(() => followList(client, JSON.parse(key) as JobFilter), [client, key]));
}
