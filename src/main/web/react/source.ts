/** What a hook follows: an immutable snapshot, and a word to whoever listens when there is a new one. */

import { useSyncExternalStore } from 'react';

export interface Source<T> {
  readonly subscribe: (listener: () => void) => () => void;
  /** The same value until something changed. */
  readonly snapshot: () => T;
  /** Where nothing can be followed: on a server, and while the browser takes over what that rendered. */
  readonly serverSnapshot: () => T;
}

/**
 * Lends `start` to any number of listeners: it begins with the first of them, and what it gave ends it with the last.
 * With `lingers` a listener that comes back in the same turn, as in StrictMode, finds it still going on.
 */
export function whileHeard(start: (tell: () => void) => () => void, lingers = false): Source<unknown>['subscribe'] {
  const listeners = new Set<() => void>();
  let stop: (() => void) | undefined;

  const stopUnheard = () => {
    if (listeners.size === 0) {
      stop?.();
      stop = undefined;
    }
  };
  return (listener) => {
    const own = () => listener();
    listeners.add(own);
    stop ??= start(() => listeners.forEach((each) => each()));
    return () => {
      listeners.delete(own);
      if (lingers) {
        setTimeout(stopUnheard);
      } else {
        stopUnheard();
      }
    };
  };
}

export function useSource<T>(source: Source<T>): T {
  return useSyncExternalStore(source.subscribe, source.snapshot, source.serverSnapshot);
}
