/** All that there is to see of one job, and what can be done to it. */

import { useId, useMemo, type JSX } from 'react';
import { Actions } from './Actions.js';
import { Badge } from './Badge.js';
import { useSecondsUntil } from './countdown.js';
import { Milestones } from './Milestones.js';
import { Output } from './Output.js';
import { ProgressBar } from './ProgressBar.js';
import type { JobProgress } from './progress.js';
import { Result } from './Result.js';
import { Steps } from './Steps.js';
import { stringsWith, type Strings, type StringsOverride } from './strings.js';
import { titleOf } from './title.js';
import { useJobProgress } from './useJobProgress.js';
import { useKeptFocus } from './useKeptFocus.js';

export interface TaskActivityPanelProps {
  readonly jobId: string;
  readonly strings?: StringsOverride | undefined;
  /** Of the title, to fit the page around it; 2 when absent. */
  readonly headingLevel?: 1 | 2 | 3 | 4 | 5 | 6 | undefined;
}

/** Another job is another panel: nothing of the last one (what was said, where the reader was) goes over to it. */
export function TaskActivityPanel(props: TaskActivityPanelProps): JSX.Element {
  return <Panel key={props.jobId} {...props} />;
}

function Panel({ jobId, strings, headingLevel = 2 }: TaskActivityPanelProps): JSX.Element {
  const words = useMemo(() => stringsWith(strings), [strings]);
  const progress = useJobProgress(jobId);
  const focus = useKeptFocus<HTMLElement>();
  const heading = useId();
  const Heading = `h${headingLevel}` as const;
  const { state, steps, output, result, view } = progress;
  const attempt = view?.attempt ?? 0;
  const isKnowable = state !== undefined || progress.problem === undefined;
  return (
    <section className="jw-panel" aria-labelledby={heading} {...focus}>
      <header className="jw-panel-head">
        <Heading id={heading} className="jw-panel-title">
          {titleOf(progress, jobId)}
        </Heading>
        <p className="jw-panel-state">
          <Badge state={state} words={words} />
          {attempt > 1 && <span className="jw-note">{words.attempt(attempt)}</span>}
          {progress.catchingUp && progress.problem === undefined && (
            <span className="jw-note jw-catching-up">{words.catchingUp}</span>
          )}
        </p>
      </header>
      <Notes progress={progress} words={words} />
      {isKnowable && <ProgressLine progress={progress} words={words} />}
      {steps.length > 0 && <Steps steps={steps} words={words} />}
      {output !== '' && <Output text={output} words={words} />}
      {result !== undefined && result !== null && <Result result={result} words={words} />}
      <Actions jobId={jobId} state={state} words={words} />
      <Milestones progress={progress} words={words} />
    </section>
  );
}

interface PartProps {
  readonly progress: JobProgress;
  readonly words: Strings;
}

/** What went wrong, and what is waited for. */
function Notes({ progress, words }: PartProps): JSX.Element {
  const { problem, lost, error, state, view } = progress;
  const isWaiting = state === 'created' && view?.runAt !== undefined;
  const seconds = useSecondsUntil(isWaiting ? Date.parse(view.runAt) : undefined);
  const waitsFor = view?.attempt === 0 ? words.startsIn : words.nextAttemptIn;
  return (
    <>
      {problem !== undefined && (
        <p className="jw-problem" role="alert">
          {words.problem(problem)}
        </p>
      )}
      {lost !== undefined && <p className="jw-lost">{words.lost(lost)}</p>}
      {error !== undefined && (
        <p className="jw-error">{state === 'failed' ? words.failedWith(error) : words.attemptFailedWith(error)}</p>
      )}
      {seconds > 0 && <p className="jw-note">{waitsFor(seconds)}</p>}
    </>
  );
}

function ProgressLine({ progress, words }: PartProps): JSX.Element {
  const said = [progress.step, progress.view?.progress.message].filter(Boolean).join(': ');
  return (
    <div className="jw-progress-line">
      <ProgressBar progress={progress} words={words} />
      {progress.state !== undefined && <span className="jw-percent">{words.percent(progress.percent)}</span>}
      {progress.state === 'running' && said !== '' && <span className="jw-progress-said">{said}</span>}
    </div>
  );
}
