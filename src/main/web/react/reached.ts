/** What is worth saying aloud of what has changed in a job: its state, and steps that are over. */

import type { JobProgress } from './progress.js';
import type { Strings } from './strings.js';

/** What was there already when the job became known is no news: it stands on the page. */
export function milestones(before: JobProgress, now: JobProgress, words: Strings): readonly string[] {
  if (before.state === undefined || now.state === undefined) {
    return [];
  }
  const over = now.steps.filter(
    ({ task, state }) =>
      (state === 'done' || state === 'failed') &&
      before.steps.find((step) => step.task === task)?.state !== state,
  );
  const steps = over.map(({ task, state }) => words.stepReached(task, words.stepStates[state]));
  return now.state === before.state ? steps : [...steps, words.stateReached(words.states[now.state])];
}
