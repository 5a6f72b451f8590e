/** One thing that is due later: started again it is due anew, stopped it never happens. */

import type { Environment } from './environment.js';

export class Timer {
  readonly #env: Environment;
  #running: { readonly handle: unknown } | undefined;

  constructor(env: Environment) {
    this.#env = env;
  }

  get isRunning(): boolean {
    return this.#running !== undefined;
  }

  start(ms: number, due: () => void): void {
    this.stop();
    const handle = this.#env.setTimeout(() => {
      this.#running = undefined;
      due();
    }, ms);
    this.#running = { handle };
  }

  stop(): void {
    if (this.#running) {
      this.#env.clearTimeout(this.#running.handle);
      this.#running = undefined;
    }
  }
}
