// Every event of a job in its order, with its attempts, and with gaps where something could not be had.

import { useEffect, useReducer, useRef, useState, type JSX } from 'react';
import type { JobwireEvent, Lost } from '../../client/index.js';
import { useJobwire } from '../../react/index.js';
import { clock } from '../format.js';

/** So many are shown at first: a stream of text has thousands, and few are worth reading. */
const SHOWN = 100;
const MOST_KEPT = 5_000;
const REDRAW_MS = 250;

type Entry =
  | { readonly kind: 'event'; readonly event: JobwireEvent }
  | { readonly kind: 'chunks'; readonly first: JobwireEvent; readonly last: JobwireEvent; readonly count: number }
  | { readonly kind: 'lost'; readonly lost: Lost; readonly key: string };

export function Timeline({ jobId }: { jobId: string }): JSX.Element {
  const client = useJobwire();
  const entries = useRef<Entry[]>([]);
  const [, redraw] = useReducer((n: number) => n + 1, 0);
  const [all, setAll] = useState(false);

  useEffect(() => {
    entries.current = [];
    let timer: ReturnType<typeof setTimeout> | undefined;
    const changed = () => {
      timer ??= setTimeout(() => {
        timer = undefined;
        redraw();
      }, REDRAW_MS);
    };
    const leave = client.subscribeToJob(
      jobId,
      {
        onEvent: (event) => {
          if (event.control !== true) {
            add(entries.current, event);
            changed();
          }
        },
        onLost: (lost) => {
          entries.current.push({ kind: 'lost', lost, key: `lost-${entries.current.length}` });
          changed();
        },
      },
      { after: '0' },
    );
    return () => {
      leave();
      clearTimeout(timer);
    };
  }, [client, jobId]);

  const list = entries.current;
  const shown = all ? list : list.slice(-SHOWN);
  if (list.length === 0) {
    return <p className="quiet">Nothing yet.</p>;
  }
  return (
    <>
      {shown.length < list.length && (
        <button type="button" className="button small" onClick={() => setAll(true)}>
          Show the {list.length - shown.length} before
        </button>
      )}
      <ol className="timeline">
        {shown.map((entry) => (
          <Line key={keyOf(entry)} entry={entry} />
        ))}
      </ol>
    </>
  );
}

/** Pieces of text that follow each other are one line. */
function add(entries: Entry[], event: JobwireEvent): void {
  const before = entries[entries.length - 1];
  if (event.type === 'model:chunk:v1' && before?.kind === 'chunks') {
    entries[entries.length - 1] = { ...before, last: event, count: before.count + 1 };
  } else if (event.type === 'model:chunk:v1') {
    entries.push({ kind: 'chunks', first: event, last: event, count: 1 });
  } else {
    entries.push({ kind: 'event', event });
  }
  if (entries.length > MOST_KEPT) {
    entries.splice(0, entries.length - MOST_KEPT);
  }
}

function keyOf(entry: Entry): string {
  switch (entry.kind) {
    case 'event':
      return entry.event.id ?? '';
    case 'chunks':
      return entry.first.id ?? '';
    case 'lost':
      return entry.key;
  }
}

function Line({ entry }: { entry: Entry }): JSX.Element {
  if (entry.kind === 'lost') {
    const { missing, reason } = entry.lost;
    return (
      <li className="gap">
        {missing === undefined ? 'Some events' : `Events ${missing[0]} to ${missing[1]}`} could not be had one by one ({reason}); the
        state is right all the same.
      </li>
    );
  }
  const event = entry.kind === 'event' ? entry.event : entry.last;
  const number = entry.kind === 'chunks' && entry.count > 1 ? `${entry.first.seq}–${entry.last.seq}` : event.seq;
  return (
    <li className={event.type === 'job:running:v1' ? 'attempt' : ''}>
      <span className="number">{number}</span>
      <span className="what">
        <strong>{nameOf(event.type)}</strong> {entry.kind === 'chunks' ? `${entry.count} ${entry.count === 1 ? 'piece' : 'pieces'} of text` : detailOf(event)}
      </span>
      {event.at !== undefined && <time dateTime={new Date(event.at).toISOString()}>{clock(event.at)}</time>}
    </li>
  );
}

/** `job:progress:v1` is `progress`, and the service's other families keep their name. */
function nameOf(type: string): string {
  return type.replace(/:v\d+$/, '').replace(/^job:/, '').replace(':', ' ');
}

function detailOf(event: JobwireEvent): string {
  const data = event.data as Record<string, unknown>;
  const text = (name: string) => (data[name] === undefined || data[name] === null ? '' : String(data[name]));
  const error = data.error as { code?: string; message?: string } | undefined;
  switch (event.type) {
    case 'job:running:v1':
      return `attempt ${event.attempt ?? ''}${data.fromCheckpoint === true ? ', from the checkpoint' : ''}`;
    case 'job:progress:v1':
      return [`${text('percent')} %`, text('step'), text('message')].filter(Boolean).join(' · ');
    case 'task:progress:v1':
      return [text('task'), text('state'), text('detail')].filter(Boolean).join(' · ');
    case 'job:retrying:v1':
      return [text('reason'), error?.message].filter(Boolean).join(': ');
    case 'job:failed:v1':
      return [error?.code, error?.message].filter(Boolean).join(': ');
    case 'job:cancelled:v1':
      return [`by ${text('by')}`, text('reason')].filter(Boolean).join(': ');
    case 'job:resumed:v1':
      return `by ${text('by')}`;
    case 'job:checkpoint:v1':
      return text('label');
    case 'job:signal:v1':
      return `${text('name')}, by ${text('by')}`;
    case 'job:created:v1':
    case 'job:completed:v1':
      return '';
    default:
      return shortened(JSON.stringify(data));
  }
}

function shortened(text: string): string {
  return text.length > 160 ? `${text.slice(0, 160)}…` : text;
}
