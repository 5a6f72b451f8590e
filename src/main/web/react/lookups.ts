/** Asks for single jobs: a moment later, so that what comes in a burst is asked for once, and a few at a time. */

import type { Job } from '../client/types.js';

const DELAY_MS = 100;
const AT_A_TIME = 4;

export interface Lookups {
  want(jobId: string): void;
  /** None is wanted any more; an answer on its way is dropped. */
  clear(): void;
}

/** Tells of each job that was wanted what the service answered; nothing, when it has none. */
export function lookups(get: (jobId: string) => Promise<Job>, tell: (jobId: string, job?: Job) => void): Lookups {
  const waiting = new Set<string>();
  let asked = new Set<string>();
  let underway = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const ask = async (jobId: string) => {
    const round = asked.add(jobId);
    waiting.delete(jobId);
    underway++;
    const job = await get(jobId).catch(() => undefined);
    underway--;
    if (round === asked) {
      asked.delete(jobId);
      tell(jobId, job);
    }
    askSome();
  };
  const askSome = () => {
    timer = undefined;
    [...waiting].slice(0, AT_A_TIME - underway).forEach((jobId) => void ask(jobId));
  };

  return {
    want: (jobId) => {
      if (!asked.has(jobId)) {
        waiting.add(jobId);
        timer ??= setTimeout(askSome, DELAY_MS);
      }
    },
    clear: () => {
      clearTimeout(timer);
      timer = undefined;
      waiting.clear();
      asked = new Set();
    },
  };
}
