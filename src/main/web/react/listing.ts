/** Asks the service for a list, page by page, and enters the answers in a roster. */

import type { JobFilter, JobPage, Jobwire, Problem } from '../client/types.js';
import { problemOf } from './problems.js';
import type { Roster } from './roster.js';

export class Listing {
  readonly #client: Jobwire;
  readonly #filter: JobFilter;
  readonly #roster: Roster;
  readonly #changed: () => void;
  /** Takings are numbered; an answer counts when no later one was answered. */
  #asked = 0;
  #answered = 0;
  #isMoreUnderway = false;
  #pages = 1;
  #next: string | undefined;
  #problem: Problem | undefined;

  constructor(client: Jobwire, filter: JobFilter, roster: Roster, changed: () => void) {
    this.#client = client;
    this.#filter = filter;
    this.#roster = roster;
    this.#changed = changed;
  }

  get isLoading(): boolean {
    return this.#answered < this.#asked || this.#isMoreUnderway;
  }

  get next(): string | undefined {
    return this.#next;
  }

  get problem(): Problem | undefined {
    return this.#problem;
  }

  /** As many pages as there are. */
  async takeAnew(): Promise<void> {
    const turn = ++this.#asked;
    const since = this.#roster.clock;
    this.#changed();
    const answer = await this.#allPages().catch(problemOf);
    if (turn <= this.#answered) {
      return;
    }
    this.#answered = turn;
    if ('jobs' in answer) {
      this.#roster.replace(answer, since);
    }
    this.#conclude(answer);
  }

  async takeMore(): Promise<void> {
    if (this.#next === undefined || this.#isMoreUnderway) {
      return;
    }
    const turn = this.#asked;
    this.#isMoreUnderway = true;
    this.#changed();
    const answer = await this.#client.jobs.list({ ...this.#filter, cursor: this.#next }).catch(problemOf);
    this.#isMoreUnderway = false;
    if (turn !== this.#asked) {
      // The list was taken anew meanwhile, and goes on from another place.
      this.#changed();
      return;
    }
    if ('jobs' in answer) {
      this.#pages++;
      this.#roster.append(answer);
    }
    this.#conclude(answer);
  }

  #conclude(answer: JobPage | Problem): void {
    if ('jobs' in answer) {
      this.#next = answer.next;
      this.#problem = undefined;
    } else {
      this.#problem = answer;
    }
    this.#changed();
  }

  async #allPages(): Promise<JobPage> {
    const jobs = [];
    let page = await this.#client.jobs.list(this.#filter);
    jobs.push(...page.jobs);
    for (let taken = 1; taken < this.#pages && page.next !== undefined; taken++) {
      page = await this.#client.jobs.list({ ...this.#filter, cursor: page.next });
      jobs.push(...page.jobs);
    }
    return { ...page, jobs };
  }
}
