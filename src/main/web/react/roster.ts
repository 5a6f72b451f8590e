/**
 * The jobs of a list, put together from answers and notices that overtake each other on their ways. Of two accounts
 * of a job the one with the higher number stands; and what was heard since a question was asked outlives its answer.
 */

import type { Job, JobFilter, JobPage } from '../client/types.js';
import { canEverMatch, matches, mayMatch } from './matching.js';
import { after, type Notice } from './notices.js';

interface Entry {
  readonly job: Job;
  /** When the last news of it came by itself, by the roster's clock. */
  readonly heardAt: number;
  /** The list named it; the others came by themselves. */
  readonly isListed: boolean;
}

interface Held {
  readonly notices: readonly Notice[];
  readonly heardAt: number;
}

/** Jobs that cannot match are remembered, so that they are not asked for again; not without end. */
const MOST_STRANGERS = 1000;

export class Roster {
  readonly #filter: JobFilter;
  #known = new Map<string, Entry>();
  /** Notices of jobs that no answer told of yet. */
  readonly #held = new Map<string, Held>();
  readonly #strangers = new Set<string>();
  readonly #removed = new Set<string>();
  /** There are pages that were not taken: what is older than the list belongs there. */
  #hasMore = false;
  #clock = 0;
  #joined = 0;

  constructor(filter: JobFilter) {
    this.#filter = filter;
  }

  /** Counts what comes by itself: a question is asked at such an instant. */
  get clock(): number {
    return this.#clock;
  }

  /** How many jobs have come by themselves since the list was taken. */
  get joined(): number {
    return this.#joined;
  }

  /** Jobs that may belong in the list, and have to be asked for. */
  get wanted(): string[] {
    return [...this.#held]
      .filter(([, { notices }]) => mayMatch(notices.at(-1)!, this.#filter))
      .map(([jobId]) => jobId);
  }

  /** Those of the list in its order, and those that came by themselves where they belong among them. */
  get jobs(): Job[] {
    const [listed, joined] = [this.#jobsThatAre(true), this.#jobsThatAre(false)];
    // The list need not be in the order of these times to the millisecond.
    const oldest = this.#hasMore && listed.length > 0 ? Math.min(...listed.map(createdAt)) : -Infinity;
    const newer = joined.filter((job) => createdAt(job) >= oldest);
    newer.sort((one, other) => createdAt(other) - createdAt(one));
    return merged(newer, listed).filter((job) => matches(job, this.#filter));
  }

  hear(notice: Notice, isAnswerUnderway: boolean): void {
    const { jobId } = notice;
    this.#clock++;
    if (notice.type === 'job:created:v1') {
      this.#removed.delete(jobId);
    }
    const entry = this.#known.get(jobId);
    if (entry !== undefined) {
      this.#apply(notice, entry);
    } else if (!this.#strangers.has(jobId) && !this.#removed.has(jobId)) {
      this.#hold(notice, isAnswerUnderway);
    }
  }

  /** A job that was asked for, when there is one. Not waited for any more, it is old news. */
  learn(jobId: string, answer: Job | undefined): void {
    if (!this.#held.has(jobId)) {
      return;
    }
    if (answer !== undefined && canEverMatch(answer, this.#filter)) {
      this.#joined++;
      this.#known.set(jobId, { job: this.#upToDate(answer), heardAt: ++this.#clock, isListed: false });
    } else if (answer !== undefined) {
      this.#estrange(jobId);
    }
    this.#held.delete(jobId);
  }

  /** The list as the answer to a question of `since`: what it does not name is not there, unless heard of since. */
  replace({ jobs, next }: JobPage, since: number): void {
    const before = this.#known;
    const isNews = ({ heardAt }: { heardAt: number }) => heardAt > since;
    this.#known = new Map();
    this.#strangers.clear();
    this.#enter(jobs, (entry, job) => isNews(entry) && entry.job.seq > job.seq, before);
    const joined = [...before].filter(([jobId, entry]) => isNews(entry) && !this.#known.has(jobId));
    joined.forEach(([jobId, entry]) => this.#known.set(jobId, { ...entry, isListed: false }));
    this.#joined = joined.length;
    [...this.#held].filter(([, held]) => !isNews(held)).forEach(([jobId]) => this.#held.delete(jobId));
    this.#hasMore = next !== undefined;
  }

  /** The page after the last one. */
  append({ jobs, next }: JobPage): void {
    const before = new Map(this.#known);
    // At its place in the list, also when it had come before.
    jobs.forEach(({ jobId }) => this.#known.delete(jobId));
    this.#enter(jobs, (entry, job) => entry.job.seq >= job.seq, before);
    this.#hasMore = next !== undefined;
  }

  remove(jobId: string): void {
    this.#known.delete(jobId);
    this.#held.delete(jobId);
    this.#removed.add(jobId);
  }

  #apply(notice: Notice, entry: Entry): void {
    const job = after(entry.job, notice);
    if (job !== entry.job) {
      this.#known.set(notice.jobId, { ...entry, job, heardAt: this.#clock });
    }
  }

  /** Also of a job that does not match, while an answer may still tell of it as it was before. */
  #hold(notice: Notice, isAnswerUnderway: boolean): void {
    const notices = this.#held.get(notice.jobId)?.notices ?? [];
    if (notices.length > 0 || isAnswerUnderway || mayMatch(notice, this.#filter)) {
      this.#held.set(notice.jobId, { notices: [...notices, notice], heardAt: this.#clock });
    }
  }

  #enter(jobs: readonly Job[], stands: (entry: Entry, job: Job) => boolean, before: ReadonlyMap<string, Entry>): void {
    for (const job of jobs.filter(({ jobId }) => !this.#removed.has(jobId))) {
      const entry = before.get(job.jobId);
      const newer = entry !== undefined && stands(entry, job) ? entry.job : job;
      this.#known.set(job.jobId, { job: this.#upToDate(newer), heardAt: entry?.heardAt ?? 0, isListed: true });
      this.#held.delete(job.jobId);
    }
  }

  /** With the notices that came before the answer did. */
  #upToDate(job: Job): Job {
    return (this.#held.get(job.jobId)?.notices ?? []).reduce(after, job);
  }

  #jobsThatAre(listed: boolean): Job[] {
    return [...this.#known.values()].filter(({ isListed }) => isListed === listed).map(({ job }) => job);
  }

  #estrange(jobId: string): void {
    if (this.#strangers.size >= MOST_STRANGERS) {
      this.#strangers.clear();
    }
    this.#strangers.add(jobId);
  }
}

function createdAt(job: Job): number {
  return Date.parse(job.createdAt);
}

/** Each of the newer ones before the first of the listed that is older. */
function merged(newer: readonly Job[], listed: readonly Job[]): Job[] {
  const rest = [...newer];
  const all = listed.flatMap((job) => {
    const later = rest.findIndex((each) => createdAt(each) < createdAt(job));
    return [...rest.splice(0, later < 0 ? rest.length : later), job];
  });
  return [...all, ...rest];
}
