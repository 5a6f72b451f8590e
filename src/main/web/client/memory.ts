/**
 * What survives a reload: the device's name, how far the user's stream and each job were seen, and what is queued.
 * A job's view needs all events again when it is not cached; whoever was told of them is not told twice.
 */

import type { Environment } from './environment.js';
import { Timer } from './timer.js';
import type { KeyValueStorage, Unsubscribe } from './types.js';

/** A crash may cost so much of what was seen; a reload costs nothing. */
const PAUSE_MS = 1000;
const POSITION = 'position';
const JOBS = 'jobs';
const MOST_JOBS = 200;

/** Storage that may be absent, full or forbidden: then nothing is remembered, and nothing else is wrong. */
export class Memory {
  readonly #storage: KeyValueStorage | undefined;
  readonly #prefix: string;
  readonly #timer: Timer;
  readonly #unlisten: Unsubscribe;
  readonly #seen: Map<string, string>;
  #position: string | undefined;

  /** `url` keeps the memories of different services apart, `user` those of different people. */
  constructor(env: Environment, storage: KeyValueStorage | undefined, url: string, user: string | undefined) {
    this.#storage = storage;
    this.#prefix = `jobwire:${url}:${user === undefined ? '' : `${encodeURIComponent(user)}:`}`;
    this.#timer = new Timer(env);
    this.#position = this.read(POSITION);
    this.#seen = new Map(Object.entries(this.read<Record<string, string>>(JOBS) ?? {}));
    this.#unlisten = env.listen('hidden', () => this.#write());
  }

  deviceId(make: () => string): string {
    const known = this.read<string>('device') ?? make();
    this.write('device', known);
    return known;
  }

  /** In the user's own stream. */
  get position(): string | undefined {
    return this.#position;
  }

  reached(position: string): void {
    if (this.#position !== position) {
      this.#position = position;
      if (!this.#timer.isRunning) {
        this.#timer.start(PAUSE_MS, () => this.#write());
      }
    }
  }

  /** How far an earlier page was told of a job's events: for who follows it first on this one, and nobody after. */
  seenOf(jobId: string): string | undefined {
    const seen = this.#seen.get(jobId);
    this.#seen.delete(jobId);
    return seen;
  }

  /** Those that were seen last are remembered longest. */
  saw(jobId: string, position: string): void {
    const { [jobId]: _, ...others } = this.read<Record<string, string>>(JOBS) ?? {};
    this.write(JOBS, Object.fromEntries([...Object.entries(others), [jobId, position]].slice(-MOST_JOBS)));
  }

  close(): void {
    this.#unlisten();
    this.#timer.stop();
    this.#write();
  }

  read<T>(name: string): T | undefined {
    try {
      return JSON.parse(this.#storage!.getItem(this.#prefix + name)!) ?? undefined;
    } catch {
      return undefined;
    }
  }

  write(name: string, value: unknown): void {
    try {
      this.#storage!.setItem(this.#prefix + name, JSON.stringify(value));
    } catch {
      // Absent, full or forbidden.
    }
  }

  #write(): void {
    if (this.#position !== undefined) {
      this.write(POSITION, this.#position);
    }
  }
}
