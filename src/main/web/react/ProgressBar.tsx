/** How far a job is, as a bar and in words. */

import type { JSX } from 'react';
import type { JobProgress } from './progress.js';
import type { Strings } from './strings.js';

interface ProgressBarProps {
  readonly progress: JobProgress;
  readonly words: Strings;
}

/** Without a value, which reads as "busy", as long as nothing is known. */
export function ProgressBar({ progress, words }: ProgressBarProps): JSX.Element {
  const { percent, state, step } = progress;
  const stands = state === undefined ? words.stateUnknown : words.percent(percent);
  const doing = state === 'running' && step !== null ? step : state && words.states[state];
  return (
    <progress
      className="jw-progress"
      max={100}
      {...(state !== undefined && { value: percent })}
      aria-label={words.progress}
      aria-valuetext={[stands, doing].filter(Boolean).join(', ')}
    />
  );
}
