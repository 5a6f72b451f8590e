// Commands that waited for the network and came to nothing: told wherever the user is by then, until it is read.

import { useEffect, useState, type JSX } from 'react';
import { useJobwire } from '../react/index.js';
import type { Expired, Jobwire, Problem } from '../client/index.js';
import { inWords } from './problem.js';

export interface Unsent extends Omit<Expired, 'queuedAt'> {
  /** Absent when it waited for too long. */
  readonly problem?: Problem;
}

const notices = new WeakMap<Jobwire, (unsent: readonly Unsent[]) => void>();

/** For a page that is not looked at any more, and can show nothing. The client itself tells what nobody waits for. */
export function tellUnsent(client: Jobwire, unsent: Unsent): void {
  notices.get(client)?.([unsent]);
}

export function UnsentNotice(): JSX.Element | null {
  const client = useJobwire();
  const [unsent, setUnsent] = useState<readonly Unsent[]>([]);
  useEffect(() => {
    const add = (more: readonly Unsent[]) => setUnsent((before) => [...before, ...more]);
    notices.set(client, add);
    const leave = client.on('flushed', ({ refused, expired }) => add([...refused, ...expired]));
    return () => {
      notices.delete(client);
      leave();
    };
  }, [client]);
  const dismiss = () => {
    setUnsent([]);
    // The button that had the focus goes away.
    document.getElementById('main')?.focus({ preventScroll: true });
  };
  if (unsent.length === 0) {
    return null;
  }
  return (
    <div className="notice problem unsent">
      <div role="alert">
        <p>Of what waited for the network this was not done:</p>
        <ul>
          {unsent.map((one) => (
            <li key={one.id}>
              {whatOf(one)}: {one.problem === undefined ? 'it waited for too long, and is not sent any more.' : inWords(one.problem)}
            </li>
          ))}
        </ul>
      </div>
      <button type="button" className="button small" onClick={dismiss}>
        Dismiss
      </button>
    </div>
  );
}

function whatOf({ id, method, path }: Unsent): string {
  if (method === 'POST' && path === '/api/jobs') {
    return `To start ${id}`;
  }
  const [, name, call] = /^\/api\/jobs\/([^/]+)(?:\/(\w+))?$/.exec(path) ?? [];
  if (name === undefined) {
    return 'A message to the other devices';
  }
  const jobId = decodeURIComponent(name);
  switch (call) {
    case 'cancel':
      return `To cancel ${jobId}`;
    case 'resume':
      return `To resume ${jobId}`;
    case 'signals':
      return `A signal to ${jobId}`;
    default:
      return method === 'DELETE' ? `To delete ${jobId}` : `${method} ${path}`;
  }
}
