// What the service only tells when it is asked: asked again every so often, and not while nobody looks.

import { useCallback, useEffect, useRef, useState } from 'react';
import { useJobwire } from '../react/index.js';
import { problemOf, type Problem } from './problem.js';

export interface Polled<T> {
  readonly data: T | undefined;
  readonly problem: Problem | undefined;
  /** Asks now. */
  reload(): void;
}

export function usePolled<T>(path: string | undefined, everyMs: number): Polled<T> {
  const client = useJobwire();
  const [state, setState] = useState<{ data?: T; problem?: Problem }>({});
  const ask = useRef<() => void>(() => {});

  useEffect(() => {
    if (path === undefined) {
      return;
    }
    let timer: ReturnType<typeof setTimeout> | undefined;
    let over = false;
    let asking = false;
    const next = async () => {
      clearTimeout(timer);
      if (asking || over) {
        return;
      }
      asking = true;
      if (!document.hidden) {
        try {
          const data = await client.request<T>('GET', path);
          if (!over) {
            setState({ data });
          }
        } catch (failure) {
          if (!over) {
            setState((before) => ({ ...before, problem: problemOf(failure) }));
          }
        }
      }
      asking = false;
      if (!over) {
        timer = setTimeout(next, everyMs);
      }
    };
    ask.current = () => void next();
    void next();
    return () => {
      over = true;
      clearTimeout(timer);
    };
  }, [client, path, everyMs]);

  const reload = useCallback(() => ask.current(), []);
  return { data: state.data, problem: state.problem, reload };
}
