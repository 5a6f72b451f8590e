// Small things that several pages show.

import type { JSX, ReactNode } from 'react';
import type { JobState, Problem } from '../client/index.js';
import { inWords } from './problem.js';

export function StateBadge({ state }: { state: JobState | undefined }): JSX.Element {
  return <span className={`badge ${state ?? 'unknown'}`}>{state ?? 'unknown'}</span>;
}

export function ProblemNote({ problem }: { problem: Problem | undefined }): JSX.Element | null {
  return problem === undefined ? null : (
    <p className="notice problem" role="alert">
      {inWords(problem)}
    </p>
  );
}

export function Empty({ children }: { children: ReactNode }): JSX.Element {
  return <div className="empty">{children}</div>;
}

/** A number that one looks at first. */
export function Figure({ label, value, hint }: { label: string; value: ReactNode; hint?: string | undefined }): JSX.Element {
  return (
    <div className="figure">
      <dt>{label}</dt>
      <dd>
        {value ?? '–'}
        {hint !== undefined && <span className="quiet">{hint}</span>}
      </dd>
    </div>
  );
}
