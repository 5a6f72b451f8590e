/** Tells the lists of a page that a job was removed by it: the service sends no event for that. */

import type { Jobwire } from '../client/types.js';

const listeners = new WeakMap<Jobwire, Set<(jobId: string) => void>>();

export function onRemoval(client: Jobwire, listener: (jobId: string) => void): () => void {
  const all = listeners.get(client) ?? new Set();
  listeners.set(client, all.add(listener));
  return () => void all.delete(listener);
}

export function tellRemoval(client: Jobwire, jobId: string): void {
  listeners.get(client)?.forEach((listener) => listener(jobId));
}
