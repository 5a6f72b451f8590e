/** A worker's calls of the service: with a token, within a time, and again as long as it may help. */

import type { Environment } from '../client/environment.js';
import { refusal } from '../client/http.js';
import { JobwireError, problemOf, unanswered } from '../client/problem.js';
import { Timer } from '../client/timer.js';
import { Tokens } from '../client/tokens.js';
import type { Problem } from '../client/types.js';
import type { WorkerOptions } from './types.js';

const FIRST_PAUSE_MS = 100;

export class Calls {
  readonly #env: Environment;
  readonly #url: string;
  readonly #tokens: Tokens;
  readonly #open = new Set<() => void>();
  #isClosed = false;

  constructor(env: Environment, { url, ...tokens }: Pick<WorkerOptions, 'url' | 'token' | 'getToken'>) {
    this.#env = env;
    this.#url = url.replace(/\/+$/, '') + '/api/worker/';
    this.#tokens = new Tokens(env, tokens);
  }

  /** The answer, or a JobwireError. A token that is refused is replaced once. */
  async post<T>(path: string, body: string, patienceMs: number, abandoned?: AbortSignal): Promise<T> {
    const token = await this.#tokens.current();
    try {
      return await this.#send<T>(path, body, token, patienceMs, abandoned);
    } catch (failure) {
      if (problemOf(failure).status !== 401 || this.#tokens.isFixed) {
        throw failure;
      }
    }
    this.#tokens.refuse(token);
    return this.#send<T>(path, body, await this.#tokens.current(), patienceMs, abandoned);
  }

  /**
   * At random up to a bound that doubles, so that many do not come at once; and no sooner than the service asks for.
   * `atMost` bounds both.
   */
  async pause(failures: number, retryAfter: number | undefined, atMost: number, abandoned?: AbortSignal): Promise<void> {
    if (abandoned?.aborted) {
      return;
    }
    const bound = Math.min(atMost, FIRST_PAUSE_MS * 2 ** (failures - 1));
    const ms = Math.min(atMost, (retryAfter ?? 0) * 1000 + this.#env.random() * bound);
    const timer = new Timer(this.#env);
    let end = (): void => undefined;
    await new Promise<void>((resolve) => {
      end = this.#opened(() => (timer.stop(), resolve()));
      abandoned?.addEventListener('abort', end);
      timer.start(ms, end);
    });
    abandoned?.removeEventListener('abort', end);
  }

  /** Whatever is under way ends now. */
  close(): void {
    this.#isClosed = true;
    this.#tokens.close();
    [...this.#open].forEach((end) => end());
  }

  async #send<T>(path: string, body: string, token: string, patienceMs: number, abandoned?: AbortSignal): Promise<T> {
    if (this.#isClosed || abandoned?.aborted) {
      throw unanswered('closed');
    }
    const controller = new AbortController();
    const timer = new Timer(this.#env);
    const end = this.#opened(() => (timer.stop(), controller.abort()));
    abandoned?.addEventListener('abort', end);
    timer.start(patienceMs, end);
    try {
      return await this.#answer<T>(path, body, token, controller.signal);
    } catch (failure) {
      throw this.#isClosed || abandoned?.aborted ? unanswered('closed') : new JobwireError(problemOf(failure));
    } finally {
      abandoned?.removeEventListener('abort', end);
      end();
    }
  }

  async #answer<T>(path: string, body: string, token: string, signal: AbortSignal): Promise<T> {
    const headers = { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json', Accept: 'application/json' };
    const response = await this.#env.fetch(this.#url + path, { method: 'POST', headers, body, signal });
    const text = await response.text();
    if (!response.ok) {
      throw new JobwireError(refusal(response, text));
    }
    return JSON.parse(text) as T;
  }

  /** Something that a close ends too. */
  #opened(end: () => void): () => void {
    const once = (): void => {
      if (this.#open.delete(once)) {
        end();
      }
    };
    this.#open.add(once);
    if (this.#isClosed) {
      once();
    }
    return once;
  }
}

/** Whether the same call may go well later. A token may be renewed, and rights given; everything else is an answer. */
export function mayPass({ status, code }: Problem): boolean {
  return code === 'unreachable' || [401, 403, 408, 429].includes(status) || status >= 500;
}
