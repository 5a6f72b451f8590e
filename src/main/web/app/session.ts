// Who is signed in at this tab: the token and its end, and the one client that works with it.

import { createJobwire, type Jobwire } from '../client/index.js';
import { openViewCache, type IndexedViewCache } from '../cache/index.js';
import { followDevices } from './devices.js';

const KEY = 'jobwire.token';
const NO_TOKEN = 'This is not a token.';

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
  /** The service does not take this one, though it has not ended. */
  readonly isRefused?: boolean;
}

export class Session {
  private state: SessionState = { asksForToken: false };
  private token: string | undefined;
  /** The service did not take this one, whatever it says of its end. */
  private refused: string | undefined;
  private cache: IndexedViewCache | undefined;
  private waiting: ((token: string) => void)[] = [];
  private readonly listeners = new Set<() => void>();

  constructor(
    private readonly storage: Storage,
    private readonly address: Location,
    private readonly history: History,
  ) {}

  readonly snapshot = (): SessionState => this.state;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** With the token out of the address, or the one that this tab has. */
  begin(): void {
    const kept = this.storage.getItem(KEY);
    if (!this.takeFromAddress() && kept !== null) {
      this.signIn(kept);
    }
  }

  /** A token given in the address signs its user in. The address does not keep it. False when there is none. */
  readonly takeFromAddress = (): boolean => {
    const given = new URLSearchParams(this.address.hash.slice(1)).get('token');
    if (given === null) {
      return false;
    }
    this.toTheBeginning();
    return this.signIn(given) === '';
  };

  /** Why not, in words; empty when it went well. Of who is signed in already it is another token, no other session. */
  signIn(given: string): string {
    const token = given.trim();
    const claims = claimsOf(token);
    if (claims === undefined) {
      return NO_TOKEN;
    }
    if (this.state.client !== undefined && this.state.claims?.userId === claims.userId) {
      return this.renew(token);
    }
    this.end();
    this.keep(token);
    const cache = openViewCache({ name: `jobwire.${claims.userId}` });
    const client = createJobwire({
      url: this.address.origin,
      user: claims.userId,
      getToken: this.getToken,
      storage: this.storage,
      cache,
    });
    followDevices(client);
    this.cache = cache;
    this.tell({ claims, client, asksForToken: false });
    return '';
  }

  /** Another token of the same user: everything goes on in place. Why not, in words; empty when it went well. */
  renew(given: string): string {
    const token = given.trim();
    const claims = claimsOf(token);
    const userId = this.state.claims?.userId;
    if (claims === undefined) {
      return NO_TOKEN;
    }
    if (claims.userId !== userId) {
      return `This is a token of ${claims.userId}, and ${userId} is signed in here. Sign out first.`;
    }
    this.keep(token);
    this.tell({ ...this.state, claims, asksForToken: false, isRefused: false });
    const waiting = this.waiting;
    this.waiting = [];
    waiting.forEach((give) => give(token));
    // Who needed longer than the client waits is not waited for any more: a connection that still stands is told here,
    // and one that does not is tried again.
    this.state.client?.refreshToken();
    this.state.client?.retryNow();
    return '';
  }

  /** Nothing of this user stays behind in this tab: no position, no queued command, no view, no name in the address. */
  signOut(): void {
    const { cache } = this;
    this.cache = undefined;
    this.end();
    void cache?.clear().then(() => cache.close());
    this.storage.clear();
    this.toTheBeginning();
    this.tell({ asksForToken: false });
  }

  private end(): void {
    this.state.client?.close();
    this.cache?.close();
    this.cache = undefined;
    this.token = undefined;
    this.refused = undefined;
    this.waiting = [];
  }

  private readonly getToken = (refused?: string): string | Promise<string> => {
    this.refused = refused ?? this.refused;
    const left = (this.state.claims?.expiresAt ?? 0) - Date.now();
    const isConnected = this.state.client?.status().state === 'connected';
    if (this.token !== undefined && this.token !== this.refused && left > (isConnected ? LAST_MINUTE_MS : 0)) {
      return this.token;
    }
    const isRefused = this.token === this.refused && left > 0;
    if (!this.state.asksForToken || this.state.isRefused !== isRefused) {
      this.tell({ ...this.state, asksForToken: true, isRefused });
    }
    return new Promise((give) => this.waiting.push(give));
  };

  private toTheBeginning(): void {
    this.history.replaceState(null, '', `${this.address.pathname}${this.address.search}#/`);
  }

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
