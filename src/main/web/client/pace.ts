/** Lets frames out no faster than the service takes them: what is beyond its limit it drops. */

import type { Environment } from './environment.js';
import { Timer } from './timer.js';

/** The service takes a hundred in each second, whenever that begins: two of ours may fall into one of its. */
const MOST = 40;

export class Pace {
  readonly #send: (frame: string) => void;
  readonly #second: Timer;
  readonly #waiting: string[] = [];
  #sent = 0;

  constructor(env: Environment, send: (frame: string) => void) {
    this.#send = send;
    this.#second = new Timer(env);
  }

  push(frame: string): void {
    this.#waiting.push(frame);
    this.#drain();
  }

  stop(): void {
    this.#second.stop();
    this.#waiting.length = 0;
  }

  #drain(): void {
    while (this.#waiting.length > 0 && this.#sent < MOST) {
      this.#sent++;
      this.#send(this.#waiting.shift()!);
    }
    if (this.#sent > 0 && !this.#second.isRunning) {
      this.#second.start(1000, () => {
        this.#sent = 0;
        this.#drain();
      });
    }
  }
}
