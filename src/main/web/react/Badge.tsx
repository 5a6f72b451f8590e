/** The state of a job, in a word. */

import type { JSX } from 'react';
import type { JobState } from '../client/types.js';
import type { Strings } from './strings.js';

export function Badge({ state, words }: { readonly state: JobState | undefined; readonly words: Strings }): JSX.Element {
  return (
    <span className={`jw-badge jw-badge-${state ?? 'unknown'}`}>
      {state === undefined ? words.stateUnknown : words.states[state]}
    </span>
  );
}
