/** Jobs as one snapshot for React: at most twenty new ones a second, and the end of a job at once. */

import type { JobStore, Jobwire } from '../client/types.js';
import { pace } from './pace.js';
import { progressAfter, unknownJob, type JobProgress } from './progress.js';
import { whileHeard, type Source } from './source.js';

export type Progresses = ReadonlyMap<string, JobProgress>;

export function followJobs(client: Jobwire, ids: readonly string[]): Source<Progresses> {
  let stores: ReadonlyMap<string, JobStore> | undefined;
  let shown: Progresses = new Map();
  let unknown: Progresses | undefined;

  const open = () => (stores = new Map(ids.map((id) => [id, client.job(id)])));

  /** Whether there is something new to show. */
  const refresh = () => {
    const next = [...(stores ?? open())].map(([id, store]) => [id, progressAfter(shown.get(id), store)] as const);
    const isNew = next.some(([id, progress]) => progress !== shown.get(id));
    shown = isNew ? new Map(next) : shown;
    return isNew;
  };

  const hasJustEnded = (id: string, store: JobStore) =>
    shown.get(id)?.ended !== true && progressAfter(shown.get(id), store).ended;

  const subscribe = whileHeard((tell) => {
    // Asked for again: a store that nobody listened to yet need not be the one that the others listen to by now.
    const followed = [...open()];
    const shows = pace(() => {
      if (refresh()) {
        tell();
      }
    });
    const leave = followed.map(([id, store]) =>
      store.subscribe(() => (hasJustEnded(id, store) ? shows.now() : shows.soon())),
    );
    refresh();
    return () => {
      leave.forEach((each) => each());
      shows.stop();
    };
  });

  const snapshot = () => {
    if (stores === undefined) {
      refresh();
    }
    return shown;
  };
  const serverSnapshot = () => (unknown ??= new Map(ids.map((id) => [id, unknownJob(id)])));

  return { subscribe, snapshot, serverSnapshot };
}
