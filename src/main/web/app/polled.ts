// What the service only tells when it is asked: asked again every so often, and not while nobody looks.

import { useCallback, useEffect, useRef, useState } from 'react';
import { useJobwire } from '../react/index.js';
import type { Jobwire } from '../client/index.js';
import { problemOf, type Problem } from './problem.js';

export interface Polled<T> {
  readonly data: T | undefined;
  readonly problem: Problem | undefined;
  /** Asks now. */
  reload(): void;
}

/** What was answered last, so that who comes back to a page finds it there, also without a network. */
const answered = new WeakMap<Jobwire, Map<string, unknown>>();

function lastAnswers(client: Jobwire): Map<string, unknown> {
  const answers = answered.get(client) ?? new Map<string, unknown>();
  answered.set(client, answers);
  return answers;
}

export function usePolled<T>(path: string, everyMs: number): Polled<T> {
  const client = useJobwire();
  const [state, setState] = useState<{ data?: T; problem?: Problem }>(() => {
    const data = lastAnswers(client).get(path) as T | undefined;
    return data === undefined ? {} : { data };
  });
  const ask = useRef<() => void>(() => {});

  useEffect(() => {
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
          lastAnswers(client).set(path, data);
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
