// The way in: a token pasted, or, while the service runs in development mode, one made on the spot.

import { useEffect, useId, useState, type FormEvent, type JSX } from 'react';
import { Logo } from './icons.js';
import type { Session } from './session.js';

/** Why it cannot be used, in words; empty when it is. */
type Use = (token: string) => string;

export function SignIn({ session }: { session: Session }): JSX.Element {
  const use: Use = (token) => session.signIn(token);
  useEffect(() => {
    document.title = 'Sign in · Jobwire';
  }, []);
  return (
    <main className="sign-in">
      <h1>
        <Logo /> Jobwire
      </h1>
      <section className="card" aria-labelledby="with-token">
        <h2 id="with-token">Sign in with a token</h2>
        <TokenForm use={use} label="Sign in" />
        <p className="quiet">It stays in this tab, and is gone when you close it.</p>
      </section>
      <section className="card" aria-labelledby="for-development">
        <h2 id="for-development">In development mode</h2>
        <DevelopmentForm use={use} />
      </section>
      <p className="quiet">
        <a href="/docs/guide">How it works</a> <a href="/docs">The API</a>
      </p>
    </main>
  );
}

export function TokenForm({ use, label }: { use: Use; label: string }): JSX.Element {
  const id = useId();
  const [token, setToken] = useState('');
  const [refusal, setRefusal] = useState('');
  const [busy, setBusy] = useState(false);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (busy) {
      return;
    }
    setBusy(true);
    setRefusal(await refusalOf(token.trim()));
    setBusy(false);
  };

  /** Asked first, so that a wrong token is said to be wrong here and not by a page that stays empty. */
  const refusalOf = async (given: string): Promise<string> => {
    try {
      const answer = await fetch('/api/me', { headers: { Authorization: `Bearer ${given}` }, cache: 'no-store' });
      if (!answer.ok && answer.status !== 503) {
        return 'The service does not take this token. Has it ended, or lost a part on the way?';
      }
    } catch {
      return 'The service cannot be reached at the moment.';
    }
    return use(given);
  };

  return (
    <form onSubmit={submit}>
      <label htmlFor={id}>Token</label>
      <textarea
        id={id}
        rows={3}
        required
        autoComplete="off"
        autoCapitalize="off"
        spellCheck={false}
        value={token}
        onChange={(event) => setToken(event.target.value)}
        aria-invalid={refusal !== ''}
        aria-describedby={`${id}-refusal`}
      />
      <p className="refusal" id={`${id}-refusal`} role="alert">
        {refusal}
      </p>
      <button type="submit" className="button primary" aria-disabled={busy}>
        {label}
      </button>
    </form>
  );
}

interface DevelopmentFormProps {
  readonly use: Use;
  /** Who is signed in already. */
  readonly userId?: string;
  readonly scopes?: readonly string[];
}

export function DevelopmentForm({ use, userId, scopes }: DevelopmentFormProps): JSX.Element {
  const id = useId();
  const [name, setName] = useState(userId ?? 'dev');
  const [admin, setAdmin] = useState(true);
  const [refusal, setRefusal] = useState('');

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setRefusal('');
    const wanted = scopes ?? ['jobs:read', 'jobs:write', ...(admin ? ['admin'] : [])];
    try {
      const answer = await fetch('/api/dev/token', {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ userId: name, scopes: wanted }),
      });
      if (answer.status === 404) {
        setRefusal('This service does not run in development mode: paste a token.');
      } else if (!answer.ok) {
        setRefusal('The service would not make a token for this name.');
      } else {
        setRefusal(use(((await answer.json()) as { token: string }).token));
      }
    } catch {
      setRefusal('The service cannot be reached at the moment.');
    }
  };

  return (
    <form onSubmit={submit}>
      {userId === undefined && (
        <>
          <label htmlFor={id}>User</label>
          <input id={id} required maxLength={255} autoComplete="off" value={name} onChange={(event) => setName(event.target.value)} />
          <label className="check">
            <input type="checkbox" checked={admin} onChange={(event) => setAdmin(event.target.checked)} />
            As an administrator
          </label>
        </>
      )}
      <p className="refusal" role="alert">
        {refusal}
      </p>
      <button type="submit" className="button">
        Make a token and use it
      </button>
    </form>
  );
}
