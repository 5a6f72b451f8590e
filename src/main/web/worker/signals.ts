/** Hands a job's signals to its handler, each once and in order. */

import type { Json } from '../client/types.js';
import type { JobSignal, Signals } from './types.js';

/** A signal as answers bring it. */
export interface NumberedSignal extends JobSignal {
  readonly n: number;
}

export class SignalBox implements Signals {
  readonly #waiting: NumberedSignal[] = [];
  readonly #onTaken: (n: number, isLast: boolean) => void;
  #reader: { readonly resolve: (signal: JobSignal) => void; readonly reject: (why: Error) => void } | undefined;
  #last = 0;
  #over: Error | undefined;

  /** `onTaken` hears the number of each that the handler has taken, and whether none is left. */
  constructor(onTaken: (n: number, isLast: boolean) => void) {
    this.#onTaken = onTaken;
  }

  /** Answers bring the same signals until they are known to be seen; only new ones count. */
  take(signals: readonly NumberedSignal[]): void {
    for (const signal of signals.filter(({ n }) => n > this.#last)) {
      this.#last = signal.n;
      this.#waiting.push(signal);
    }
    if (this.#reader && this.#waiting.length > 0) {
      const { resolve } = this.#reader;
      this.#reader = undefined;
      resolve(this.#hand());
    }
  }

  next(): Promise<JobSignal> {
    if (this.#waiting.length > 0) {
      return Promise.resolve(this.#hand());
    }
    const why = this.#over ?? (this.#reader && new TypeError('Somebody is waiting for the next signal already'));
    if (why) {
      return Promise.reject(why);
    }
    const signal = new Promise<JobSignal>((resolve, reject) => (this.#reader = { resolve, reject }));
    // A handler that no longer waits for it may have left before the end.
    signal.catch(() => undefined);
    return signal;
  }

  /** Ends with the attempt; why it ended is for `signal` to say. */
  async *[Symbol.asyncIterator](): AsyncGenerator<JobSignal> {
    while (!this.#over || this.#waiting.length > 0) {
      try {
        yield await this.next();
      } catch (over) {
        if (over !== this.#over) {
          throw over;
        }
      }
    }
  }

  end(why: Error): void {
    this.#over ??= why;
    this.#reader?.reject(why);
    this.#reader = undefined;
  }

  #hand(): JobSignal {
    const { n, signalId, name, payload, by } = this.#waiting.shift()!;
    this.#onTaken(n, this.#waiting.length === 0);
    return { signalId, name, payload: payload as Json, by };
  }
}
