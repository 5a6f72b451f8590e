// How this tab is connected, the user's other devices, and who the service takes one for.

import type { JSX } from 'react';
import { useConnection } from '../../react/index.js';
import { useDevices } from '../devices.js';
import { count, dayAndTime } from '../format.js';
import { Figure, ProblemNote } from '../parts.js';
import { usePolled } from '../polled.js';
import type { Stats } from '../service.js';
import type { Claims, Session } from '../session.js';

const OFTEN_MS = 2_000;

interface ConnectionPageProps {
  readonly claims: Claims;
  readonly session: Session;
  readonly isAdmin: boolean;
}

export function ConnectionPage({ claims, session, isAdmin }: ConnectionPageProps): JSX.Element {
  const status = useConnection();
  const devices = useDevices();
  return (
    <>
      <h1>Connection</h1>
      <div className="columns">
        <section className="card" aria-labelledby="this-tab">
          <h2 id="this-tab">This tab</h2>
          <dl className="facts">
            <Fact name="State" value={status.state} />
            <Fact name="Over" value={status.transport === 'sse' ? 'event stream (HTTP)' : status.transport === 'websocket' ? 'WebSocket' : '–'} />
            <Fact name="Failed tries" value={count(status.failures)} />
            <Fact name="Waiting commands" value={count(status.queued)} />
            <Fact name="Device" value={status.deviceId} />
          </dl>
        </section>
        <section className="card" aria-labelledby="devices">
          <h2 id="devices">Your devices</h2>
          {devices.length === 0 ? (
            <p className="quiet">Not told yet.</p>
          ) : (
            <ul className="devices">
              {devices.map((device) => (
                <li key={device}>
                  {device} {device === status.deviceId && <span className="badge">this one</span>}
                </li>
              ))}
            </ul>
          )}
        </section>
        <section className="card" aria-labelledby="you">
          <h2 id="you">You</h2>
          <dl className="facts">
            <Fact name="User" value={claims.userId} />
            <Fact name="May" value={claims.scopes.join(', ') || 'nothing'} />
            <Fact name="Until" value={dayAndTime(claims.expiresAt)} />
          </dl>
          <button type="button" className="button" onClick={() => session.signOut()}>
            Sign out
          </button>
        </section>
      </div>
      {isAdmin && <Everybody />}
    </>
  );
}

function Everybody(): JSX.Element {
  const { data, problem } = usePolled<Stats>('/api/realtime/stats', OFTEN_MS);
  return (
    <section aria-labelledby="everybody">
      <h2 id="everybody">All instances</h2>
      <ProblemNote problem={problem} />
      <dl className="figures">
        <Figure label="Connections" value={data && count(data.connections)} />
        <Figure label="Signed in" value={data && count(data.connected)} />
        <Figure label="Subscriptions" value={data && count(data.subscriptions)} />
        <Figure label="Streams" value={data && count(data.rooms)} />
        <Figure label="Users" value={data && count(data.users)} />
      </dl>
    </section>
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
