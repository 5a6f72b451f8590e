/** Workers in Node: they claim jobs over HTTP, do them, and tell what happens. */

export { JobwireError } from '../client/problem.js';
export { AttemptOver, JobError } from './failures.js';
export {
  publishJobCheckpoint,
  publishJobChunk,
  publishJobComplete,
  publishJobError,
  publishJobProgress,
  publishModelChunk,
  publishModelComplete,
  publishSearchResult,
} from './publish.js';
export { createWorker } from './worker.js';
export type { Handler, JobContext, JobSignal, JobWorker, Signals, WorkerOptions } from './types.js';
export type { Json, JsonObject, Problem } from '../client/types.js';
