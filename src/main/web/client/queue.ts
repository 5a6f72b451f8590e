/**
 * Commands on their way: in order for each job, kept until the service has answered, over a reload too.
 * Each has an id of its own in what it sends, so that it may be sent again without doing anything twice.
 */

import { backoff } from './backoff.js';
import type { Environment } from './environment.js';
import type { Memory } from './memory.js';
import { problemOf, unanswered, type JobwireError } from './problem.js';
import { Timer } from './timer.js';
import type { ClientEvents, Expired, Json, Problem, Refused } from './types.js';

const MOST = 100;
/** As storage counts: in characters. */
const MOST_LENGTH = 512 * 1024;
const MOST_MS = 24 * 60 * 60 * 1000;
const MOST_WAIT_MS = 10_000;
const SHELF = 'queue';

export interface Command {
  readonly id: string;
  /** Commands in the same lane go one after the other: a job's id, usually. */
  readonly lane: string;
  readonly method: string;
  readonly path: string;
  readonly body?: Json;
}

interface Entry extends Command {
  readonly queuedAt: number;
}

/** A command, and how whoever waits for its answer is told. */
interface Item {
  readonly entry: Entry;
  readonly resolve: (answer: unknown) => void;
  readonly reject: (failure: unknown) => void;
  /** It may have reached the service. */
  isSent: boolean;
  /** It could not be sent when it was given. */
  hasWaited: boolean;
  /** Nobody waits for its answer any more. */
  readonly wasShelved: boolean;
}

/** What the queue needs of the client. */
export interface Service {
  /** `again`: the service may have had it before, and its answer was lost. */
  send(command: Command, again: boolean): Promise<unknown>;
  /** Whether the same may go well later. */
  mayPass(problem: Problem): boolean;
  changed(): void;
  flushed(told: ClientEvents['flushed']): void;
}

export class Queue {
  readonly #env: Environment;
  readonly #memory: Memory;
  readonly #service: Service;
  readonly #items: Item[] = [];
  readonly #busy = new Set<string>();
  readonly #creations = new Map<string, Promise<unknown>>();
  readonly #timer: Timer;
  #failures = 0;
  #isHeld = false;
  #isClosed = false;
  #sent = 0;
  #expired: Expired[] = [];
  #refused: Refused[] = [];

  constructor(env: Environment, memory: Memory, service: Service) {
    this.#env = env;
    this.#memory = memory;
    this.#service = service;
    this.#timer = new Timer(env);
    shelved(memory).forEach((entry) => void this.#put(entry, true));
  }

  /** How many wait for the connection. */
  get waiting(): number {
    return this.#items.filter(({ hasWaited }) => hasWaited).length;
  }

  /** While a job's creation has not been answered. */
  created(jobId: string): Promise<unknown> | undefined {
    return this.#creations.get(jobId);
  }

  add<T>(command: Command): Promise<T> {
    const entry: Entry = { ...command, queuedAt: this.#env.now() };
    const refusal = this.#refusal(entry);
    if (refusal) {
      return Promise.reject(refusal);
    }
    const answer = this.#put(entry, false);
    this.#shelve((entries) => [...entries, entry]);
    this.#run();
    this.#service.changed();
    return answer as Promise<T>;
  }

  /** There is a connection: whatever waits goes now. */
  release(): void {
    this.#isHeld = false;
    this.#failures = 0;
    this.#timer.stop();
    this.#run();
  }

  /** There is no network: nothing is tried until there is a connection. */
  hold(): void {
    this.#isHeld = true;
    this.#timer.stop();
  }

  /** The network is there again, if not the connection: they may get through without it. */
  retry(): void {
    if (this.#isHeld) {
      this.#isHeld = false;
      this.#wait(0);
    }
  }

  /** There is another token, for which some may have waited. */
  hurry(): void {
    if (this.#timer.isRunning) {
      this.release();
    }
  }

  /** What has not been answered stays on the shelf, for the next time. */
  close(): void {
    this.#isClosed = true;
    this.#timer.stop();
    this.#items.splice(0).forEach(({ reject }) => reject(unanswered('closed')));
    this.#creations.clear();
  }

  #refusal(one: Entry): JobwireError | undefined {
    if (this.#isClosed) {
      return unanswered('closed');
    }
    const all = [...this.#items.map(({ entry }) => entry), one];
    return all.length > MOST || JSON.stringify(all).length > MOST_LENGTH ? unanswered('queue_full') : undefined;
  }

  /** What was on the shelf may have been sent before. */
  #put(entry: Entry, wasShelved: boolean): Promise<unknown> {
    const hasWaited = wasShelved || this.#isHeld || this.#timer.isRunning;
    const answer = new Promise<unknown>((resolve, reject) => {
      this.#items.push({ entry, resolve, reject, isSent: wasShelved, hasWaited, wasShelved });
    });
    if (isCreation(entry)) {
      this.#creations.set(entry.lane, answer);
    }
    // Whoever gave the command is told of its failure, if there still is somebody.
    answer.catch(() => undefined);
    return answer;
  }

  // sending

  #run(): void {
    if (this.#isHeld || this.#isClosed || this.#timer.isRunning) {
      return;
    }
    this.#dropExpired();
    for (const item of [...this.#items]) {
      if (!this.#busy.has(item.entry.lane)) {
        this.#busy.add(item.entry.lane);
        void this.#send(item);
      }
    }
    this.#tellFlushed();
  }

  async #send(item: Item): Promise<void> {
    const again = item.isSent;
    item.isSent = true;
    try {
      const answer = await this.#service.send(item.entry, again);
      this.#failures = 0;
      this.#done(item, () => item.resolve(answer));
    } catch (failure) {
      this.#failed(item, failure);
    }
    this.#busy.delete(item.entry.lane);
    this.#run();
  }

  #failed(item: Item, failure: unknown): void {
    const problem = problemOf(failure);
    if (!this.#service.mayPass(problem)) {
      if (item.wasShelved) {
        this.#refused.push({ ...asTold(item), problem });
      }
      this.#done(item, () => item.reject(failure));
      return;
    }
    if (!item.hasWaited) {
      item.hasWaited = true;
      this.#service.changed();
    }
    if (!this.#isHeld && !this.#isClosed && !this.#timer.isRunning) {
      this.#wait(Math.min(MOST_WAIT_MS, (problem.retryAfter ?? 0) * 1000));
    }
  }

  #wait(atLeast: number): void {
    this.#timer.start(atLeast + backoff(++this.#failures, this.#env.random), () => this.#run());
  }

  /** Off the shelf before anybody is told, who may then look. */
  #done(item: Item, tell: () => void): void {
    if (!this.#remove(item)) {
      return;
    }
    if (item.hasWaited) {
      this.#sent++;
    }
    tell();
    this.#service.changed();
  }

  #remove(item: Item): boolean {
    const place = this.#items.indexOf(item);
    if (place < 0) {
      return false;
    }
    this.#items.splice(place, 1);
    if (isCreation(item.entry)) {
      this.#creations.delete(item.entry.lane);
    }
    this.#shelve((entries) => entries.filter(({ id }) => id !== item.entry.id));
    return true;
  }

  #dropExpired(): void {
    const oldest = this.#env.now() - MOST_MS;
    const isOld = ({ entry }: Item) => entry.queuedAt < oldest && !this.#busy.has(entry.lane);
    for (const item of this.#items.filter(isOld)) {
      this.#remove(item);
      this.#expired.push(asTold(item));
      item.reject(unanswered('expired'));
      this.#service.changed();
    }
  }

  /** When nothing waits any more, if anything did. */
  #tellFlushed(): void {
    if (this.waiting > 0 || this.#sent + this.#expired.length === 0) {
      return;
    }
    const told = { sent: this.#sent, expired: this.#expired, refused: this.#refused };
    this.#sent = 0;
    this.#expired = [];
    this.#refused = [];
    this.#service.flushed(told);
  }

  /** Another tab may share the shelf: only what is ours is changed on it. */
  #shelve(change: (entries: readonly Entry[]) => readonly Entry[]): void {
    this.#memory.write(SHELF, change(shelved(this.#memory)));
  }
}

function shelved(memory: Memory): readonly Entry[] {
  const entries = memory.read<readonly Entry[]>(SHELF);
  return Array.isArray(entries) ? entries.filter(isEntry).slice(-MOST) : [];
}

function isEntry(entry: Partial<Entry> | null): boolean {
  const texts = [entry?.id, entry?.lane, entry?.method, entry?.path];
  return texts.every((text) => typeof text === 'string') && typeof entry?.queuedAt === 'number';
}

function asTold({ entry: { id, method, path, queuedAt } }: Item): Expired {
  return { id, method, path, queuedAt };
}

function isCreation({ method, path }: Command): boolean {
  return method === 'POST' && path === '/api/jobs';
}
