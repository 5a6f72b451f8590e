// The dashboard: who signs in, and the pages for those who have.

import { StrictMode, useSyncExternalStore, type JSX } from 'react';
import { createRoot } from 'react-dom/client';
import { JobwireProvider } from '../react/index.js';
import { Session } from './session.js';
import { Shell } from './shell.js';
import { SignIn } from './sign-in.js';
import '../react/styles.css';
import './app.css';

function App({ session }: { session: Session }): JSX.Element {
  const { client, claims } = useSyncExternalStore(session.subscribe, session.snapshot);
  return client === undefined || claims === undefined ? (
    <SignIn session={session} />
  ) : (
    <JobwireProvider key={claims.userId} client={client}>
      <Shell session={session} claims={claims} />
    </JobwireProvider>
  );
}

const session = new Session(sessionStorage, location, history);
session.begin();
// In an open tab only what is behind the # changes, and nothing is loaded anew. Heard before the pages hear of it.
addEventListener('hashchange', session.takeFromAddress);
createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <App session={session} />
  </StrictMode>,
);
