/** What a transport does for the connection, whichever it is. */

import type { Json, JobwireEvent, Problem } from './types.js';

/** One connection to the service, from its opening to its end; afterwards it says nothing more. */
export interface Link {
  /** Follow this stream from here on; again: start it again. */
  register(address: string, after: string | undefined): void;
  unregister(address: string): void;
  /** A command that only the bridge has. */
  ask(address: string, body: Json): Promise<Json>;
  /** Another token of the same user. */
  refresh(token: string): Promise<unknown>;
  /** Asks for a sign of life; false where this transport cannot. */
  ping(): boolean;
  /** When something last came from the service, on the part that has been silent longest. */
  heardAt(): number;
  close(): void;
}

/** How a link ended. */
export interface Loss {
  readonly reason: string;
  /** `unauthorized`: come back with another token only. `refused`: do not come back. */
  readonly kind?: 'unauthorized' | 'refused';
  /** Not before so many milliseconds. That this is said shows that the service is there, and this transport is not blocked. */
  readonly atLeast?: number;
}

/** What a link tells; never while it is being opened. */
export interface Hearing {
  /** It can be written to. */
  ready(): void;
  /** The service has let us in. */
  opened(): void;
  event(address: string, event: JobwireEvent): void;
  /** This stream was refused. */
  refused(address: string, problem: Problem): void;
  /** The stream is over, and nothing was said since the position that it was asked for. */
  over(address: string): void;
  lost(loss: Loss): void;
}

export type OpenLink = (token: string, hearing: Hearing) => Link;

export const USER = 'user';
const JOB = 'job.';

export const addressOf = (jobId: string): string => JOB + jobId;
export const jobOf = (address: string): string => address.slice(JOB.length);
