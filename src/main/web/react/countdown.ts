/** How many whole seconds are left until an instant. */

import { useMemo } from 'react';
import { useSource, whileHeard, type Source } from './source.js';

/** 0 when it has passed, or when there is none to wait for. */
export function useSecondsUntil(instant: number | undefined): number {
  return useSource(useMemo(() => secondsUntil(instant ?? 0), [instant]));
}

function secondsUntil(instant: number): Source<number> {
  const left = () => Math.max(0, Math.ceil((instant - Date.now()) / 1000));

  const subscribe = whileHeard((tell) => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    /** Right when the number changes, and not some time within each second. */
    const wait = () => {
      timer = left() > 0 ? setTimeout(tick, (instant - Date.now()) % 1000 || 1000) : undefined;
    };
    const tick = () => {
      tell();
      wait();
    };
    wait();
    return () => clearTimeout(timer);
  });
  return { subscribe, snapshot: left, serverSnapshot: () => 0 };
}
