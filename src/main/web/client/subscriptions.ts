/** All streams that are followed, and the link they come over: who gets what, and when all are told. */

import type { Environment } from './environment.js';
import { FollowedJob, type Surroundings } from './job.js';
import { USER, addressOf, jobOf, type Link } from './link.js';
import type { Memory } from './memory.js';
import { Timer } from './timer.js';
import type { Job, JobStore, JobwireEvent, Problem, Unsubscribe, ViewCache } from './types.js';
import { UserStream } from './user.js';

/** How often it is kept how far jobs were seen, while they change. */
const KEEP_MS = 5000;

export interface Neighbours {
  readonly memory: Memory;
  readonly cache: ViewCache | undefined;
  created(jobId: string): Promise<unknown> | undefined;
  /** Somebody watches something. */
  wanted(): void;
  /** An event of the user's own stream. */
  told(event: JobwireEvent): void;
}

export class Subscriptions {
  readonly #jobs = new Map<string, FollowedJob>();
  readonly #changed = new Set<FollowedJob>();
  readonly #around: Surroundings;
  readonly #user: UserStream;
  readonly #telling: Timer;
  readonly #keeping: Timer;
  readonly #unlisten: Unsubscribe;
  #link: Link | undefined;
  #isClosed = false;

  constructor(env: Environment, { memory, cache, created, wanted, told }: Neighbours) {
    const link = () => this.#link;
    this.#around = {
      env,
      memory,
      cache,
      created,
      wanted,
      get link() {
        return link();
      },
      changed: (job) => this.#soon(job),
      left: (job) => this.#left(job),
    };
    this.#user = new UserStream(env, memory, (event) => {
      this.#notice(event);
      told(event);
    });
    this.#telling = new Timer(env);
    this.#keeping = new Timer(env);
    this.#unlisten = env.listen('hidden', () => this.#keep());
  }

  job(jobId: string): FollowedJob {
    const known = this.#jobs.get(jobId);
    if (known) {
      return known;
    }
    const job = new FollowedJob(jobId, this.#around);
    if (this.#isClosed) {
      job.close();
    } else {
      this.#jobs.set(jobId, job);
    }
    return job;
  }

  /** Good for ever: who comes back to it after it was left finds the job followed anew. */
  store(jobId: string): JobStore {
    return this.job(jobId).store(() => this.job(jobId));
  }

  /** An answer has told of a job. */
  answered(job: Job): void {
    this.#jobs.get(job.jobId)?.answered(job);
  }

  // the link

  /** The user's stream comes first: the service lets us in with it. */
  linked(link: Link): void {
    this.#link = link;
    this.#user.linked(link);
    this.#jobs.forEach((job) => job.linked());
  }

  unlinked(): void {
    this.#link = undefined;
    this.#user.unlinked();
    this.#jobs.forEach((job) => job.unlinked());
  }

  heard(address: string, event: JobwireEvent): void {
    if (address === USER) {
      this.#user.heard(event);
    } else {
      this.#at(address)?.heard(event);
    }
  }

  refused(address: string, problem: Problem): void {
    if (address === USER) {
      this.#user.refused(problem);
    } else {
      this.#at(address)?.refused(problem);
    }
  }

  over(address: string): void {
    this.#at(address)?.over();
  }

  close(problem: Problem | undefined): void {
    this.#isClosed = true;
    this.#unlisten();
    this.#telling.stop();
    this.#keeping.stop();
    this.#user.unlinked();
    const jobs = [...this.#jobs.values()];
    this.#jobs.clear();
    if (problem) {
      jobs.forEach((job) => job.giveUp(problem));
    }
    jobs.forEach((job) => job.close());
  }

  #at(address: string): FollowedJob | undefined {
    return this.#jobs.get(jobOf(address));
  }

  /** Where a job's stream has ended and is not followed any more, only this tells that it goes on. */
  #notice({ notice, jobId, seq }: JobwireEvent): void {
    if (notice && jobId !== undefined && seq !== undefined) {
      this.#at(addressOf(jobId))?.noticed(seq);
    }
  }

  // telling

  /** What comes in one go is told once. */
  #soon(job: FollowedJob): void {
    if (this.#isClosed) {
      return;
    }
    this.#changed.add(job);
    if (!this.#telling.isRunning) {
      this.#telling.start(0, () => this.#tell());
    }
    if (!this.#keeping.isRunning) {
      this.#keeping.start(KEEP_MS, () => this.#keep());
    }
  }

  #tell(): void {
    const changed = [...this.#changed];
    this.#changed.clear();
    changed.forEach((job) => job.tell());
  }

  #keep(): void {
    this.#jobs.forEach((job) => job.keep());
  }

  #left(job: FollowedJob): void {
    this.#jobs.delete(job.jobId);
    this.#changed.delete(job);
  }
}
