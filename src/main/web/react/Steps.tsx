/** The steps of a job, in the order in which they came up. */

import { memo, type JSX } from 'react';
import type { Step } from '../client/types.js';
import type { Strings } from './strings.js';

interface StepsProps {
  readonly steps: readonly Step[];
  readonly words: Strings;
}

export const Steps = memo(function Steps({ steps, words }: StepsProps): JSX.Element {
  // Several may be active at a time; one is the current one.
  const current = steps.find(({ state }) => state === 'active');
  return (
    <ol className="jw-steps" aria-label={words.steps}>
      {steps.map((step) => (
        <li
          key={step.task}
          className={`jw-step jw-step-${step.state}`}
          {...(step === current && { 'aria-current': 'step' as const })}
        >
          <span className="jw-step-task">{step.task}</span>{' '}
          <span className="jw-step-state">
            {words.stepStates[step.state]}
            {step.state === 'active' && step.percent !== undefined && `, ${words.percent(step.percent)}`}
          </span>
          {step.detail !== undefined && <span className="jw-step-detail">{step.detail}</span>}
        </li>
      ))}
    </ol>
  );
});
