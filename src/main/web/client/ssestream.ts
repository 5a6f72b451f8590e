/** One response of server-sent events, from the request to its end. */

import type { Environment } from './environment.js';
import { refusal } from './http.js';
import { sseParser, type ServerSentEvent } from './sseparser.js';
import type { Problem } from './types.js';

export interface SseListener {
  opened?(): void;
  event(event: ServerSentEvent): void;
  /** The stream is over, and there was nothing more. */
  nothing(): void;
  refused(problem: Problem): void;
  /** The service has ended it. */
  ended(): void;
  failed(reason: string): void;
}

export class SseStream {
  heardAt: number;
  readonly #env: Environment;
  readonly #controller = new AbortController();
  #listener: SseListener | undefined;

  constructor(env: Environment, url: string, token: string, after: string | undefined, listener: SseListener) {
    this.#env = env;
    this.#listener = listener;
    this.heardAt = env.now();
    const headers = { Authorization: `Bearer ${token}`, Accept: 'text/event-stream', ...(after && { 'Last-Event-ID': after }) };
    this.#follow(url, headers).catch((failure) => this.#listener?.failed(String(failure)));
  }

  close(): void {
    this.#listener = undefined;
    this.#controller.abort();
  }

  async #follow(url: string, headers: HeadersInit): Promise<void> {
    const response = await this.#env.fetch(url, { headers, signal: this.#controller.signal, cache: 'no-store' });
    this.heardAt = this.#env.now();
    if (response.status === 204) {
      this.#listener?.nothing();
    } else if (response.status !== 200) {
      const problem = refusal(response, await response.text());
      this.#listener?.refused(problem);
    } else {
      this.#listener?.opened?.();
      await this.#read(response.body!.getReader());
      this.#listener?.ended();
    }
  }

  async #read(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<void> {
    const push = sseParser((event) => this.#listener?.event(event));
    for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
      this.heardAt = this.#env.now();
      push(piece.value);
    }
  }
}
