/** What most tests of the hooks need around them. */

import { act, cleanup } from '@testing-library/react';
import type { JSX, ReactNode } from 'react';
import { afterEach, beforeEach, vi } from 'vitest';
import type { Jobwire } from '../../client/types.js';
import { JobwireProvider } from '../../react/index.js';

export function around(client: Jobwire): ({ children }: { children: ReactNode }) => JSX.Element {
  return ({ children }) => <JobwireProvider client={client}>{children}</JobwireProvider>;
}

/** The clock stands still, but for `pass`. */
export function withStoppedClock(): void {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => {
    cleanup();
    vi.useRealTimers();
  });
}

export async function pass(millis: number): Promise<void> {
  await act(() => vi.advanceTimersByTimeAsync(millis));
}
