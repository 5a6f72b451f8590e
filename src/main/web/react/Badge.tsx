/** The state of a job, in a word. */

import type { JSX } from 'react';
import type { JobState } from '../client/types.js';
import type { Strings } from './strings.js';

interface BadgeProps {
  readonly state: JobState | undefined;
  readonly words: Strings;
}

export function Badge({ state, words }: BadgeProps): JSX.Element {
  return (
    <span className={`jw-badge jw-badge-${state ?? 'unknown'}`}>
      {state === undefined ? words.stateUnknown : words.states[state]}
    </span>
  );
}
