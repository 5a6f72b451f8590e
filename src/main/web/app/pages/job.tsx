// One job: how it goes, all that happened to it, what went in and what came out.

import { useId, useState, type FormEvent, type JSX } from 'react';
import type { Json } from '../../client/index.js';
import { TaskActivityPanel, useConnection, useJobActions, useJobProgress } from '../../react/index.js';
import { dayAndTime, duration, json } from '../format.js';
import { useHere } from '../here.js';
import { ProblemNote } from '../parts.js';
import { go, href } from '../router.js';
import { Timeline } from './timeline.js';

export function JobPage({ jobId }: { jobId: string }): JSX.Element {
  const { view, job, problem, state } = useJobProgress(jobId);
  const actions = useJobActions(jobId);
  const isHere = useHere();
  const isOver = state === 'completed' || state === 'failed' || state === 'cancelled';
  if (problem?.status === 404) {
    return (
      <section className="card">
        <h1>There is no such job</h1>
        <p>It was never there, was deleted, or belongs to somebody else.</p>
        <p>
          <a href={href(['jobs'])}>All jobs</a>
        </p>
      </section>
    );
  }
  return (
    <>
      <h1 className="job-title">{jobId}</h1>
      <TaskActivityPanel jobId={jobId} />
      <ProblemNote problem={actions.problem} />
      <div className="columns wide">
        <section className="card" aria-labelledby="happened">
          <h2 id="happened">What happened</h2>
          <Timeline jobId={jobId} />
        </section>
        <div>
          {job !== undefined && (
            <section className="card" aria-labelledby="about">
              <h2 id="about">About it</h2>
              <dl className="facts">
                <Fact name="Type" value={job.type} />
                <Fact name="User" value={job.userId} />
                <Fact name="Priority" value={String(job.priority)} />
                <Fact name="Attempt" value={attempts(view?.attempt ?? job.attempt, job.maxAttempts)} />
                <Fact name="Created" value={dayAndTime(job.createdAt)} />
                {view?.startedAt !== undefined && <Fact name="Started" value={dayAndTime(view.startedAt)} />}
                {view?.finishedAt !== undefined && <Fact name="Ended" value={dayAndTime(view.finishedAt)} />}
                {view?.durationMs !== undefined && <Fact name="Took" value={duration(view.durationMs)} />}
                {job.tags.length > 0 && <Fact name="Tags" value={job.tags.join(', ')} />}
              </dl>
              <h3>Input</h3>
              <pre className="json" tabIndex={0} aria-label="Input">
                {json(job.input)}
              </pre>
            </section>
          )}
          {!isOver && state !== undefined && <SignalForm onSend={actions.signal} />}
          {isOver && (
            <section className="card">
              <button
                type="button"
                className="button danger"
                aria-disabled={actions.busy}
                // Without a network this is done later, and who is elsewhere by then stays there.
                onClick={() => !actions.busy && void actions.remove().then((gone) => gone && isHere() && go(['jobs']))}
              >
                Delete this job
              </button>
              <Waiting isSent={actions.busy} />
            </section>
          )}
        </div>
      </div>
    </>
  );
}

function Fact({ name, value }: { name: string; value: string }): JSX.Element {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}

/** Who resumes a job that has had all its attempts gives it one more. */
function attempts(attempt: number, most: number): string {
  return attempt > most ? String(attempt) : `${attempt} of ${most}`;
}

/** Why nothing happens yet. */
function Waiting({ isSent }: { isSent: boolean }): JSX.Element {
  const { state } = useConnection();
  return (
    <p className="waits quiet" role="status">
      {isSent && state !== 'connected' ? 'It waits for the network, and is sent then.' : ''}
    </p>
  );
}

function SignalForm({ onSend }: { onSend: (name: string, payload?: Json) => Promise<boolean> }): JSX.Element {
  const id = useId();
  const [refusal, setRefusal] = useState('');
  const [isSent, setSent] = useState(false);
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (isSent) {
      return;
    }
    const form = event.currentTarget;
    const text = String(new FormData(form).get('payload') ?? '').trim();
    let payload: Json | undefined;
    try {
      payload = text === '' ? undefined : (JSON.parse(text) as Json);
    } catch {
      setRefusal('The payload is not JSON.');
      return;
    }
    setRefusal('');
    setSent(true);
    const isTaken = await onSend(String(new FormData(form).get('name')), payload);
    setSent(false);
    if (isTaken) {
      form.reset();
    }
  };
  return (
    <section className="card" aria-labelledby={id}>
      <h2 id={id}>Send it a signal</h2>
      <form onSubmit={submit}>
        <div className="field">
          <label htmlFor={`${id}-name`}>Name</label>
          <input id={`${id}-name`} name="name" required pattern="[A-Za-z0-9][A-Za-z0-9._:\-]{0,127}" autoComplete="off" />
        </div>
        <div className="field">
          <label htmlFor={`${id}-payload`}>
            Payload <span className="quiet">JSON, or nothing</span>
          </label>
          <textarea id={`${id}-payload`} name="payload" rows={2} spellCheck={false} />
        </div>
        <p className="refusal" role="alert">
          {refusal}
        </p>
        <button type="submit" className="button" aria-disabled={isSent}>
          {isSent ? 'Sending…' : 'Send'}
        </button>
        <Waiting isSent={isSent} />
      </form>
    </section>
  );
}
