// Every event of a job in its order, with its attempts, and with gaps where something could not be had.

import { useEffect, useReducer, useRef, useState, type JSX } from 'react';
import type { JobwireEvent, Lost } from '../../client/index.js';
import { useJobwire } from '../../react/index.js';
import { EventLog, isText, type Entry, type Gap } from '../event-log.js';
import { clock, several } from '../format.js';

/** So many are shown at first: a stream of text has thousands, and few are worth reading. */
const SHOWN = 100;
const REDRAW_MS = 250;

/** Why what was seen does not hold any more. */
const BEGUN_ANEW: Partial<Record<Lost['reason'], string>> = {
  'epoch-changed': 'The service has lost its memory and begun another history: what stood here before is gone.',
  'history-rewound': 'The service has gone back to an earlier moment: what stood here after it is gone.',
};

interface Known {
  readonly log: EventLog;
  /** So many times what is held is being asked for: until it has come nothing is said to be gone. */
  asked: number;
  /** It could not be had so far. */
  isOwed: boolean;
  anew: string | undefined;
}

function nothingYet(): Known {
  return { log: new EventLog(), asked: 0, isOwed: false, anew: undefined };
}

export function Timeline({ jobId }: { jobId: string }): JSX.Element {
  const client = useJobwire();
  const known = useRef<Known>(nothingYet());
  const [, redraw] = useReducer((n: number) => n + 1, 0);
  const [all, setAll] = useState(false);

  useEffect(() => {
    const mine = nothingYet();
    known.current = mine;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let history = {};
    const changed = () => {
      timer ??= setTimeout(() => {
        timer = undefined;
        redraw();
      }, REDRAW_MS);
    };
    /** With a snapshot the service sends no single events, but those that it holds it tells who asks. */
    const askForHeld = async () => {
      const asked = history;
      mine.asked++;
      const held = await client
        .request<{ readonly events: readonly JobwireEvent[] }>('GET', `/api/jobs/${encodeURIComponent(jobId)}/state`)
        .catch(() => undefined);
      mine.asked--;
      if (asked === history) {
        mine.isOwed = held === undefined;
        held?.events.forEach((event) => mine.log.add(event));
        changed();
      }
    };
    const leave = client.subscribeToJob(
      jobId,
      {
        onEvent: (event) => {
          if (event.control !== true) {
            mine.log.add(event);
            changed();
          } else if (event.type === 'stream:open:v1' && (mine.isOwed || event.data['mode'] === 'snapshot')) {
            mine.log.reaches(Number(event.data['top']));
            void askForHeld();
            changed();
          }
        },
        onLost: ({ reason }) => {
          if (reason !== 'backlog-truncated') {
            // What was asked for before may be of the history that does not hold any more.
            history = {};
            mine.log.clear();
            mine.anew = BEGUN_ANEW[reason];
            void askForHeld();
            changed();
          }
        },
      },
      { after: '0' },
    );
    return () => {
      leave();
      clearTimeout(timer);
      history = {};
    };
  }, [client, jobId]);

  const { log, asked, isOwed, anew } = known.current;
  const lines = log.lines();
  const shown = all ? lines : lines.slice(-SHOWN);
  if (lines.length === 0 && anew === undefined) {
    return <p className="quiet">Nothing yet.</p>;
  }
  return (
    <>
      {shown.length < lines.length && (
        <button type="button" className="button small" onClick={() => setAll(true)}>
          Show the {lines.length - shown.length} before
        </button>
      )}
      <ol className="timeline">
        {anew !== undefined && <li className="gap">{anew}</li>}
        {shown.map((line) =>
          line.kind === 'gap' ? <Missing key={`gap-${line.from}`} gap={line} isAsked={asked > 0 || isOwed} /> : <Line key={line.from} entry={line} />,
        )}
      </ol>
    </>
  );
}

function Missing({ gap: { from, to }, isAsked }: { gap: Gap; isAsked: boolean }): JSX.Element {
  const which = from === to ? `Event ${from}` : `Events ${from} to ${to}`;
  if (isAsked) {
    return <li className="asked">{which}: looking for what is kept of them…</li>;
  }
  return (
    <li className="gap">
      {which} {from === to ? 'is' : 'are'} not kept any more.
    </li>
  );
}

function Line({ entry }: { entry: Entry }): JSX.Element {
  const event = entry.last;
  const number = entry.from < entry.to ? `${entry.from}–${entry.to}` : entry.from;
  return (
    <li className={event.type === 'job:running:v1' ? 'attempt' : ''}>
      <span className="number">{number}</span>
      <span className="what">
        <strong>{nameOf(event.type)}</strong> {isText(entry) ? `${several(entry.to - entry.from + 1, 'piece')} of text` : detailOf(event)}
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
