/** One who watches a job by handlers: told each event once, each loss, and the view when it has changed. */

import { cursorAt, type Cursor, type Outcome, type Verdict } from './cursor.js';
import type { Environment } from './environment.js';
import type { Reader } from './follower.js';
import { safely } from './listeners.js';
import type { JobHandlers, JobView, JobwireEvent, Lost, Problem } from './types.js';

export class Observer implements Reader {
  cursor: Cursor = cursorAt();
  readonly #env: Environment;
  readonly #reached: (position: string) => void;
  #handlers: JobHandlers;
  #view: JobView | undefined;
  #problem: Problem | undefined;
  #endedAt: string | undefined = '';
  #readsItself = false;

  /** Of a view in which nothing is known there is nothing to tell. `reached` is told how far `onEvent` was told. */
  constructor(env: Environment, handlers: JobHandlers, view: JobView, reached: (position: string) => void) {
    this.#env = env;
    this.#reached = reached;
    this.#handlers = handlers;
    this.#view = view.state === undefined ? view : undefined;
  }

  /** It stands elsewhere than the view. */
  readFrom(after: string): void {
    this.cursor = cursorAt(after);
    this.#readsItself = true;
  }

  /** What comes to a reader of its own. */
  take({ verdict, lost }: Outcome, event: JobwireEvent): void {
    if (lost) {
      safely(this.#env, () => this.#handlers.onLost?.(lost));
    }
    this.#event(verdict, event, this.cursor.id);
  }

  /** What comes to the view, and where that stands then. */
  heard(verdict: Verdict, event: JobwireEvent, position: string | undefined): void {
    if (!this.#readsItself) {
      this.#event(verdict, event, position);
    }
  }

  lost(lost: Lost): void {
    if (!this.#readsItself) {
      safely(this.#env, () => this.#handlers.onLost?.(lost));
    }
  }

  /** How it is, as far as this one does not know yet. */
  tell(view: JobView, problem: Problem | undefined): void {
    if (view !== this.#view) {
      this.#view = view;
      safely(this.#env, () => this.#handlers.onView?.(view));
    }
    if (view.ended && view.position !== this.#endedAt) {
      this.#endedAt = view.position;
      safely(this.#env, () => this.#handlers.onEnd?.(view));
    }
    if (problem !== this.#problem) {
      this.#problem = problem;
      if (problem) {
        safely(this.#env, () => this.#handlers.onError?.(problem));
      }
    }
  }

  /** Nothing more, also of what is being told just now. */
  leave(): void {
    this.#handlers = {};
  }

  #event(verdict: Verdict, event: JobwireEvent, position: string | undefined): void {
    const { onEvent } = this.#handlers;
    if (onEvent && verdict !== 'ignore' && verdict !== 'seen' && verdict !== 'again') {
      if (position !== undefined) {
        this.#reached(position);
      }
      safely(this.#env, () => this.#handlers.onEvent?.(event));
    }
  }
}
