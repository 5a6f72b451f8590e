/** The user's own stream: what the other devices say, and what happens to the user's jobs, told in passing. */

import { NOW, cursorAt, type Outcome } from './cursor.js';
import type { Environment } from './environment.js';
import { Follower, type Reader } from './follower.js';
import { USER, type Link } from './link.js';
import type { Memory } from './memory.js';
import { mayPass } from './problem.js';
import type { JobwireEvent, Problem } from './types.js';

export class UserStream {
  readonly #memory: Memory;
  readonly #told: (event: JobwireEvent) => void;
  readonly #follower: Follower;

  /** `told` gets each numbered event once and in order, each notice, and when the stream opens: others may be lost. */
  constructor(env: Environment, memory: Memory, told: (event: JobwireEvent) => void) {
    this.#memory = memory;
    this.#told = told;
    this.#follower = new Follower(env, USER, () => undefined);
    const reader: Reader = {
      cursor: cursorAt(memory.position, NOW),
      take: (outcome, event) => this.#take(outcome, event),
    };
    this.#follower.readers.add(reader);
  }

  linked(link: Link): void {
    this.#follower.start(link);
  }

  unlinked(): void {
    this.#follower.stop();
  }

  heard(event: JobwireEvent): void {
    this.#follower.take(event);
  }

  /** A token may be good for jobs only: then there is no such stream. */
  refused(problem: Problem): void {
    if (mayPass(problem) || problem.status >= 500) {
      this.#follower.refused(problem);
    } else {
      this.#follower.stop();
    }
  }

  #take({ verdict, cursor }: Outcome, event: JobwireEvent): void {
    if (cursor.after !== undefined) {
      this.#memory.reached(cursor.after);
    }
    if (verdict === 'apply' || verdict === 'notice' || verdict === 'open' || verdict === 'reset') {
      this.#told(event);
    }
  }
}
