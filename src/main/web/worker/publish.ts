/** The verbs of a job as functions, for whoever prefers them. Each is fulfilled when the service has stored it. */

import type { ModelChunk, ModelComplete, SearchResult } from '../client/events.js';
import type { Json, JsonObject } from '../client/types.js';
import type { JobContext } from './types.js';

export function publishJobProgress(
  job: JobContext,
  { percent, step, message }: { readonly percent: number; readonly step?: string; readonly message?: string },
): Promise<void> {
  return job.progress(percent, step, message);
}

/** Streamed text, appended to the job's output. */
export function publishJobChunk(job: JobContext, text: string): Promise<void> {
  return job.chunk(text);
}

export function publishJobCheckpoint(job: JobContext, data: Json, label?: string): Promise<void> {
  return job.saveCheckpoint(data, label);
}

/** Ends the job; what the handler returns after that is ignored. */
export function publishJobComplete(job: JobContext, result?: Json): Promise<void> {
  return job.complete(result);
}

/** Ends the attempt; another one follows if `retryable` is not false and the job has attempts left. */
export function publishJobError(
  job: JobContext,
  error: { readonly code: string; readonly message: string; readonly retryable?: boolean },
): Promise<void> {
  return job.fail(error);
}

/** A piece of a model's text; counted by itself, so `index` is not asked for. */
export function publishModelChunk(job: JobContext, { text, total }: Pick<ModelChunk, 'text' | 'total'>): Promise<void> {
  return job.chunk(text, total);
}

export function publishModelComplete(job: JobContext, told: ModelComplete): Promise<void> {
  return job.event('model:complete:v1', told as unknown as JsonObject);
}

export function publishSearchResult(job: JobContext, found: SearchResult): Promise<void> {
  return job.event('search:result:v1', found as unknown as JsonObject);
}
