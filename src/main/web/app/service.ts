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

/** Numbers come out of buckets; without any there is no percentile. */
export interface Percentiles {
  readonly count: number;
  readonly p50?: number;
  readonly p95?: number;
  readonly p99?: number;
}

export interface JobNumbers {
  readonly created: number;
  readonly completed: number;
  readonly failed: number;
  readonly cancelled: number;
  readonly successRatio?: number;
  readonly waitMs: Percentiles;
  readonly runMs: Percentiles;
}

export interface SessionNumbers {
  readonly started: number;
  readonly ended: number;
  readonly lengthMs: Percentiles;
}

export interface DayNumbers {
  readonly day: string;
  readonly activeUsers: number;
  readonly sessions: SessionNumbers;
  readonly jobs: JobNumbers;
}

export interface Summary {
  readonly from: string;
  readonly to: string;
  readonly relativeError: number;
  readonly days: readonly DayNumbers[];
  readonly sessions: SessionNumbers & { readonly open: number };
  readonly jobs: JobNumbers;
  readonly types: readonly (JobNumbers & { readonly type: string })[];
  readonly model: { readonly firstTokenMs: Percentiles; readonly durationMs: Percentiles; readonly tokensPerSecond: Percentiles };
}

export function sum(queues: readonly Queue[], of: (queue: Queue) => number): number {
  return queues.reduce((total, queue) => total + of(queue), 0);
}
