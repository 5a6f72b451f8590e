/** A job's view as a component holds it: longer, it may be, than the job is followed. */

import type { FollowedJob } from './job.js';
import type { JobStore, JobView, Problem, Unsubscribe } from './types.js';

export class Store implements JobStore {
  readonly #again: () => FollowedJob;
  #job: FollowedJob;

  constructor(job: FollowedJob, again: () => FollowedJob) {
    this.#job = job;
    this.#again = again;
  }

  view(): JobView {
    return this.#job.view();
  }

  problem(): Problem | undefined {
    return this.#job.problem();
  }

  subscribe(listener: () => void): Unsubscribe {
    if (this.#job.isOver) {
      this.#job = this.#again();
    }
    return this.#job.subscribe(listener);
  }
}
