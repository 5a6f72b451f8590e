/** Puts the client together, and gives it the face that applications see. */

import { Commands, PUBLISH } from './commands.js';
import { Connection, type Openers } from './connection.js';
import { surroundings, type Environment } from './environment.js';
import { Http } from './http.js';
import type { Loss, OpenLink } from './link.js';
import { Listeners, safely } from './listeners.js';
import { Memory } from './memory.js';
import { mayPass, problem, unanswered } from './problem.js';
import { Queue, type Command } from './queue.js';
import { serverSentEvents } from './sse.js';
import { Subscriptions } from './subscriptions.js';
import { Tokens } from './tokens.js';
import type {
  ClientEvents,
  ConnectionState,
  ConnectionStatus,
  Job,
  JobHandlers,
  JobStore,
  JobwireEvent,
  Jobs,
  Jobwire,
  Json,
  JsonObject,
  Options,
  Transport,
  Unsubscribe,
  ViewCache,
} from './types.js';
import { webSockets } from './websocket.js';

/** `world` is for tests: the browser, or Node, when absent. */
export function createJobwire(options: Options, world: Environment = surroundings()): Jobwire {
  return new Client(options, world);
}

class Client implements Jobwire {
  readonly jobs: Jobs;
  readonly #env: Environment;
  readonly #cache: ViewCache | undefined;
  readonly #deviceId: string;
  readonly #memory: Memory;
  readonly #tokens: Tokens;
  readonly #http: Http;
  readonly #queue: Queue;
  readonly #commands: Commands;
  readonly #connection: Connection;
  readonly #subscriptions: Subscriptions;
  readonly #statusListeners: Listeners<ConnectionStatus>;
  readonly #listeners = new Map<string, Listeners<unknown>>();
  readonly #outbox: (() => void)[] = [];
  #status: ConnectionStatus;

  constructor(options: Options, env: Environment) {
    const url = new URL(options.url ?? env.origin ?? '').href.replace(/\/+$/, '');
    this.#env = env;
    this.#cache = options.cache;
    this.#memory = new Memory(env, options.storage ?? env.storage, url, options.user);
    this.#deviceId = options.deviceId ?? this.#memory.deviceId(() => env.uuid());
    this.#tokens = new Tokens(env, options);
    this.#http = new Http(env, url, this.#tokens);
    this.#queue = new Queue(env, this.#memory, {
      send: (command, again) => this.#send(command, again),
      // Where tokens can be had another may be taken.
      mayPass: (why) => mayPass(why) || (why.status === 401 && !this.#tokens.isFixed),
      changed: () => this.#refresh(),
      flushed: (told) => this.#emit('flushed', told),
    });
    this.#subscriptions = new Subscriptions(env, {
      memory: this.#memory,
      cache: options.cache,
      created: (jobId) => this.#queue.created(jobId),
      told: (event) => this.#told(event),
      wanted: () => this.connect(),
    });
    this.#commands = new Commands(this.#http, this.#queue, () => env.uuid(), (job) => this.#subscriptions.answered(job));
    this.jobs = this.#commands;
    const openers = openersFor(env, url, this.#deviceId, options.transports ?? ['websocket', 'sse']);
    this.#connection = new Connection(env, openers, this.#tokens, this.#subscriptions, (before, loss) => this.#changed(before, loss));
    this.#statusListeners = new Listeners(env);
    this.#status = this.#statusNow();
    if (this.#queue.waiting > 0) {
      // Left over from before a reload.
      this.connect();
    }
  }

  // the connection

  status(): ConnectionStatus {
    return this.#status;
  }

  onConnectionStatusChange(listener: (status: ConnectionStatus) => void): Unsubscribe {
    return this.#statusListeners.add(listener);
  }

  connect(): void {
    this.#connection.connect();
  }

  retryNow(): void {
    this.#connection.retryNow();
  }

  refreshToken(): void {
    this.#connection.refreshToken();
    this.#queue.hurry();
  }

  close(): void {
    this.#connection.close();
  }

  on(name: string, listener: (told: never) => void): Unsubscribe {
    let listeners = this.#listeners.get(name);
    if (!listeners) {
      listeners = new Listeners(this.#env);
      this.#listeners.set(name, listeners);
    }
    // What is told of the connection itself needs none.
    if (name === '*' || name.includes(':')) {
      this.connect();
    }
    return listeners.add(listener as (told: unknown) => void);
  }

  // jobs

  subscribeToJob(jobId: string, handlers: JobHandlers, options: { readonly after?: string } = {}): Unsubscribe {
    return this.#subscriptions.job(jobId).observe(handlers, options.after);
  }

  job(jobId: string): JobStore {
    return this.#subscriptions.store(jobId);
  }

  startSearch(query: string, jobId = this.#env.uuid()): string {
    // Who follows the job is told when it could not be created.
    this.jobs.create({ type: 'search', query, jobId }).catch(() => undefined);
    return jobId;
  }

  cancelTask(jobId: string): Promise<Job> {
    return this.jobs.cancel(jobId);
  }

  publishUserEvent(type: 'tab:update:v1' | 'download:progress:v1', data: JsonObject): Promise<{ id: string; seq: number }> {
    this.connect();
    return this.#commands.publish(type, data);
  }

  request<T = unknown>(method: string, path: string, body?: Json): Promise<T> {
    return this.#http.request<T>(method, path, body);
  }

  async ask<T = unknown>(address: string, body: Json = {}): Promise<T> {
    const { link } = this.#connection;
    if (!link) {
      throw unanswered('unreachable');
    }
    return (await link.ask(address, body)) as T;
  }

  // inside

  #send(command: Command, again: boolean): Promise<unknown> {
    if (command.path !== PUBLISH) {
      return this.#commands.send(command, again);
    }
    return this.ask(PUBLISH, command.body);
  }

  #changed(before: ConnectionState, loss: Loss): void {
    const { state } = this.#connection;
    if (state === 'closed') {
      this.#end(loss);
    }
    this.#refresh((status) => {
      if (before !== state) {
        this.#announce(before, status, loss);
      }
    });
  }

  #announce(before: ConnectionState, { state, transport, retryAt, failures }: ConnectionStatus, loss: Loss): void {
    if (before === 'connected') {
      this.#emit('disconnected', { reason: loss.reason });
    }
    switch (state) {
      case 'connected':
        this.#emit('connected', { transport: transport! });
        this.#queue.release();
        break;
      case 'reconnecting':
        this.#emit('reconnecting', { retryAt: retryAt!, failures });
        this.#queue.retry();
        break;
      case 'offline':
        this.#queue.hold();
        break;
    }
  }

  /** Before anybody is told, so that whoever is told finds it so. */
  #end(loss: Loss): void {
    const { kind, reason } = loss;
    this.#subscriptions.close(kind && { ...problem(kind, kind === 'unauthorized' ? 401 : 403), detail: reason });
    this.#queue.close();
    this.#http.close();
    this.#tokens.close();
    this.#memory.close();
    safely(this.#env, () => this.#cache?.close());
  }

  #told(event: JobwireEvent): void {
    this.#emit(event.type, event);
    this.#emit('*', event);
  }

  #statusNow(): ConnectionStatus {
    return { ...this.#connection.status(), queued: this.#queue.waiting, deviceId: this.#deviceId };
  }

  /** What is told in between may change it again: then the new status has been told already. */
  #refresh(between: (status: ConnectionStatus) => void = () => undefined): void {
    const next = this.#statusNow();
    const isNews = JSON.stringify(next) !== JSON.stringify(this.#status);
    const status = isNews ? next : this.#status;
    this.#status = status;
    between(status);
    if (isNews && this.#status === status) {
      this.#statusListeners.tellLatest(() => this.#status);
    }
  }

  /** One after the other: what a listener brings about is told when all have been told of what was before. */
  #emit<K extends string>(name: K, told: K extends keyof ClientEvents ? ClientEvents[K] : JobwireEvent): void {
    this.#outbox.push(() => this.#listeners.get(name)?.tell(told));
    if (this.#outbox.length > 1) {
      return;
    }
    while (this.#outbox.length > 0) {
      this.#outbox[0]!();
      this.#outbox.shift();
    }
  }
}

function openersFor(env: Environment, url: string, deviceId: string, transports: readonly Transport[]): Openers {
  const all = { websocket: () => webSockets(env, url, deviceId), sse: () => serverSentEvents(env, url) };
  const openers = new Map<Transport, OpenLink>();
  for (const transport of transports) {
    const open = all[transport]();
    if (open) {
      openers.set(transport, open);
    }
  }
  return openers;
}
