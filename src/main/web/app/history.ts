// The last minutes of numbers that are only told as they are now; kept while one looks at other pages.

import { useEffect, useState } from 'react';
import { useJobwire } from '../react/index.js';
import type { Jobwire } from '../client/index.js';

const MOST = 150;

export interface History {
  readonly times: readonly number[];
  readonly samples: readonly (readonly number[])[];
}

const kept = new WeakMap<Jobwire, History>();

/** Remembers each new sample; the same object is the same sample. */
export function useHistory(sample: readonly number[] | undefined): History {
  const client = useJobwire();
  const [history, setHistory] = useState<History>(() => kept.get(client) ?? { times: [], samples: [] });
  useEffect(() => {
    if (sample !== undefined) {
      setHistory((before) => after(before, sample));
    }
  }, [sample]);
  useEffect(() => {
    kept.set(client, history);
  }, [client, history]);
  return history;
}

function after({ times, samples }: History, sample: readonly number[]): History {
  return { times: [...times, Date.now()].slice(-MOST), samples: [...samples, sample].slice(-MOST) };
}

export function column(history: History, index: number): number[] {
  return history.samples.map((sample) => sample[index] ?? 0);
}
