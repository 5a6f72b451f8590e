/** A client that is driven by hand: what the service would do, the test does. */

import type {
  ClientEvents,
  ConnectionStatus,
  Job,
  JobFilter,
  JobPage,
  JobStore,
  JobView,
  Jobs,
  Jobwire,
  JobwireEvent,
  Problem,
} from '../../client/types.js';

const GRACE_MS = 1000;

export class FakeStore implements JobStore {
  readonly #jobId: string;
  readonly #listeners = new Set<() => void>();
  #grace: ReturnType<typeof setTimeout> | undefined;
  #problem: Problem | undefined;
  now: JobView;
  /** How often the wire was asked to follow this job, and whether it does. */
  registered = 0;
  isRegistered = false;

  constructor(jobId: string) {
    this.#jobId = jobId;
    this.now = unknownView(jobId);
  }

  view(): JobView {
    return this.now;
  }

  problem(): Problem | undefined {
    return this.#problem;
  }

  get listeners(): number {
    return this.#listeners.size;
  }

  subscribe(listener: () => void): () => void {
    clearTimeout(this.#grace);
    if (!this.isRegistered) {
      this.registered++;
      this.isRegistered = true;
    }
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size === 0) {
        this.#grace = setTimeout(() => (this.isRegistered = false), GRACE_MS);
      }
    };
  }

  /** Something became known. */
  change(known: Partial<JobView>): void {
    this.now = { ...this.now, seq: this.now.seq + 1, catchingUp: false, ...known };
    this.#tell();
  }

  /** The word that all was delivered, after the terminal event. */
  end(): void {
    this.now = { ...this.now, ended: true };
    this.#tell();
  }

  chunk(text: string): void {
    this.change({ state: 'running', output: this.now.output + text });
  }

  refuse(problem: Problem): void {
    this.#problem = problem;
    this.#tell();
  }

  #tell(): void {
    this.#listeners.forEach((listener) => listener());
  }

  toString(): string {
    return this.#jobId;
  }
}

export class FakeJobwire implements Jobwire {
  readonly #stores = new Map<string, FakeStore>();
  readonly #handlers = new Map<string, Set<(data: never) => void>>();
  readonly #statusListeners = new Set<(status: ConnectionStatus) => void>();
  #status: ConnectionStatus = { state: 'connected', transport: 'websocket', failures: 0, queued: 0, deviceId: 'd1' };
  /** How often `on('*', …)` was called. */
  streams = 0;
  retries = 0;
  /** What was asked of the service, answered by the test. */
  readonly asked: Asked[] = [];

  readonly jobs: Jobs = {
    create: () => Promise.reject(new Error('not here')),
    get: (jobId) => this.#ask('get', jobId),
    list: (filter) => this.#ask<JobPage>('list', filter),
    cancel: (jobId, reason) => this.#ask('cancel', jobId, reason),
    resume: (jobId) => this.#ask('resume', jobId),
    signal: (jobId, name, payload) => this.#ask('signal', jobId, name, payload),
    remove: (jobId) => this.#ask('remove', jobId),
  };

  job(jobId: string): FakeStore {
    const store = this.#stores.get(jobId) ?? new FakeStore(jobId);
    this.#stores.set(jobId, store);
    return store;
  }

  status(): ConnectionStatus {
    return this.#status;
  }

  onConnectionStatusChange(listener: (status: ConnectionStatus) => void): () => void {
    this.#statusListeners.add(listener);
    return () => void this.#statusListeners.delete(listener);
  }

  on(name: string, listener: (data: never) => void): () => void {
    this.streams += name === '*' ? 1 : 0;
    const all = this.#handlers.get(name) ?? new Set();
    this.#handlers.set(name, all.add(listener));
    return () => void all.delete(listener);
  }

  refreshToken(): void {}

  connection(status: Partial<ConnectionStatus>): void {
    this.#status = { ...this.#status, ...status };
    this.#statusListeners.forEach((listener) => listener(this.#status));
  }

  tell(name: keyof ClientEvents | 'stream:open:v1', data: unknown): void {
    this.#handlers.get(name)?.forEach((listener) => listener(data as never));
  }

  notice(event: JobwireEvent): void {
    this.#handlers.get('*')?.forEach((listener) => listener(event as never));
  }

  listenersOn(name: string): number {
    return this.#handlers.get(name)?.size ?? 0;
  }

  /** The next question of this kind that was not answered yet. */
  question(kind: string, ...first: unknown[]): Asked {
    const found = this.asked.find(
      (each) => each.kind === kind && !each.isAnswered && first.every((value, place) => each.args[place] === value),
    );
    if (found === undefined) {
      throw new Error(`Nobody asks for ${kind} ${first.join()}.`);
    }
    return found;
  }

  count(kind: string): number {
    return this.asked.filter((each) => each.kind === kind).length;
  }

  retryNow(): void {
    this.retries++;
  }

  connect(): void {}
  close(): void {}
  subscribeToJob = () => () => {};
  startSearch = () => 'never';
  cancelTask = () => Promise.reject(new Error('not here'));
  publishUserEvent = () => Promise.reject(new Error('not here'));
  request = () => Promise.reject(new Error('not here'));
  ask = () => Promise.reject(new Error('not here'));

  #ask<T>(kind: string, ...args: unknown[]): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const asked: Asked = {
        kind,
        args,
        isAnswered: false,
        answer: (value) => {
          asked.isAnswered = true;
          resolve(value as T);
        },
        refuse: (problem) => {
          asked.isAnswered = true;
          reject(Object.assign(new Error(problem.title), { problem }));
        },
      };
      this.asked.push(asked);
    });
  }
}

export interface Asked {
  readonly kind: string;
  readonly args: readonly unknown[];
  isAnswered: boolean;
  readonly answer: (value?: unknown) => void;
  readonly refuse: (problem: Problem) => void;
}

export function unknownView(jobId: string): JobView {
  return {
    jobId,
    state: undefined,
    progress: { percent: 0, step: null, message: null },
    steps: [],
    attempt: 0,
    output: '',
    hasCheckpoint: false,
    seq: 0,
    position: undefined,
    catchingUp: true,
    ended: false,
  };
}

/** The jobs of these tests were created a second apart. */
export function aJob(number: number, known: Partial<Job> = {}): Job {
  return {
    jobId: `job-${number}`,
    type: 'mail',
    userId: 'anna',
    state: 'running',
    progress: { percent: 0, step: null, message: null },
    steps: [],
    attempt: 1,
    maxAttempts: 3,
    priority: 0,
    tags: [],
    input: {},
    createdAt: new Date(Date.UTC(2025, 10, 20) + number * 1000).toISOString(),
    seq: 10,
    firstSeq: 1,
    position: 'e.10.x',
    outputLength: 0,
    hasCheckpoint: false,
    ...known,
  };
}

export function aNotice(type: string, number: number, seq: number, data: object = {}): JobwireEvent {
  const at = Date.UTC(2025, 10, 20, 1) + seq;
  return { type, jobId: `job-${number}`, id: `e.${seq}.y`, seq, at, attempt: 1, notice: true, data: data as never };
}

export function pageOf(jobs: readonly Job[], next?: string): JobPage {
  return next === undefined ? { jobs } : { jobs, next };
}

export const filterOf = (asked: Asked): JobFilter => asked.args[0] as JobFilter;
