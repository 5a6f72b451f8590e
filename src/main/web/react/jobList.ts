/** A list of jobs that stays true: taken from the service, kept up by notices, and taken anew when some were missed. */

import type { Job, JobFilter, Jobwire, Problem } from '../client/types.js';
import { Listing } from './listing.js';
import { lookups } from './lookups.js';
import { isNotice } from './notices.js';
import { pace, type Pace } from './pace.js';
import { onRemoval } from './removals.js';
import { Roster } from './roster.js';
import { whileHeard, type Source } from './source.js';

export interface JobList {
  /** Newest first. */
  readonly jobs: readonly Job[];
  /** Where the next page begins, when there is one. */
  readonly next: string | undefined;
  readonly loading: boolean;
  /** Why the list could not be had. */
  readonly problem: Problem | undefined;
  /** Takes the list anew, as far as it was taken. */
  readonly reload: () => Promise<void>;
  /** Takes the next page too. */
  readonly more: () => Promise<void>;
}

/** A connection opens the user's stream right away: one taking for both. */
const TOGETHER_MS = 50;
/** Where many jobs come by themselves, the list is taken anew before it has grown without end… */
const MOST_JOINED = 200;
/** …and rather than asking for each of them. */
const MOST_WANTED = 32;
const MANY_MS = 1000;

export function followList(client: Jobwire, filter: JobFilter): Source<JobList> {
  const roster = new Roster(filter);
  const listing = new Listing(client, filter, roster, () => changed());
  const unknown = lookups(
    (jobId) => client.jobs.get(jobId),
    (jobId, job) => {
      roster.learn(jobId, job);
      changed();
    },
  );
  /** While anybody listens. */
  let shows: Pace | undefined;
  let anew: ReturnType<typeof setTimeout> | undefined;

  const before: JobList = {
    jobs: [],
    next: undefined,
    loading: true,
    problem: undefined,
    reload: async () => shows && listing.takeAnew(),
    more: async () => shows && listing.takeMore(),
  };
  let shown = before;

  const takeAnew = () => {
    anew = undefined;
    void listing.takeAnew();
  };
  const takeAnewSoon = () => {
    clearTimeout(anew);
    anew = setTimeout(takeAnew, TOGETHER_MS);
  };

  /** What became known is shown, and what is not known asked for. */
  const changed = () => {
    if (shows === undefined) {
      return;
    }
    const wanted = listing.isLoading ? [] : roster.wanted;
    if (wanted.length > MOST_WANTED || roster.joined > MOST_JOINED) {
      anew ??= setTimeout(takeAnew, MANY_MS);
    } else {
      wanted.forEach(unknown.want);
    }
    shows.soon();
  };

  /** Whether there is something new to show. */
  const refresh = () => {
    const jobs = sameOr(shown.jobs, roster.jobs);
    const { next, isLoading: loading, problem } = listing;
    const isNew =
      jobs !== shown.jobs || next !== shown.next || loading !== shown.loading || problem !== shown.problem;
    shown = isNew ? { ...shown, jobs, next, loading, problem } : shown;
    return isNew;
  };

  const start = (tell: () => void) => {
    const leave = [
      client.on('*', (event) => {
        if (isNotice(event)) {
          roster.hear(event, listing.isLoading);
          changed();
        }
      }),
      client.on('stream:open:v1', takeAnewSoon),
      client.on('connected', takeAnewSoon),
      onRemoval(client, (jobId) => {
        roster.remove(jobId);
        changed();
      }),
    ];
    void listing.takeAnew();
    refresh();
    shows = pace(() => {
      if (refresh()) {
        tell();
      }
    });
    return () => {
      leave.forEach((each) => each());
      shows?.stop();
      shows = undefined;
      clearTimeout(anew);
      anew = undefined;
      unknown.clear();
    };
  };

  return { subscribe: whileHeard(start, true), snapshot: () => shown, serverSnapshot: () => before };
}

function sameOr<T>(before: readonly T[], next: readonly T[]): readonly T[] {
  return before.length === next.length && before.every((each, place) => each === next[place]) ? before : next;
}
