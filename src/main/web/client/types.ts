/** What the package gives and takes: every type that an application, a hook or a component can hold. */

export type ConnectionState = 'idle' | 'connecting' | 'connected' | 'reconnecting' | 'offline' | 'closed';

export type Transport = 'websocket' | 'sse';

/** How the connection is; a new object for each change, so that `===` tells whether it changed. */
export interface ConnectionStatus {
  readonly state: ConnectionState;
  /** What carries the events while connected. */
  readonly transport?: Transport;
  /** When the next try is due, in epoch milliseconds; in `reconnecting` only. */
  readonly retryAt?: number;
  /** How many tries have failed since the last good connection. */
  readonly failures: number;
  /** Why the connection is not there, for people. */
  readonly reason?: string;
  /** How many commands wait for the connection. */
  readonly queued: number;
  readonly deviceId: string;
}

export type JobState = 'created' | 'running' | 'completed' | 'failed' | 'cancelled';

export interface Progress {
  readonly percent: number;
  readonly step: string | null;
  readonly message: string | null;
}

export interface Step {
  readonly task: string;
  readonly state: 'pending' | 'active' | 'done' | 'failed';
  readonly percent?: number;
  readonly detail?: string;
}

export interface JobError {
  readonly code: string;
  readonly message: string;
}

export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };
export type JsonObject = { readonly [name: string]: Json };

/** A job as the service's answers have it. */
export interface Job {
  readonly jobId: string;
  readonly type: string;
  readonly userId: string;
  readonly state: JobState;
  readonly progress: Progress;
  readonly steps: readonly Step[];
  readonly attempt: number;
  readonly maxAttempts: number;
  readonly priority: number;
  readonly tags: readonly string[];
  readonly input: JsonObject;
  readonly result?: Json;
  readonly error?: JobError;
  readonly createdAt: string;
  readonly runAt?: string;
  readonly startedAt?: string;
  readonly finishedAt?: string;
  readonly durationMs?: number;
  readonly seq: number;
  readonly firstSeq: number;
  readonly position: string;
  readonly outputLength: number;
  readonly hasCheckpoint: boolean;
}

/** A numbered event, or a control event of the service (`control`), as on every transport. */
export interface JobwireEvent<T extends string = string, D = JsonObject> {
  readonly type: T;
  readonly data: D;
  readonly jobId?: string;
  readonly id?: string;
  readonly seq?: number;
  readonly at?: number;
  readonly attempt?: number;
  readonly control?: true;
  /** On the user's stream: an event of one of the user's jobs, with that job's own `id` and `seq`. */
  readonly notice?: true;
}

/** What could not be had, and why: told, never guessed. */
export interface Lost {
  readonly reason:
    | 'backlog-truncated'
    | 'epoch-changed'
    | 'history-rewound'
    | 'position-invalid';
  /** Numbers of the events that were not seen one by one; absent when it cannot be said. */
  readonly missing?: readonly [from: number, to: number];
  /** The state as a whole follows, as a snapshot or from the first event on (`snapshot`), or nothing does (`gap`: a user's stream). */
  readonly mode: 'snapshot' | 'gap';
}

/**
 * What is known of a job: the fold of its events. Immutable; parts that did not change stay the
 * same object. The fields of `Job` that events do not tell are there once a snapshot or an answer
 * told them.
 */
export interface JobView {
  readonly jobId: string;
  /** `undefined` until something is known. */
  readonly state: JobState | undefined;
  readonly progress: Progress;
  readonly steps: readonly Step[];
  readonly attempt: number;
  readonly output: string;
  readonly hasCheckpoint: boolean;
  readonly result?: Json;
  readonly error?: JobError;
  readonly runAt?: string;
  readonly startedAt?: string;
  readonly finishedAt?: string;
  readonly durationMs?: number;
  readonly seq: number;
  /** The position to go on after; `undefined` before the first event. */
  readonly position: string | undefined;
  /** The last declared reset of this subscription, until the next one; absent when nothing was lost. */
  readonly lost?: Lost;
  /** True from a (re)connect, or a view out of a cache, until `stream:live`. */
  readonly catchingUp: boolean;
  /** Terminal, and everything delivered. */
  readonly ended: boolean;
  /** What events do not tell (type, input, tags, …), once a snapshot or an answer told it. */
  readonly job?: Job;
}

/** A refusal, with the service's own words, or a failure to reach it (`status` 0, `code` `unreachable`). */
export interface Problem {
  readonly status: number;
  readonly code: string;
  readonly title: string;
  readonly detail?: string;
  readonly errors?: readonly { readonly path: string; readonly message: string }[];
  readonly requestId?: string;
  /** After how many seconds to try again, when the service said so. */
  readonly retryAfter?: number;
}

export interface NewJob {
  readonly type: string;
  readonly input?: JsonObject;
  readonly query?: string;
  readonly jobId?: string;
  readonly priority?: number;
  readonly delayMs?: number;
  readonly runAt?: string;
  readonly maxAttempts?: number;
  readonly timeoutMs?: number;
  readonly backoff?: { readonly kind: 'fixed' | 'exponential'; readonly delayMs: number; readonly maxMs?: number };
  readonly onDisconnect?: 'continue' | 'cancel';
  readonly graceMs?: number;
  readonly tags?: readonly string[];
}

export interface JobFilter {
  readonly state?: JobState;
  readonly type?: string;
  readonly tag?: string;
  readonly limit?: number;
  readonly cursor?: string;
  /** Somebody else's jobs, or everybody's (`*`): for administrators. */
  readonly userId?: string;
}

export interface JobPage {
  readonly jobs: readonly Job[];
  readonly next?: string;
}

/**
 * Commands. Each is sent with an id of its own, so that a repeated one does nothing twice. While there is no
 * network they wait in the queue (`offline`), and the promise is kept once the service has answered.
 */
export interface Jobs {
  create(job: NewJob): Promise<Job>;
  get(jobId: string): Promise<Job>;
  list(filter?: JobFilter): Promise<JobPage>;
  cancel(jobId: string, reason?: string): Promise<Job>;
  resume(jobId: string): Promise<Job>;
  signal(jobId: string, name: string, payload?: Json): Promise<void>;
  remove(jobId: string): Promise<void>;
}

export interface JobHandlers {
  /** Each numbered event, once and in order, and each control event. */
  onEvent?(event: JobwireEvent): void;
  /** After each batch of events: the view as it is now. */
  onView?(view: JobView): void;
  /** Something could not be had: a declared reset, before what replaces it. */
  onLost?(lost: Lost): void;
  /** Terminal and all delivered; again after a resume. */
  onEnd?(view: JobView): void;
  /** The subscription was refused (not found, forbidden, …) and is over. */
  onError?(problem: Problem): void;
}

/** A job that is followed by any number of observers over one subscription on the wire. */
export interface JobStore {
  /** The same object until something changed. */
  view(): JobView;
  /** Why there is nothing to see, when the service refused. */
  problem(): Problem | undefined;
  /** Told after each change; the subscription on the wire lives while anybody listens, and 1 s longer. */
  subscribe(listener: () => void): () => void;
}

/** An entry of the offline queue that will not be sent any more. */
export interface Expired {
  readonly id: string;
  readonly method: string;
  readonly path: string;
  readonly queuedAt: number;
}

/** An entry that the service has refused. */
export interface Refused extends Expired {
  readonly problem: Problem;
}

/** What `on` can be given beside the types of events. */
export interface ClientEvents {
  connected: { readonly transport: Transport };
  disconnected: { readonly reason: string };
  reconnecting: { readonly retryAt: number; readonly failures: number };
  /**
   * The queue was sent: how many entries went out, and which had expired; and which of those left from before a
   * reload were refused, as nobody waits for their answers any more.
   */
  flushed: { readonly sent: number; readonly expired: readonly Expired[]; readonly refused: readonly Refused[] };
}

/** Where the user's position, the device's name and queued commands are kept; `sessionStorage` when nothing else is given. */
export interface KeyValueStorage {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
}

/** Where the last known views are kept over a reload: `@jobwire/client/cache`. */
export interface ViewCache {
  load(jobId: string): Promise<JobView | undefined>;
  store(view: JobView): void;
  forget(jobId: string): void;
  close(): void;
}

export interface Options {
  /** Where the service is: `https://jobs.example.org`. In a browser, the page's own origin when absent. */
  readonly url?: string;
  /** Asked for a token whenever one is needed; one call at a time. Given the last token that the service has refused. */
  readonly getToken?: (refused?: string) => string | Promise<string>;
  /** A token that is never refreshed: for scripts and tests. */
  readonly token?: string;
  /** Who is signed in: what is kept is this user's alone. */
  readonly user?: string;
  /** This device among the user's; made and kept when absent. */
  readonly deviceId?: string;
  /** In the order they are tried; `['websocket', 'sse']` when absent. */
  readonly transports?: readonly Transport[];
  readonly storage?: KeyValueStorage;
  /** Closed with the client. */
  readonly cache?: ViewCache;
}

export type Unsubscribe = () => void;

/** The client: one connection, any number of jobs. */
export interface Jobwire {
  status(): ConnectionStatus;
  onConnectionStatusChange(listener: (status: ConnectionStatus) => void): Unsubscribe;
  /** Connects by itself for the first job that is followed, or listener of events; this does it before. */
  connect(): void;
  /** Tries now instead of at `retryAt`. */
  retryNow(): void;
  /** There is a new token: asks for it, and hands it over to the service; without a connection, tries now. */
  refreshToken(): void;
  /** Ends everything; nothing is left behind, no timer and no socket. */
  close(): void;

  on<K extends keyof ClientEvents>(name: K, listener: (data: ClientEvents[K]) => void): Unsubscribe;
  /**
   * Events of the user's own stream by type (`tab:update:v1`, `job:completed:v1`, …), `*` for each. With each
   * `stream:open:v1` notices of jobs may have been missed: list them anew.
   */
  on(type: string, listener: (event: JobwireEvent) => void): Unsubscribe;

  /**
   * The view as it is now, and then each event after it; or each after `after`, `'0'` for all that the service
   * still has. Nothing is told before this has returned.
   */
  subscribeToJob(jobId: string, handlers: JobHandlers, options?: { readonly after?: string }): Unsubscribe;
  /** The shared store of a job: the same object for the same job while anybody listens. */
  job(jobId: string): JobStore;

  readonly jobs: Jobs;
  /** Starts a search and returns its job's id at once, also while offline. */
  startSearch(query: string, jobId?: string): string;
  cancelTask(jobId: string): Promise<Job>;
  publishUserEvent(type: 'tab:update:v1' | 'download:progress:v1', data: JsonObject): Promise<{ id: string; seq: number }>;

  /** Any call of the API (`/api/queues`, …) with this client's token; refusals are thrown as `JobwireError`. */
  request<T = unknown>(method: string, path: string, body?: Json): Promise<T>;

  /** Any command of the bridge that the API does not have (`presence.list`), while connected over a WebSocket. */
  ask<T = unknown>(address: string, body?: Json): Promise<T>;
}
