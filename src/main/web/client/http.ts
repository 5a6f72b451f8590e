/** Calls of the API: with a token, within a time, and refusals as what they are. */

import type { Environment } from './environment.js';
import { JobwireError, problemOf, unanswered } from './problem.js';
import { Timer } from './timer.js';
import type { Tokens } from './tokens.js';
import type { Json, Problem } from './types.js';

/** Longer than the longest wait that the API offers. */
const PATIENCE_MS = 45_000;

export class Http {
  readonly #env: Environment;
  readonly #url: string;
  readonly #tokens: Tokens;
  readonly #running = new Map<AbortController, Timer>();
  #closed = false;

  constructor(env: Environment, url: string, tokens: Tokens) {
    this.#env = env;
    this.#url = url;
    this.#tokens = tokens;
  }

  /** A token that is refused is replaced once. */
  async request<T>(method: string, path: string, body?: Json, isSecond = false): Promise<T> {
    if (!path.startsWith('/')) {
      throw new TypeError(`A path begins with a slash: ${path}`);
    }
    if (this.#closed) {
      throw unanswered('closed');
    }
    const token = await this.#tokens.current();
    const answer = await this.#send(method, path, token, body);
    if (answer.problem?.status !== 401 || this.#tokens.isFixed) {
      return told<T>(answer);
    }
    this.#tokens.refuse(token);
    return isSecond ? told<T>(answer) : this.request(method, path, body, true);
  }

  close(): void {
    this.#closed = true;
    this.#running.forEach((timer, controller) => {
      timer.stop();
      controller.abort();
    });
    this.#running.clear();
  }

  async #send(method: string, path: string, token: string, body: Json | undefined): Promise<Answer> {
    if (this.#closed) {
      throw unanswered('closed');
    }
    const controller = new AbortController();
    const timer = new Timer(this.#env);
    this.#running.set(controller, timer);
    timer.start(PATIENCE_MS, () => controller.abort());
    try {
      const response = await this.#env.fetch(this.#url + path, {
        method,
        headers: {
          Authorization: `Bearer ${token}`,
          Accept: 'application/json',
          ...(body !== undefined && { 'Content-Type': 'application/json' }),
        },
        signal: controller.signal,
        cache: 'no-store',
        body: body === undefined ? null : JSON.stringify(body),
      });
      return await read(response);
    } catch (failure) {
      throw this.#closed ? unanswered('closed') : new JobwireError(problemOf(failure));
    } finally {
      timer.stop();
      this.#running.delete(controller);
    }
  }
}

interface Answer {
  readonly problem?: Problem;
  readonly body?: unknown;
}

function told<T>({ problem, body }: Answer): T {
  if (problem) {
    throw new JobwireError(problem);
  }
  return body as T;
}

async function read(response: Response): Promise<Answer> {
  const text = await response.text();
  if (!response.ok) {
    return { problem: refusal(response, text) };
  }
  return text === '' ? {} : { body: JSON.parse(text) };
}

/** What stands between us and the service answers in words of its own. */
export function refusal(response: Response, text: string): Problem {
  const retryAfter = Number(response.headers.get('Retry-After') ?? NaN);
  const { status } = response;
  return {
    code: 'refused',
    title: `Status ${status}`,
    ...parsed(text),
    status,
    ...(retryAfter >= 0 && { retryAfter }),
  };
}

function parsed(text: string): Partial<Problem> {
  try {
    return text.startsWith('{') ? JSON.parse(text) : {};
  } catch {
    return {};
  }
}
