// A world for the client: its time passes when a test says so, its chance has a seed, its sockets are driven by hand.
import type { Environment, SocketLike, Surrounding } from '../../client/environment.js';
import { createJobwire } from '../../client/jobwire.js';
import type { Jobwire, KeyValueStorage, Options, Unsubscribe } from '../../client/types.js';

interface Due {
  readonly at: number;
  readonly number: number;
  readonly run: () => void;
  isOff: boolean;
}

export type Answer = (url: string, init: RequestInit) => Promise<Response> | Response;

export class World implements Environment {
  readonly sockets: Socket[] = [];
  readonly calls: { readonly method: string; readonly path: string; readonly body: unknown; readonly headers: Record<string, string> }[] = [];
  readonly reported: unknown[] = [];
  readonly WebSocket: NonNullable<Environment['WebSocket']>;
  readonly random: () => number;
  storage: KeyValueStorage = new MapStorage();
  origin: string | undefined = 'https://jobs.test';
  online = true;
  answer: Answer = () => Promise.reject(new TypeError('no network'));
  onSocket: (socket: Socket) => void = () => undefined;
  #time = 1_763_629_200_000;
  #number = 0;
  readonly #due: Due[] = [];
  #ids = 0;
  readonly #listeners = new Map<Surrounding, Set<() => void>>();

  constructor(seed = 1) {
    this.random = chance(seed);
    const world = this;
    this.WebSocket = class extends Socket {
      constructor(url: string) {
        super(url);
        world.sockets.push(this);
        world.onSocket(this);
      }
    };
  }

  now(): number {
    return this.#time;
  }

  uuid(): string {
    return `id-${++this.#ids}`;
  }

  setTimeout(run: () => void, ms: number): unknown {
    const due = { at: this.#time + Math.max(0, ms), number: ++this.#number, run, isOff: false };
    // Most are due after those that are there.
    const place = this.#due.findLastIndex((other) => other.at <= due.at) + 1;
    this.#due.splice(place, 0, due);
    return due;
  }

  clearTimeout(timer: unknown): void {
    (timer as Due).isOff = true;
  }

  async fetch(url: string, init: RequestInit): Promise<Response> {
    const headers = Object.fromEntries(new Headers(init.headers));
    const body = typeof init.body === 'string' ? JSON.parse(init.body) : undefined;
    this.calls.push({ method: init.method ?? 'GET', path: url.replace(this.origin!, ''), body, headers });
    return this.answer(url, init);
  }

  isOnline(): boolean {
    return this.online;
  }

  listen(what: Surrounding, listener: () => void): Unsubscribe {
    const listeners = this.#listeners.get(what) ?? new Set();
    this.#listeners.set(what, listeners.add(listener));
    return () => void listeners.delete(listener);
  }

  report(failure: unknown): void {
    this.reported.push(failure);
  }

  // for tests

  get timers(): number {
    return this.#due.filter(({ isOff }) => !isOff).length;
  }

  get ears(): number {
    return [...this.#listeners.values()].reduce((sum, { size }) => sum + size, 0);
  }

  happen(what: Surrounding): void {
    this.online = what === 'offline' ? false : what === 'online' ? true : this.online;
    [...(this.#listeners.get(what) ?? [])].forEach((listener) => listener());
  }

  /** Lets everything happen that needs no time. */
  async settle(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
  }

  /** Lets time pass, with all that is due in it, in order. */
  async pass(ms: number): Promise<void> {
    const until = this.#time + ms;
    await this.settle();
    while (this.#due.length > 0 && this.#due[0]!.at <= until) {
      const { at, run, isOff } = this.#due.shift()!;
      if (!isOff) {
        this.#time = Math.max(at, this.#time);
        run();
        await this.settle();
      }
    }
    this.#time = until;
  }

  /** A client in this world. */
  client(options: Partial<Options> = {}): Jobwire {
    const { token, ...rest } = options;
    return createJobwire({ ...(options.getToken ? {} : { token: token ?? 'token-1' }), ...rest }, this);
  }

  get socket(): Socket {
    const last = this.sockets.at(-1);
    if (!last) {
      throw new Error('no socket was opened');
    }
    return last;
  }
}

/** The service's end of a socket, in a test's hand. */
export class Socket implements SocketLike {
  onopen: ((event: never) => void) | null = null;
  onmessage: ((event: { readonly data: unknown }) => void) | null = null;
  onclose: ((event: { readonly code: number; readonly reason: string }) => void) | null = null;
  onerror: ((event: never) => void) | null = null;
  readonly url: string;
  readonly sent: Record<string, any>[] = [];
  isClosed = false;
  onSent: (frame: Record<string, any>) => void = () => undefined;
  onClosed: () => void = () => undefined;

  constructor(url: string) {
    this.url = url;
  }

  send(text: string): void {
    const frame = JSON.parse(text);
    this.sent.push(frame);
    this.onSent(frame);
  }

  close(): void {
    if (!this.isClosed) {
      this.isClosed = true;
      this.onClosed();
    }
  }

  open(): void {
    this.onopen?.({} as never);
  }

  say(frame: unknown): void {
    this.onmessage?.({ data: typeof frame === 'string' ? frame : JSON.stringify(frame) });
  }

  tell(address: string, body: unknown): void {
    this.say({ type: 'rec', address, body });
  }

  shut(code: number, reason = ''): void {
    this.isClosed = true;
    this.onclose?.({ code, reason });
  }

  /** What was asked to be followed, newest last. */
  registered(address: string): Record<string, any>[] {
    return this.sent.filter((frame) => frame['type'] === 'register' && frame['address'] === address);
  }
}

export class MapStorage implements KeyValueStorage {
  readonly map = new Map<string, string>();

  getItem(key: string): string | null {
    return this.map.get(key) ?? null;
  }

  setItem(key: string, value: string): void {
    this.map.set(key, value);
  }

  removeItem(key: string): void {
    this.map.delete(key);
  }
}

/** Mulberry32: the same numbers for the same seed. */
export function chance(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
