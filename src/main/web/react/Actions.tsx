/** The buttons of a job: what can be done to it as it stands. */

import type { JSX } from 'react';
import type { JobState } from '../client/types.js';
import type { Strings } from './strings.js';
import { useJobActions } from './useJobActions.js';

interface ActionsProps {
  readonly jobId: string;
  readonly state: JobState | undefined;
  readonly words: Strings;
}

export function Actions({ jobId, state, words }: ActionsProps): JSX.Element {
  const { cancel, resume, busy, problem } = useJobActions(jobId);
  const button = (label: string, act: () => void) => (
    // Not disabled, which would take the focus away.
    <button type="button" className="jw-button" aria-disabled={busy} onClick={() => !busy && act()}>
      {label}
    </button>
  );
  return (
    <div className="jw-actions" role="group" aria-label={words.actions}>
      {(state === 'created' || state === 'running') && button(words.cancel, () => void cancel())}
      {(state === 'failed' || state === 'cancelled') && button(words.resume, () => void resume())}
      {problem !== undefined && (
        <p className="jw-problem" role="alert">
          {words.problem(problem)}
        </p>
      )}
    </div>
  );
}
