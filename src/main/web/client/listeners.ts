/** Those who want to be told: one that throws stops nobody else, and any may leave, or come, while all are told. */

import type { Environment } from './environment.js';
import type { Unsubscribe } from './types.js';

export class Listeners<T> {
  readonly #env: Environment;
  readonly #all = new Set<{ readonly listen: (told: T) => void }>();
  #turn = 0;

  constructor(env: Environment) {
    this.#env = env;
  }

  get size(): number {
    return this.#all.size;
  }

  /** The same function twice is two listeners. */
  add(listen: (told: T) => void): Unsubscribe {
    const listener = { listen };
    this.#all.add(listener);
    return () => void this.#all.delete(listener);
  }

  /** Who came meanwhile is not told; who left is not told any more. */
  tell(told: T): void {
    for (const listener of [...this.#all]) {
      if (this.#all.has(listener)) {
        safely(this.#env, () => listener.listen(told));
      }
    }
  }

  /** Of something that changes only the latest counts: a change that is told meanwhile takes the place of this one. */
  tellLatest(now: () => T): void {
    const turn = ++this.#turn;
    for (const listener of [...this.#all]) {
      if (turn === this.#turn && this.#all.has(listener)) {
        safely(this.#env, () => listener.listen(now()));
      }
    }
  }

  clear(): void {
    this.#all.clear();
  }
}

/** Runs what is not ours. */
export function safely(env: Environment, run: () => void): void {
  try {
    run();
  } catch (failure) {
    env.report(failure);
  }
}
