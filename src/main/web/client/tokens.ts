/** Gets tokens from the application: one call at a time, each for whoever asked for it and nobody else. */

import type { Environment } from './environment.js';
import { JobwireError, problem, unanswered } from './problem.js';
import { Timer } from './timer.js';
import type { Options } from './types.js';

const PATIENCE_MS = 10_000;

export class Tokens {
  /** There is one token only: once it is refused nothing helps. */
  readonly isFixed: boolean;
  #get: (refused?: string) => string | Promise<string>;
  readonly #late: Timer;
  #turn: Promise<unknown> = Promise.resolve();
  #last: string | undefined;
  #refused: string | undefined;
  #giveUp: ((why: JobwireError) => void) | undefined;

  constructor(env: Environment, { token, getToken }: Pick<Options, 'token' | 'getToken'>) {
    if (getToken === undefined && token === undefined) {
      throw new TypeError('createJobwire needs token or getToken');
    }
    this.isFixed = getToken === undefined;
    this.#get = getToken ?? (() => token!);
    this.#late = new Timer(env);
  }

  /** A new one; not even asked for when it is not wanted any more by the time of its turn. */
  fresh(wanted: () => boolean): Promise<string> {
    return this.#inTurn(() => (wanted() ? this.#ask() : Promise.reject(unanswered('closed'))));
  }

  /** The last one, as long as it is good. */
  async current(): Promise<string> {
    return this.#good() ?? this.#inTurn(() => this.#good() ?? this.#ask());
  }

  /** The service does not take this one, so it will not be used again. */
  refuse(token: string): void {
    this.#refused = token;
  }

  /** Whoever still waits for one gets none. */
  close(): void {
    this.#late.stop();
    this.#get = () => Promise.reject(unanswered('closed'));
    this.#giveUp?.(unanswered('closed'));
  }

  #good(): string | undefined {
    return this.#last === this.#refused ? undefined : this.#last;
  }

  #inTurn(get: () => string | Promise<string>): Promise<string> {
    const call = this.#turn.then(get);
    this.#turn = call.catch(() => undefined);
    return call;
  }

  async #ask(): Promise<string> {
    const token = await Promise.race([this.#given(), this.#tooLate()]).finally(() => this.#late.stop());
    if (token === this.#refused) {
      throw new JobwireError(problem('unauthorized', 401));
    }
    this.#last = token;
    return token;
  }

  async #given(): Promise<string> {
    return this.#get(this.#refused);
  }

  /** A call that never ends must not hold up all others for ever. */
  #tooLate(): Promise<never> {
    return new Promise((_, reject) => {
      this.#giveUp = reject;
      this.#late.start(PATIENCE_MS, () => reject(unanswered('unreachable')));
    });
  }
}
