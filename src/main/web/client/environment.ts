/** What the client takes from the world around it, in one place: so that a test can be the world. */

import type { KeyValueStorage, Unsubscribe } from './types.js';

/** As much of a WebSocket as is used here. */
export interface SocketLike {
  onopen: ((event: never) => void) | null;
  onmessage: ((event: { readonly data: unknown }) => void) | null;
  onclose: ((event: { readonly code: number; readonly reason: string }) => void) | null;
  onerror: ((event: never) => void) | null;
  send(text: string): void;
  close(): void;
}

/** What happens around the client: the network comes and goes, the page is shown, or put away. */
export type Surrounding = 'online' | 'offline' | 'shown' | 'hidden';

export interface Environment {
  now(): number;
  random(): number;
  uuid(): string;
  setTimeout(run: () => void, ms: number): unknown;
  clearTimeout(timer: unknown): void;
  fetch(url: string, init: RequestInit): Promise<Response>;
  readonly WebSocket: (new (url: string) => SocketLike) | undefined;
  readonly storage: KeyValueStorage | undefined;
  /** The page's own. */
  readonly origin: string | undefined;
  /** False only where it is known that there is no network. */
  isOnline(): boolean;
  listen(what: Surrounding, listener: () => void): Unsubscribe;
  /** Of what an application's own code threw at us. */
  report(failure: unknown): void;
}

const VISIBILITY = 'visibilitychange';

/** A browser's, or what Node has of it. */
export function surroundings(): Environment {
  const world = globalThis as Partial<typeof globalThis>;
  return {
    now: () => Date.now(),
    random: () => Math.random(),
    uuid,
    setTimeout: (run, ms) => setTimeout(run, ms),
    clearTimeout: (timer) => clearTimeout(timer as number),
    fetch: (url, init) => fetch(url, init),
    WebSocket: world.WebSocket as Environment['WebSocket'],
    storage: storage(),
    origin: world.location?.origin,
    isOnline: () => world.navigator?.onLine !== false,
    listen,
    report: (failure) => (world.reportError ? world.reportError(failure) : console.error(failure)),
  };
}

/** Where it is forbidden, looking at it throws. */
function storage(): KeyValueStorage | undefined {
  try {
    return globalThis.sessionStorage;
  } catch {
    return undefined;
  }
}

/** Not `randomUUID`, which is there on secure pages only. */
function uuid(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** A page may be put away, and taken out again, without its visibility changing. */
function listen(what: Surrounding, listener: () => void): Unsubscribe {
  const state = what === 'shown' ? 'visible' : 'hidden';
  const names = what === 'shown' ? [VISIBILITY, 'pageshow'] : what === 'hidden' ? [VISIBILITY, 'pagehide'] : [what];
  const heard = ({ type }: Event): unknown => (type !== VISIBILITY || document.visibilityState === state) && listener();
  const world = globalThis as Partial<typeof globalThis>;
  names.forEach((name) => world.addEventListener?.(name, heard));
  return () => names.forEach((name) => world.removeEventListener?.(name, heard));
}
