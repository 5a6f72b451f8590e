/** The one connection: what is done in each state of its life. The table of machine.ts says which comes when. */

import { backoff } from './backoff.js';
import type { ControlEventData } from './events.js';
import type { Environment, Surrounding } from './environment.js';
import type { Hearing, Link, Loss, OpenLink } from './link.js';
import { TABLE, type Happening } from './machine.js';
import { Timer } from './timer.js';
import type { Tokens } from './tokens.js';
import type { ConnectionState, ConnectionStatus, JobwireEvent, Problem, Transport, Unsubscribe } from './types.js';
import { Watch } from './watch.js';

/** So long a transport may take to let us in. */
const DIAL_MS = 8_000;
/** So long a connection must have held to count as a good one. */
const STEADY_MS = 10_000;
/** How often a network is tried that the browser says is not there. */
const OFFLINE_MS = 30_000;
/** Where only the other transport works, the blocked one is left alone for so long. */
const BLOCKED_MS = 300_000;
/** A token that ends soon is announced on each address, and may be followed by another such. */
const REFRESH_MS = 10_000;

/** The streams that come over the connection. */
export interface Streams {
  /** They may be registered. */
  linked(link: Link): void;
  unlinked(): void;
  heard(address: string, event: JobwireEvent): void;
  refused(address: string, problem: Problem): void;
  over(address: string): void;
}

/** Told when the status is another; so is the state, if it is not the one before. */
export type Changed = (before: ConnectionState, loss: Loss) => void;

export type Openers = ReadonlyMap<Transport, OpenLink>;

export class Connection {
  readonly #env: Environment;
  readonly #openers: Openers;
  readonly #tokens: Tokens;
  readonly #streams: Streams;
  readonly #changed: Changed;
  readonly #waiting: Timer;
  readonly #watch: Watch;
  readonly #steady: Timer;
  #state: ConnectionState = 'idle';
  #unlisten: readonly Unsubscribe[] = [];
  #link: Link | undefined;
  #transport: Transport | undefined;
  /** Changes with each try: what comes back to an older one is too late. */
  #attempt: object = {};
  #token = '';
  #failures = 0;
  #retryAt: number | undefined;
  #reason: string | undefined;
  #blockedUntil = 0;
  /** A node that goes away says when to come back, so that not all come at once. */
  #backAfter = 0;
  #refreshedAt = -Infinity;

  constructor(env: Environment, openers: Openers, tokens: Tokens, streams: Streams, changed: Changed) {
    this.#env = env;
    this.#openers = openers;
    this.#tokens = tokens;
    this.#streams = streams;
    this.#changed = changed;
    this.#waiting = new Timer(env);
    this.#watch = new Watch(env, () => this.#end({ reason: 'silent' }));
    this.#steady = new Timer(env);
  }

  get state(): ConnectionState {
    return this.#state;
  }

  /** There while connected. */
  get link(): Link | undefined {
    return this.#state === 'connected' ? this.#link : undefined;
  }

  status(): Omit<ConnectionStatus, 'queued' | 'deviceId'> {
    return {
      state: this.#state,
      failures: this.#failures,
      ...(this.#state === 'connected' && this.#transport && { transport: this.#transport }),
      ...(this.#retryAt !== undefined && { retryAt: this.#retryAt }),
      ...(this.#reason !== undefined && { reason: this.#reason }),
    };
  }

  connect(): void {
    this.#happen('connect');
  }

  retryNow(): void {
    this.#happen('retry');
  }

  /** There is a new token. */
  refreshToken(): void {
    if (this.#state === 'connected') {
      this.#refreshedAt = -Infinity;
      void this.#refresh();
    } else {
      this.retryNow();
    }
  }

  close(): void {
    this.#happen('close', { reason: 'closed' });
  }

  // the one place where the state changes

  #happen(what: Happening, loss: Loss = { reason: what }): void {
    const before = this.#state;
    const next = TABLE[before][what];
    if (next === undefined) {
      return;
    }
    this.#count(before, what);
    this.#leave(next);
    this.#state = next;
    this.#reason = next === 'connected' || next === 'connecting' ? undefined : loss.reason;
    this.#enter(next, loss);
    if (this.#state === next) {
      this.#changed(before, loss);
    }
  }

  #leave(next: ConnectionState): void {
    this.#waiting.stop();
    this.#watch.stop();
    this.#steady.stop();
    this.#attempt = {};
    this.#retryAt = undefined;
    if (next !== 'connected') {
      this.#drop();
    }
  }

  #drop(): void {
    const link = this.#link;
    this.#link = undefined;
    if (link) {
      link.close();
      this.#streams.unlinked();
    }
  }

  /** A connection that has not held for long is a try that failed. */
  #count(before: ConnectionState, what: Happening): void {
    if (what === 'lost' && (before === 'connecting' || this.#steady.isRunning)) {
      this.#failures++;
    }
  }

  #enter(state: ConnectionState, loss: Loss): void {
    switch (state) {
      case 'connecting':
        this.#listen();
        void this.#dial();
        break;
      case 'connected':
        this.#steady.start(STEADY_MS, () => this.#held());
        this.#watch.start(this.#link!);
        break;
      case 'reconnecting':
        this.#wait(Math.max(loss.atLeast ?? 0, this.#backAfter));
        this.#backAfter = 0;
        break;
      case 'offline':
        this.#waiting.start(OFFLINE_MS, () => this.#happen('due'));
        break;
      case 'closed':
        this.#unlisten.forEach((unlisten) => unlisten());
        this.#unlisten = [];
        break;
      case 'idle':
        break;
    }
  }

  #held(): void {
    this.#failures = 0;
    this.#changed(this.#state, { reason: '' });
  }

  #wait(atLeast: number): void {
    const ms = Math.ceil(atLeast + backoff(this.#failures, this.#env.random));
    this.#retryAt = this.#env.now() + ms;
    this.#waiting.start(ms, () => this.#happen('due'));
  }

  // connecting

  async #dial(): Promise<void> {
    const attempt = this.#attempt;
    const isCurrent = () => this.#attempt === attempt;
    try {
      const token = await this.#tokens.fresh(isCurrent);
      if (isCurrent()) {
        this.#token = token;
        this.#open(this.#order(), []);
      }
    } catch (failure) {
      if (isCurrent()) {
        this.#end({ reason: String(failure) });
      }
    }
  }

  #order(): readonly Transport[] {
    const all = [...this.#openers.keys()];
    return this.#env.now() < this.#blockedUntil ? all.slice(1) : all;
  }

  /** The first that the service answers on. */
  #open([transport, ...others]: readonly Transport[], failed: readonly Transport[]): void {
    if (transport === undefined) {
      this.#blockedUntil = 0;
      this.#end({ reason: 'no transport' });
      return;
    }
    const next = (loss: Loss): void => {
      this.#drop();
      if (loss.kind || loss.atLeast !== undefined || others.length === 0) {
        this.#blockedUntil = 0;
        this.#end(loss);
      } else {
        this.#open(others, [...failed, transport]);
      }
    };
    this.#waiting.start(DIAL_MS, () => next({ reason: 'no answer' }));
    this.#transport = transport;
    try {
      this.#link = this.#linkOver(transport, failed.length > 0, next);
    } catch (failure) {
      next({ reason: String(failure) });
    }
  }

  /** Whatever a link says that is not the present one is not heard. */
  #linkOver(transport: Transport, isSecondChoice: boolean, next: (loss: Loss) => void): Link {
    const hear =
      <A extends readonly unknown[]>(heard: (...told: A) => void) =>
      (...told: A): void => {
        if (this.#link === link) {
          heard(...told);
        }
      };
    const hearing: Hearing = {
      ready: hear(() => this.#streams.linked(link)),
      opened: hear(() => this.#opened(isSecondChoice)),
      event: hear((address, event) => this.#event(address, event)),
      refused: hear((address, problem) => this.#streams.refused(address, problem)),
      over: hear((address) => this.#streams.over(address)),
      lost: hear((loss) => (this.#state === 'connecting' ? next(loss) : this.#end(loss))),
    };
    const link: Link = this.#openers.get(transport)!(this.#token, hearing);
    return link;
  }

  #opened(isSecondChoice: boolean): void {
    if (isSecondChoice) {
      this.#blockedUntil = this.#env.now() + BLOCKED_MS;
    }
    this.#happen('opened');
  }

  #end(loss: Loss): void {
    if (loss.kind === 'unauthorized') {
      this.#tokens.refuse(this.#token);
    }
    if (loss.kind === 'refused' || (loss.kind === 'unauthorized' && this.#tokens.isFixed)) {
      this.#happen('refused', loss);
    } else {
      this.#happen(this.#env.isOnline() ? 'lost' : 'offline', loss);
    }
  }

  // connected

  #event(address: string, event: JobwireEvent): void {
    switch (event.type) {
      case 'auth:expiring:v1':
        void this.#refresh();
        break;
      case 'server:draining:v1':
        // It still brings what comes, until it closes.
        this.#backAfter = (event.data as unknown as ControlEventData['server:draining:v1']).reconnectAfterMs;
        break;
      default:
        this.#streams.heard(address, event);
    }
  }

  async #refresh(): Promise<void> {
    const link = this.#link;
    if (this.#tokens.isFixed || this.#env.now() - this.#refreshedAt < REFRESH_MS) {
      return;
    }
    this.#refreshedAt = this.#env.now();
    try {
      const token = await this.#tokens.fresh(() => this.#link === link);
      if (this.#link === link) {
        this.#token = token;
        await link?.refresh(token);
      }
    } catch {
      // The old token goes on until its end; then the service says so, and another is asked for.
    }
  }

  // the world around

  #listen(): void {
    if (this.#unlisten.length > 0) {
      return;
    }
    const on = (what: Surrounding, heard: () => void) => this.#env.listen(what, heard);
    this.#unlisten = [
      on('offline', () => this.#happen('offline')),
      on('online', () => this.#awake('online')),
      on('shown', () => this.#awake('shown')),
    ];
  }

  /** The network may be another one now, or the page has slept: the connection may be dead without knowing. */
  #awake(why: 'online' | 'shown'): void {
    if (why === 'online') {
      this.#blockedUntil = 0;
    }
    if (this.#state === 'connected') {
      this.#watch.probe();
    } else {
      this.#happen(why);
    }
  }
}
