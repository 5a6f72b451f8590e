/** The data of every event. Made from events.schema.json by scripts/events.mjs: change it there. */

import type { Job, JobError, JobState, Json, Step } from './types.js';

/** A part of a text. */
export interface Highlight {
  /** Where it begins, in UTF-16 units. */
  readonly from: number;
  /** Where it ends, itself not in it. */
  readonly to: number;
}

/** One thing found. */
export interface Found {
  /** 1 is the best. */
  readonly rank: number;
  /** What it is called. */
  readonly title: string;
  /** Where it is. */
  readonly url: string;
  /** The passage. */
  readonly snippet: string;
  /** What of the snippet was asked for. */
  readonly highlights?: readonly Highlight[];
  /** How well it fits; comparable within one search only. */
  readonly score: number;
}

/** A job was accepted. */
export interface JobCreated {
  /** The kind of work. */
  readonly type: string;
  /** Higher goes first. */
  readonly priority: number;
  /** Not before this instant. */
  readonly runAt?: number;
}

/** An attempt starts. Output beyond keep is void: viewers cut back to it, and take steps and progress from here. */
export interface JobRunning {
  /** Who does it. */
  readonly worker: string;
  /** How much of the output still holds, in UTF-16 units. */
  readonly keep: number;
  /** The steps at the checkpoint; empty without one. */
  readonly steps: readonly Step[];
  /** The progress at the checkpoint; empty without one. */
  readonly progress: { readonly percent?: number; readonly step?: string; readonly message?: string; };
  /** Whether it starts from a checkpoint. */
  readonly fromCheckpoint: boolean;
}

/** How far the whole job is. */
export interface JobProgress {
  /** How much is done. */
  readonly percent: number;
  /** What is being done. */
  readonly step?: string;
  /** What there is to say about it. */
  readonly message?: string;
}

/** How far one step of the job is; a job has at most 100 of them. */
export interface TaskProgress {
  /** The name of the step. */
  readonly task: string;
  /** Where the step stands. */
  readonly state: Step['state'];
  /** How much is done. */
  readonly percent?: number;
  /** What there is to say about it. */
  readonly detail?: string;
}

/** A piece of text, to be appended to the output. */
export interface ModelChunk {
  /** The text. */
  readonly text: string;
  /** Its number among the pieces. */
  readonly index: number;
  /** How many pieces there will be. */
  readonly total?: number;
}

/** A call of a model ended. */
export interface ModelComplete {
  /** Which model. */
  readonly model: string;
  /** What it counted, as far as it tells. */
  readonly tokens: { readonly prompt?: number; readonly completion?: number; };
  /** How long the first token took. */
  readonly firstTokenMs: number;
  /** How long all of it took. */
  readonly durationMs: number;
}

/** A search starts. */
export interface SearchStarted {
  /** What is searched for. */
  readonly query: string;
}

/** One thing found. */
export type SearchResult = Found;

/** A search ended. */
export interface SearchComplete {
  /** How much was found. */
  readonly count: number;
  /** How long it took. */
  readonly durationMs: number;
  /** The best of it. */
  readonly results: readonly Found[];
}

/** Progress is saved; a later attempt starts from here. */
export interface JobCheckpoint {
  /** What the handler calls it. */
  readonly label?: string;
}

/** Somebody sent input to the running job. */
export interface JobSignal {
  /** What kind of signal. */
  readonly name: string;
  /** Any JSON value. */
  readonly payload: Json;
  /** The user who sent it. */
  readonly by: string;
}

/** The attempt ended, another will follow. */
export interface JobRetrying {
  /** How it ended. */
  readonly reason: 'failed' | 'orphaned' | 'timeout' | 'released';
  /** Why an attempt failed. */
  readonly error?: JobError;
  /** Not before this instant. */
  readonly retryAt: number;
}

/** Put back to work by hand. */
export interface JobResumed {
  /** The user who did it. */
  readonly by: string;
}

/** It is done. The last event, until somebody resumes the job. */
export interface JobCompleted {
  /** What the handler answered; any JSON value. */
  readonly result: Json;
  /** How long it took. */
  readonly durationMs: number;
}

/** It will not be tried again. The last event, until somebody resumes the job. */
export interface JobFailed {
  /** Why an attempt failed. */
  readonly error: JobError;
  /** How long it took. */
  readonly durationMs: number;
}

/** Somebody stopped it. The last event, until somebody resumes the job. */
export interface JobCancelled {
  /** The user who did it. */
  readonly by: string;
  /** Why, if they said so. */
  readonly reason?: string;
}

/** What a browser tab of the user shows. On the user's stream; more fields are allowed. */
export interface TabUpdate {
  /** Which tab. */
  readonly tab: string | number;
  /** Where it is. */
  readonly url?: string;
  /** What it is called. */
  readonly title?: string;
  /** How it is. */
  readonly state?: string;
  readonly [more: string]: Json | undefined;
}

/** How far a download of the user is. On the user's stream; more fields are allowed. */
export interface DownloadProgress {
  /** Which download. */
  readonly download: string;
  /** What it is called. */
  readonly name?: string;
  /** Bytes that are here. */
  readonly received?: number;
  /** Bytes that there will be. */
  readonly total?: number;
  /** How it is. */
  readonly state?: string;
  readonly [more: string]: Json | undefined;
}

/** A device of the user came or went. On the user's stream; more fields are allowed. */
export interface UserPresence {
  /** Which device. */
  readonly deviceId: string;
  /** What it did. */
  readonly state: 'online' | 'offline';
  /** The devices that are here now. */
  readonly devices: readonly Json[];
  readonly [more: string]: Json | undefined;
}

/** A stream opens, and what follows now is set anew. Always the first event to a subscriber. */
export interface StreamOpen {
  /** The number of the newest event. */
  readonly top: number;
  /** The number of the oldest event still held. */
  readonly first: number;
  /** The position of the newest event. */
  readonly position: string;
  /** Where the job stands. */
  readonly state?: JobState;
  /** The try that is under way or was the last. */
  readonly attempt?: number;
  /** complete: everything after your position follows. snapshot: a snapshot follows, then everything after it. gap: events are lost, and there is no state to give. */
  readonly mode: 'complete' | 'snapshot' | 'gap';
  /** Why it does not simply go on. */
  readonly reason?: 'first' | 'asked' | 'backlog-truncated' | 'epoch-changed' | 'history-rewound' | 'position-invalid';
  /** From and to: the numbers of events that are not delivered singly. */
  readonly missing?: readonly [from: number, to: number];
}

/** The job without its output, valid at its seq. */
export type StreamSnapshot = Job;

/** A part of the snapshot's output. */
export interface StreamOutput {
  /** Where it begins, in UTF-16 units. */
  readonly offset: number;
  /** The text. */
  readonly text: string;
  /** With the last part your position is the snapshot's. */
  readonly last: boolean;
}

/** You have caught up. Repeated as the heartbeat. */
export interface StreamLive {
  /** The number of the newest event. */
  readonly seq: number;
  /** Its position; any other than your own means: ask again. */
  readonly id: string;
}

/** The job has ended and all was delivered. */
export interface StreamEnd {
  /** Where the job stands. */
  readonly state: JobState;
}

/** Your token ends soon: refresh it. */
export interface AuthExpiring {
  /** When it ends. */
  readonly expiresAt: number;
}

/** This node is going away: come back, to another. */
export interface ServerDraining {
  /** How long to wait with that. */
  readonly reconnectAfterMs: number;
}

/** Numbered events of a job. */
export interface JobEventData {
  'job:created:v1': JobCreated;
  'job:running:v1': JobRunning;
  'job:progress:v1': JobProgress;
  'task:progress:v1': TaskProgress;
  'model:chunk:v1': ModelChunk;
  'model:complete:v1': ModelComplete;
  'search:started:v1': SearchStarted;
  'search:result:v1': SearchResult;
  'search:complete:v1': SearchComplete;
  'job:checkpoint:v1': JobCheckpoint;
  'job:signal:v1': JobSignal;
  'job:retrying:v1': JobRetrying;
  'job:resumed:v1': JobResumed;
  'job:completed:v1': JobCompleted;
  'job:failed:v1': JobFailed;
  'job:cancelled:v1': JobCancelled;
}

/** Numbered events of a user's stream. */
export interface UserEventData {
  'tab:update:v1': TabUpdate;
  'download:progress:v1': DownloadProgress;
  'user:presence:v1': UserPresence;
}

/** Between the service and one viewer: never numbered, never stored. */
export interface ControlEventData {
  'stream:open:v1': StreamOpen;
  'stream:snapshot:v1': StreamSnapshot;
  'stream:output:v1': StreamOutput;
  'stream:live:v1': StreamLive;
  'stream:end:v1': StreamEnd;
  'auth:expiring:v1': AuthExpiring;
  'server:draining:v1': ServerDraining;
}

export type EventData = JobEventData & UserEventData & ControlEventData;
export type JobEventType = keyof JobEventData;
export type UserEventType = keyof UserEventData;
export type ControlEventType = keyof ControlEventData;
