// Where in the dashboard somebody is: kept behind the # of the address, so that the service serves one page.

import { useSyncExternalStore } from 'react';

export interface Route {
  /** `['jobs', 'abc']` of `#/jobs/abc?state=running`. */
  readonly path: readonly string[];
  readonly query: URLSearchParams;
}

let seen: { hash: string; route: Route } | undefined;

function current(): Route {
  const hash = location.hash;
  if (seen?.hash !== hash) {
    const [path = '', query = ''] = hash.replace(/^#\/?/, '').split('?', 2);
    seen = { hash, route: { path: path.split('/').filter(Boolean).map(decode), query: new URLSearchParams(query) } };
  }
  return seen.route;
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

function subscribe(listener: () => void): () => void {
  addEventListener('hashchange', listener);
  return () => removeEventListener('hashchange', listener);
}

export function useRoute(): Route {
  return useSyncExternalStore(subscribe, current);
}

/** What is empty is left out. */
export function href(path: readonly string[], query: Readonly<Record<string, string | undefined>> = {}): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value) {
      search.set(name, value);
    }
  }
  const tail = search.toString();
  return `#/${path.map(encodeURIComponent).join('/')}${tail && `?${tail}`}`;
}

export function go(path: readonly string[], query: Readonly<Record<string, string | undefined>> = {}): void {
  location.hash = href(path, query);
}
