/** Follows one stream for its readers over whatever link there is, and asks again when something does not fit. */

import { backoff } from './backoff.js';
import { earliest, opening, receive, type Cursor, type Outcome } from './cursor.js';
import type { Environment } from './environment.js';
import type { Link } from './link.js';
import { Timer } from './timer.js';
import type { JobwireEvent, Problem } from './types.js';

/** An answer that does not come, or stops in the middle, is asked for again. */
const PATIENCE_MS = 15_000;

/** Somebody with a place in the stream. */
export interface Reader {
  cursor: Cursor;
  take(outcome: Outcome, event: JobwireEvent): void;
}

export class Follower {
  readonly address: string;
  readonly readers = new Set<Reader>();
  readonly #env: Environment;
  readonly #asking: () => void;
  readonly #timer: Timer;
  #link: Link | undefined;
  #failures = 0;

  /** `asking` is called with each question, from which on nothing counts until the stream opens. */
  constructor(env: Environment, address: string, asking: () => void) {
    this.#env = env;
    this.address = address;
    this.#asking = asking;
    this.#timer = new Timer(env);
  }

  get isStarted(): boolean {
    return this.#link !== undefined;
  }

  start(link: Link): void {
    this.#link = link;
    this.#failures = 0;
    this.ask();
  }

  /** The link is gone, or not wanted any more. */
  stop(): void {
    this.#link = undefined;
    this.#timer.stop();
  }

  unregister(): void {
    this.#link?.unregister(this.address);
    this.stop();
  }

  ask(): void {
    if (this.#link) {
      const after = this.#open();
      this.#timer.start(PATIENCE_MS, () => this.ask());
      this.#link.register(this.address, after);
      this.#asking();
    }
  }

  take(event: JobwireEvent): void {
    let again = false;
    for (const reader of [...this.readers]) {
      const outcome = receive(reader.cursor, event);
      reader.cursor = outcome.cursor;
      again ||= outcome.verdict === 'again';
      this.#heed(outcome);
      reader.take(outcome, event);
    }
    if (again) {
      this.askAgain();
    }
  }

  /** At once the first time; then each time later, as what does not help should not be done all the time. */
  askAgain(): void {
    if (this.#failures++ === 0) {
      this.ask();
    } else {
      this.#later(0);
    }
  }

  /** Nothing more is to come for now. */
  settle(): void {
    this.#timer.stop();
    this.#failures = 0;
  }

  /** It could not be had now. */
  refused(problem: Problem): void {
    this.#failures++;
    this.#later(1000 * (problem.retryAfter ?? 1));
  }

  #later(atLeast: number): void {
    if (!this.#link) {
      return;
    }
    this.#open();
    this.#timer.start(atLeast + backoff(this.#failures, this.#env.random), () => this.ask());
  }

  #open(): string | undefined {
    const after = earliest([...this.readers].map(({ cursor }) => cursor));
    this.readers.forEach((reader) => (reader.cursor = opening(reader.cursor, after)));
    return after;
  }

  #heed({ verdict }: Outcome): void {
    if (verdict === 'live' || verdict === 'apply') {
      this.#failures = 0;
    }
    if (verdict === 'live' || verdict === 'end') {
      this.#timer.stop();
    } else if (this.#timer.isRunning && verdict !== 'ignore') {
      this.#timer.start(PATIENCE_MS, () => this.ask());
    }
  }
}
