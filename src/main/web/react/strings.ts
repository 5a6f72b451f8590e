/** Every word that the components say. */

import type { ConnectionState, ConnectionStatus, JobError, JobState, Lost, Problem, Step } from '../client/types.js';

export interface Strings {
  readonly connection: string;
  readonly connectionStates: Readonly<Record<ConnectionState, string>>;
  /** Why the connection is not there, where there is more to say than its state; `reason` itself is for developers. */
  readonly connectionReason: (status: ConnectionStatus) => string | undefined;
  readonly retryIn: (seconds: number) => string;
  readonly retryNow: string;
  /** Only the connection broke. */
  readonly taskGoesOn: string;
  /** Commands that wait for the connection. */
  readonly queued: (count: number) => string;

  readonly states: Readonly<Record<JobState, string>>;
  /** The state of a job of which nothing is known yet. */
  readonly stateUnknown: string;
  readonly attempt: (attempt: number) => string;
  readonly catchingUp: string;
  readonly lost: (lost: Lost) => string;
  readonly startsIn: (seconds: number) => string;
  readonly nextAttemptIn: (seconds: number) => string;
  readonly progress: string;
  readonly percent: (percent: number) => string;
  readonly steps: string;
  readonly stepStates: Readonly<Record<Step['state'], string>>;
  readonly output: string;
  readonly jumpToNewest: string;
  readonly result: string;
  readonly failedWith: (error: JobError) => string;
  /** Another attempt follows. */
  readonly attemptFailedWith: (error: JobError) => string;
  readonly problem: (problem: Problem) => string;
  readonly actions: string;
  readonly cancel: string;
  readonly resume: string;

  /** Said aloud when the state changes. */
  readonly stateReached: (state: string) => string;
  /** Said aloud when a step is done, or failed. */
  readonly stepReached: (task: string, state: string) => string;
}

/** Some of the strings; of those that are tables, some of their entries. */
export type StringsOverride = {
  readonly [K in keyof Strings]?: Strings[K] extends Readonly<Record<string, string>>
    ? Partial<Strings[K]>
    : Strings[K];
};

export const englishStrings: Strings = {
  connection: 'Connection',
  connectionStates: {
    idle: 'Not connected yet',
    connecting: 'Connecting…',
    connected: 'Connected',
    reconnecting: 'Connection lost',
    offline: 'No network',
    closed: 'Connection closed',
  },
  connectionReason: reasonInWords,
  retryIn: (seconds) => `Next try in ${duration(seconds)}`,
  retryNow: 'Retry now',
  taskGoesOn: 'Only the connection is interrupted: the task goes on.',
  queued: (count) => (count === 1 ? '1 command waits for the connection' : `${count} commands wait for the connection`),

  states: {
    created: 'Waiting',
    running: 'Running',
    completed: 'Completed',
    failed: 'Failed',
    cancelled: 'Cancelled',
  },
  stateUnknown: 'Not known yet',
  attempt: (attempt) => `Attempt ${attempt}`,
  catchingUp: 'Catching up…',
  lost: lostInWords,
  startsIn: (seconds) => `Starts in ${duration(seconds)}`,
  nextAttemptIn: (seconds) => `Next attempt in ${duration(seconds)}`,
  progress: 'Progress',
  percent: (percent) => `${Math.floor(percent)} %`,
  steps: 'Steps',
  stepStates: { pending: 'Not started', active: 'In progress', done: 'Done', failed: 'Failed' },
  output: 'Output',
  jumpToNewest: 'Jump to the newest',
  result: 'Result',
  failedWith: ({ code, message }) => `Failed: ${message} (${code})`,
  attemptFailedWith: ({ code, message }) => `The last attempt failed: ${message} (${code})`,
  problem: ({ title, detail }) => (detail === undefined ? title : `${title}: ${detail}`),
  actions: 'Actions',
  cancel: 'Cancel',
  resume: 'Resume',

  stateReached: (state) => state,
  stepReached: (task, state) => `${task}: ${state}`,
};

/** The English strings with these instead. */
export function stringsWith(override: StringsOverride | undefined): Strings {
  const given = Object.entries(override ?? {}).filter(([, value]) => value !== undefined);
  const merged = given.map(([name, value]) => {
    const before = englishStrings[name as keyof Strings];
    return [name, typeof before === 'object' ? { ...before, ...(value as object) } : value];
  });
  return { ...englishStrings, ...Object.fromEntries(merged) };
}

function duration(seconds: number): string {
  if (seconds < 60) {
    return `${seconds} s`;
  }
  const minutes = Math.floor(seconds / 60);
  return minutes < 60 ? `${minutes} min ${seconds % 60} s` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** What comes back by itself needs no reason, and what the page itself has closed neither. */
function reasonInWords({ state, reason }: ConnectionStatus): string | undefined {
  if (state !== 'closed' || reason === undefined || reason === 'closed') {
    return undefined;
  }
  return reason === 'unauthorized'
    ? 'The service does not accept the sign-in any more.'
    : 'The service does not accept this page any more. Loading it again may help.';
}

const CAUSES: Readonly<Record<Lost['reason'], string>> = {
  'backlog-truncated': 'the service does not keep events that far back',
  'epoch-changed': 'the history began anew',
  'history-rewound': 'the service lost the newest part of the history',
  'position-invalid': 'the place to go on from was not valid',
};

function lostInWords({ reason, missing, mode }: Lost): string {
  const which = missing === undefined ? 'Some events' : `Events ${missing[0]} to ${missing[1]}`;
  const remedy = mode === 'snapshot' ? 'What is shown is complete all the same.' : 'They are lost.';
  return `${which} did not come one by one: ${CAUSES[reason]}. ${remedy}`;
}
