/** Asks once for what events do not tell of a job (its type, its input, …). The answer comes into the job's view. */

import type { JobStore, Jobwire } from '../client/types.js';

const asked = new WeakSet<JobStore>();

export function askFor(client: Jobwire, jobId: string): void {
  const store = client.job(jobId);
  if (!asked.has(store)) {
    asked.add(store);
    // Whoever follows it next asks again.
    client.jobs.get(jobId).catch(() => asked.delete(store));
  }
}
