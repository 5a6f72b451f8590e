// A form to start a job.

import { useId, useRef, useState, type FormEvent, type JSX, type ReactNode } from 'react';
import type { JsonObject, NewJob, Problem } from '../../client/index.js';
import { useConnection, useJobwire } from '../../react/index.js';
import { json } from '../format.js';
import { useHere } from '../here.js';
import { exampleOf, objectOf, type InputSchema } from '../input-schema.js';
import { ProblemNote } from '../parts.js';
import { usePolled } from '../polled.js';
import { problemOf } from '../problem.js';
import { go, href } from '../router.js';
import type { Types } from '../service.js';
import { tellUnsent } from '../unsent.js';
import { InputFields } from './input-fields.js';

const SELDOM_MS = 30_000;
const AT_ONCE_MS = 3_000;
/** No shorter than two clicks that are meant as one. */
const MOMENT_MS = 600;

interface Sent {
  readonly jobId: string;
  readonly how: 'waiting' | 'started' | 'refused';
}

export function StartPage(): JSX.Element {
  const client = useJobwire();
  const { state } = useConnection();
  const isHere = useHere();
  const types = usePolled<Types>('/api/types', SELDOM_MS);
  const [type, setType] = useState('');
  const [input, setInput] = useState<string>();
  const [problem, setProblem] = useState<Problem>();
  const [sent, setSent] = useState<readonly Sent[]>([]);
  const sending = useRef(false);
  const [isSending, setSending] = useState(false);
  const known = types.data?.types ?? [];
  const chosen = type || known[0]?.type || '';
  // A type that was written before the others were known stays what it is.
  const offered = [...new Set([...known.map((one) => one.type), chosen])];
  const schema = known.find((one) => one.type === chosen)?.schema;
  const text = input ?? json(exampleOf(schema));

  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    // The second of two clicks comes before anything is drawn anew.
    if (sending.current) {
      return;
    }
    setProblem(undefined);
    const wish = wishOf(new FormData(event.currentTarget));
    if ('problem' in wish) {
      setProblem(wish.problem);
      return;
    }
    const jobId = wish.jobId ?? newId();
    const began = Date.now();
    // While the page has only just been opened commands get through already.
    const isReached = state === 'connected' || state === 'connecting';
    note(jobId, 'waiting');
    const answer = client.jobs.create({ ...wish, jobId });
    void whileSending(answer, isReached ? AT_ONCE_MS : MOMENT_MS);
    answer.then(
      () => {
        note(jobId, 'started');
        // Who had to wait may be at something else by now.
        if (isHere() && isReached && Date.now() - began < AT_ONCE_MS) {
          go(['jobs', jobId]);
        }
      },
      (failure: unknown) => {
        note(jobId, 'refused');
        setProblem(problemOf(failure));
        if (!isHere()) {
          tellUnsent(client, { id: jobId, method: 'POST', path: '/api/jobs', problem: problemOf(failure) });
        }
      },
    );
  };

  /** Without a network the answer is far away, and others can be started meanwhile. */
  const whileSending = async (answer: Promise<unknown>, atMost: number) => {
    sending.current = true;
    setSending(true);
    await Promise.race([answer.catch(() => undefined), new Promise((late) => setTimeout(late, atMost))]);
    sending.current = false;
    setSending(false);
  };

  const note = (jobId: string, how: Sent['how']) =>
    setSent((before) => [...before.filter((one) => one.jobId !== jobId), { jobId, how }]);

  return (
    <>
      <h1>New job</h1>
      <ProblemNote problem={types.problem} />
      <form className="card start" onSubmit={submit}>
        <Field label="Type">
          {(id) =>
            known.length > 0 ? (
              <select
                id={id}
                name="type"
                value={chosen}
                onChange={(event) => {
                  setType(event.target.value);
                  setInput(undefined);
                  setProblem(undefined);
                }}
              >
                {offered.map((one) => (
                  <option key={one}>{one}</option>
                ))}
              </select>
            ) : (
              <input id={id} name="type" required value={type} onChange={(event) => setType(event.target.value)} />
            )
          }
        </Field>
        <Input schema={schema} text={text} problem={problem} onChange={setInput} />
        <details>
          <summary>More</summary>
          <div className="columns">
            <Field label="Id" hint="one is made when empty">
              {(id) => <input id={id} name="jobId" pattern="[A-Za-z0-9][A-Za-z0-9._\-]{0,127}" autoComplete="off" />}
            </Field>
            <Field label="Priority" hint="-10 to 10">
              {(id) => <input id={id} name="priority" type="number" min={-10} max={10} />}
            </Field>
            <Field label="Attempts" hint="at most">
              {(id) => <input id={id} name="maxAttempts" type="number" min={1} />}
            </Field>
            <Field label="Start in" hint="seconds">
              {(id) => <input id={id} name="delay" type="number" min={0} />}
            </Field>
            <Field label="Tags" hint="with spaces between">
              {(id) => <input id={id} name="tags" autoComplete="off" />}
            </Field>
          </div>
          <label className="check">
            <input type="checkbox" name="onDisconnect" /> Cancel it when nobody watches any more
          </label>
        </details>
        <ProblemNote problem={problem} />
        <button type="submit" className="button primary" aria-disabled={isSending}>
          {isSending ? 'Starting…' : 'Start'}
        </button>
      </form>
      {sent.length > 0 && (
        <section className="card" aria-labelledby="sent">
          <h2 id="sent">Sent from here</h2>
          <ul className="sent" role="status">
            {sent.map(({ jobId, how }) => (
              <li key={jobId}>
                <a href={href(['jobs', jobId])}>{jobId}</a>{' '}
                <span className={`badge ${how}`}>{how === 'waiting' && state !== 'connected' ? 'waits for the network' : how}</span>
              </li>
            ))}
          </ul>
        </section>
      )}
    </>
  );
}

/** Not `randomUUID`, which is there on secure pages only. */
function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(12));
  return `job-${Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')}`;
}

/** What the form says, without what was left empty. */
function wishOf(form: FormData): NewJob | { problem: Problem } {
  const text = (name: string) => String(form.get(name) ?? '').trim();
  const number = (name: string) => (text(name) === '' ? undefined : Number(text(name)));
  let input: unknown;
  try {
    input = JSON.parse(text('input') || '{}');
  } catch (failure) {
    return { problem: wrong(`The input is not JSON: ${(failure as Error).message}`) };
  }
  if (typeof input !== 'object' || input === null || Array.isArray(input)) {
    return { problem: wrong('The input must be a JSON object, as in {"to": "anna"}.') };
  }
  const delay = number('delay');
  const wish = {
    type: text('type'),
    input: input as JsonObject,
    jobId: text('jobId') || undefined,
    priority: number('priority'),
    maxAttempts: number('maxAttempts'),
    delayMs: delay === undefined ? undefined : delay * 1000,
    tags: text('tags') === '' ? undefined : text('tags').split(/\s+/),
    onDisconnect: form.has('onDisconnect') ? ('cancel' as const) : undefined,
  };
  return Object.fromEntries(Object.entries(wish).filter(([, value]) => value !== undefined)) as unknown as NewJob;
}

function wrong(title: string): Problem {
  return { status: 0, code: 'invalid', title };
}

interface InputProps {
  readonly schema: InputSchema | undefined;
  readonly text: string;
  readonly problem: Problem | undefined;
  readonly onChange: (text: string) => void;
}

/** The JSON is what counts; the fields show what is in it, when there is a schema and it can be read. */
function Input({ schema, text, problem, onChange }: InputProps): JSX.Element {
  const value = objectOf(text);
  const raw = (
    <Field label="Input" hint="JSON, an object">
      {(id) => <textarea id={id} name="input" rows={8} spellCheck={false} value={text} onChange={(event) => onChange(event.target.value)} />}
    </Field>
  );
  if (Object.keys(schema?.properties ?? {}).length === 0) {
    return raw;
  }
  return (
    <>
      {value === undefined ? (
        <p className="notice">The fields are back as soon as the JSON below is an object.</p>
      ) : (
        <InputFields key={JSON.stringify(schema)} schema={schema!} value={value} problem={problem} onChange={(next) => onChange(json(next))} />
      )}
      <details>
        <summary>As JSON</summary>
        {raw}
      </details>
    </>
  );
}

interface FieldProps {
  readonly label: string;
  readonly hint?: string;
  readonly children: (id: string) => ReactNode;
}

function Field({ label, hint, children }: FieldProps): JSX.Element {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>
        {label} {hint !== undefined && <span className="quiet">{hint}</span>}
      </label>
      {children(id)}
    </div>
  );
}
