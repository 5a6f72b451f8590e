// What stands around every page: where one can go, how the connection is, and what has to be said at once.

import { useEffect, useLayoutEffect, useRef, useSyncExternalStore, type JSX } from 'react';
import { StatusBar } from '../react/index.js';
import { Icon, Logo, type IconName } from './icons.js';
import { AnalyticsPage } from './pages/analytics.js';
import { ConnectionPage } from './pages/connection.js';
import { JobPage } from './pages/job.js';
import { JobsPage } from './pages/jobs.js';
import { OverviewPage } from './pages/overview.js';
import { QueuesPage } from './pages/queues.js';
import { StartPage } from './pages/start.js';
import { href, useRoute, type Route } from './router.js';
import type { Claims, Session } from './session.js';
import { DevelopmentForm, TokenForm } from './sign-in.js';
import { clock } from './format.js';
import { useIsOver } from './timer.js';
import { UnsentNotice } from './unsent.js';

interface Place {
  readonly name: string;
  readonly path: string;
  readonly icon: IconName;
  readonly admin?: boolean;
}

const PLACES: readonly Place[] = [
  { name: 'Overview', path: '', icon: 'overview' },
  { name: 'Jobs', path: 'jobs', icon: 'jobs' },
  { name: 'Queues', path: 'queues', icon: 'queues', admin: true },
  { name: 'Analytics', path: 'analytics', icon: 'analytics', admin: true },
  { name: 'Connection', path: 'connection', icon: 'connection' },
];

interface ShellProps {
  readonly session: Session;
  readonly claims: Claims;
}

export function Shell({ session, claims }: ShellProps): JSX.Element {
  const route = useRoute();
  const isAdmin = claims.scopes.includes('admin');
  const main = useRef<HTMLElement>(null);
  const where = route.path.join('/');

  useEffect(() => {
    document.title = `${titleOf(route)} · Jobwire`;
  }, [route]);

  // Who goes to another page begins to read at its top.
  const first = useRef(true);
  useEffect(() => {
    if (first.current) {
      first.current = false;
    } else {
      scrollTo(0, 0);
      main.current?.focus({ preventScroll: true });
    }
  }, [where]);

  return (
    <>
      <a
        className="skip"
        href="#main"
        onClick={(event) => {
          event.preventDefault();
          main.current?.focus();
        }}
      >
        Skip to the content
      </a>
      <header>
        <div className="top">
          <a className="brand" href={href([])}>
            <Logo /> Jobwire
          </a>
          <nav aria-label="Pages" className="places">
            {PLACES.filter((place) => isAdmin || !place.admin).map((place) => (
              <a key={place.path} href={href([place.path].filter(Boolean))} aria-current={isAt(route, place) ? 'page' : undefined}>
                <Icon name={place.icon} />
                <span>{place.name}</span>
              </a>
            ))}
            <a href="/docs/guide" className="docs">
              <Icon name="docs" />
              <span>Docs</span>
            </a>
          </nav>
          <a className="button primary new-job" href={href(['start'])}>
            <Icon name="add" />
            <span>New job</span>
          </a>
        </div>
        <div className="connection-line">
          <StatusBar currentJobId={route.path[0] === 'jobs' ? route.path[1] : undefined} />
          <p className="who">
            <span className="quiet">Signed in as</span> {claims.userId}
            <button type="button" className="button small" onClick={() => session.signOut()}>
              Sign out
            </button>
          </p>
        </div>
      </header>
      <main id="main" ref={main} tabIndex={-1}>
        <Renewal session={session} claims={claims} />
        <UnsentNotice />
        <Page route={route} claims={claims} isAdmin={isAdmin} session={session} />
      </main>
      <footer className="foot quiet">
        <a href="/docs/guide">Docs</a> <a href="/docs">API</a> <a href="/openapi.yaml">openapi.yaml</a>
      </footer>
    </>
  );
}

function isAt(route: Route, place: Place): boolean {
  return (route.path[0] ?? '') === place.path;
}

function titleOf({ path }: Route): string {
  if (path[0] === 'jobs' && path[1] !== undefined) {
    return path[1];
  }
  return path[0] === 'start' ? 'New job' : (PLACES.find((place) => place.path === (path[0] ?? ''))?.name ?? 'Not found');
}

interface PageProps extends ShellProps {
  readonly route: Route;
  readonly isAdmin: boolean;
}

function Page({ route, claims, isAdmin, session }: PageProps): JSX.Element {
  const [first = '', second] = route.path;
  switch (first) {
    case '':
      return <OverviewPage isAdmin={isAdmin} />;
    case 'jobs':
      return second === undefined ? <JobsPage query={route.query} isAdmin={isAdmin} /> : <JobPage key={second} jobId={second} />;
    case 'start':
      return <StartPage />;
    case 'queues':
      return <QueuesPage />;
    case 'analytics':
      return <AnalyticsPage query={route.query} />;
    case 'connection':
      return <ConnectionPage claims={claims} session={session} isAdmin={isAdmin} />;
    default:
      return (
        <section className="card">
          <h1>There is no such page</h1>
          <p>
            <a href={href([])}>Go to the overview</a>
          </p>
        </section>
      );
  }
}

function Renewal({ session, claims }: ShellProps): JSX.Element | null {
  const { asksForToken, isRefused = false } = useSyncExternalStore(session.subscribe, session.snapshot);
  return asksForToken ? <RenewalForm session={session} claims={claims} isRefused={isRefused} /> : null;
}

/** Nothing is lost meanwhile: what is followed goes on where it stood. Who is at something may go on with it too. */
function RenewalForm({ session, claims, isRefused }: ShellProps & { readonly isRefused: boolean }): JSX.Element {
  const section = useRef<HTMLElement>(null);
  const isOver = useIsOver(claims.expiresAt);
  const use = (token: string) => session.renew(token);
  useLayoutEffect(
    () => () => {
      // It goes away with the button that was pressed: who has the focus in it stays on the page.
      if (section.current?.contains(document.activeElement)) {
        document.getElementById('main')?.focus({ preventScroll: true });
      }
    },
    [],
  );
  return (
    <section ref={section} className="card renewal" aria-labelledby="renewal">
      <h2 id="renewal">
        <span role="alert">{headingOf(claims, isOver, isRefused)}</span>
      </h2>
      <p>Give another one of {claims.userId}: everything goes on where it is.</p>
      <div className="columns">
        <TokenForm use={use} label="Go on" />
        <div>
          <p className="quiet">In development mode the service makes one:</p>
          <DevelopmentForm use={use} userId={claims.userId} scopes={claims.scopes} />
        </div>
      </div>
    </section>
  );
}

function headingOf({ expiresAt }: Claims, isOver: boolean, isRefused: boolean): string {
  if (isOver) {
    return 'Your token has ended';
  }
  return isRefused ? 'The service does not take your token any more' : `Your token ends at ${clock(expiresAt)}`;
}
