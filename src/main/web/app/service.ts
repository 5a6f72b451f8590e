// What the service says in answers that only this dashboard asks for.

import type { InputSchema } from './input-schema.js';

export interface Queue {
  readonly type: string;
  readonly depth: number;
  readonly running: number;
  readonly delayed: number;
  readonly oldestWaitMs?: number;
  readonly paused: boolean;
}

export interface Queues {
  readonly queues: readonly Queue[];
}

export interface Stats {
  readonly connections: number;
  readonly connected: number;
  readonly subscriptions: number;
  readonly rooms: number;
  readonly users: number;
}

export interface JobType {
  readonly type: string;
  readonly workers: number;
  readonly schema?: InputSchema;
}

export interface Types {
  readonly types: readonly JobType[];
}

export function sum(queues: readonly Queue[], of: (queue: Queue) => number): number {
  return queues.reduce((total, queue) => total + of(queue), 0);
}
