/** How the connection is, in words, and how far the current job. */

import { useMemo, type JSX } from 'react';
import type { ConnectionStatus } from '../client/types.js';
import { Badge } from './Badge.js';
import { useSecondsUntil } from './countdown.js';
import { ProgressBar } from './ProgressBar.js';
import { isTerminal, type JobProgress } from './progress.js';
import { useJobwire } from './provider.js';
import { stringsWith, type Strings, type StringsOverride } from './strings.js';
import { titleOf } from './title.js';
import { useConnection } from './useConnection.js';
import { useJobProgress } from './useJobProgress.js';
import { useKeptFocus } from './useKeptFocus.js';

export interface StatusBarProps {
  readonly currentJobId?: string | undefined;
  readonly strings?: StringsOverride | undefined;
}

export function StatusBar({ currentJobId, strings }: StatusBarProps): JSX.Element {
  const words = useMemo(() => stringsWith(strings), [strings]);
  const status = useConnection();
  const progress = useJobProgress(currentJobId);
  const focus = useKeptFocus<HTMLElement>();
  const goesOn = isInterrupted(status) && progress.state !== undefined && !isTerminal(progress.state);
  return (
    <section className={`jw-status jw-status-${status.state}`} aria-label={words.connection} {...focus}>
      {/* The countdown is outside: it would be said aloud each second. */}
      <p className="jw-status-words" role="status">
        <span className="jw-status-state">{words.connectionStates[status.state]}</span>
        {goesOn && <span className="jw-note">{words.taskGoesOn}</span>}
      </p>
      <Retry status={status} words={words} />
      {status.queued > 0 && <span className="jw-note">{words.queued(status.queued)}</span>}
      {currentJobId !== undefined && <CurrentJob jobId={currentJobId} progress={progress} words={words} />}
    </section>
  );
}

/** It was there, or should be, and is not. */
function isInterrupted({ state, failures }: ConnectionStatus): boolean {
  return ['reconnecting', 'offline', 'closed'].includes(state) || (state === 'connecting' && failures > 0);
}

/** The button stays while a try is under way: it would come and go with each, under the finger. */
function Retry({ status, words }: { readonly status: ConnectionStatus; readonly words: Strings }): JSX.Element {
  const client = useJobwire();
  const seconds = useSecondsUntil(status.state === 'reconnecting' ? status.retryAt : undefined);
  const isTrying = status.state === 'connecting';
  const reason = words.connectionReason(status);
  return (
    <>
      {reason !== undefined && <span className="jw-note">{reason}</span>}
      {seconds > 0 && <span className="jw-note">{words.retryIn(seconds)}</span>}
      {isInterrupted(status) && status.state !== 'closed' && (
        <button
          type="button"
          className="jw-button"
          aria-disabled={isTrying}
          onClick={() => !isTrying && client.retryNow()}
        >
          {words.retryNow}
        </button>
      )}
    </>
  );
}

interface CurrentJobProps {
  readonly jobId: string;
  readonly progress: JobProgress;
  readonly words: Strings;
}

function CurrentJob({ jobId, progress, words }: CurrentJobProps): JSX.Element {
  return (
    <div className="jw-status-job">
      <span className="jw-status-title">{titleOf(progress, jobId)}</span>
      <Badge state={progress.state} words={words} />
      <ProgressBar progress={progress} words={words} />
      {progress.state !== undefined && <span className="jw-percent">{words.percent(progress.percent)}</span>}
    </div>
  );
}
