// Who is signed in at this tab: the token and its end, and the one client that works with it.

import { createJobwire, type Jobwire } from '../client/index.js';
import { openViewCache } from '../cache/index.js';
import { followDevices } from './devices.js';

const KEY = 'jobwire.token';

/** The service warns a minute ahead; then a new token is wanted. */
const LAST_MINUTE_MS = 61_000;

/** What a token says, as far as this page has to know it. The service alone judges it. */
export interface Claims {
  readonly userId: string;
  readonly scopes: readonly string[];
  /** Epoch milliseconds. */
  readonly expiresAt: number;
}

export interface SessionState {
  readonly claims?: Claims;
  readonly client?: Jobwire;
  /** A new token is wanted: this one has ended, or soon does. */
  readonly asksForToken: boolean;
}

export class Session {
  private state: SessionState = { asksForToken: false };
  private token: string | undefined;
  private waiting: ((token: string) => void)[] = [];
  private readonly listeners = new Set<() => void>();

  constructor(
    private readonly storage: Storage,
    private readonly origin: string,
  ) {}

  readonly snapshot = (): SessionState => this.state;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** With the token out of the address, which does not keep it, or the one that this tab has. */
  begin(address: Location, history: History): void {
    const given = new URLSearchParams(address.hash.slice(1)).get('token');
    if (given !== null) {
      history.replaceState(null, '', address.pathname + address.search + '#/');
    }
    const token = given ?? this.storage.getItem(KEY);
    if (token !== null) {
      this.signIn(token);
    }
  }

  /** False when this is no token at all. */
  signIn(given: string): boolean {
    const token = given.trim();
    const claims = claimsOf(token);
    if (claims === undefined) {
      return false;
    }
    if (this.state.client !== undefined && this.state.claims?.userId === claims.userId) {
      this.renew(token, claims);
      return true;
    }
    this.state.client?.close();
    this.keep(token);
    const client = createJobwire({
      url: this.origin,
      getToken: this.getToken,
      storage: this.storage,
      cache: openViewCache({ name: `jobwire.${claims.userId}` }),
    });
    followDevices(client);
    this.tell({ claims, client, asksForToken: false });
    return true;
  }

  private renew(token: string, claims: Claims): void {
    this.keep(token);
    this.tell({ ...this.state, claims, asksForToken: false });
    const waiting = this.waiting;
    this.waiting = [];
    waiting.forEach((give) => give(token));
    this.state.client?.retryNow();
  }

  signOut(): void {
    this.state.client?.close();
    this.token = undefined;
    this.waiting = [];
    // Positions and queued commands are this user's: the next one must not find them.
    this.storage.clear();
    this.tell({ asksForToken: false });
  }

  /** The service does not take this token any more. */
  readonly refused = (): void => {
    if (!this.state.asksForToken) {
      this.tell({ ...this.state, asksForToken: true });
    }
  };

  private readonly getToken = (): string | Promise<string> => {
    const left = (this.state.claims?.expiresAt ?? 0) - Date.now();
    const isConnected = this.state.client?.status().state === 'connected';
    if (this.token !== undefined && !this.state.asksForToken && left > (isConnected ? LAST_MINUTE_MS : 0)) {
      return this.token;
    }
    this.refused();
    return new Promise((give) => this.waiting.push(give));
  };

  private keep(token: string): void {
    this.token = token;
    this.storage.setItem(KEY, token);
  }

  private tell(state: SessionState): void {
    this.state = state;
    this.listeners.forEach((listener) => listener());
  }
}

function claimsOf(token: string): Claims | undefined {
  try {
    const body = token.split('.')[1] ?? '';
    const bytes = Uint8Array.from(atob(body.replace(/-/g, '+').replace(/_/g, '/')), (char) => char.charCodeAt(0));
    const said = JSON.parse(new TextDecoder().decode(bytes)) as Record<string, unknown>;
    if (typeof said.sub !== 'string' || typeof said.exp !== 'number') {
      return undefined;
    }
    const listed = Array.isArray(said.scopes) ? said.scopes : [];
    const spaced = typeof said.scope === 'string' ? said.scope.split(' ') : [];
    return { userId: said.sub, scopes: [...listed, ...spaced].map(String).filter(Boolean), expiresAt: said.exp * 1000 };
  } catch {
    return undefined;
  }
}
