// What is right until a certain time, and shown anew when that has come.

import { useEffect, useState } from 'react';

/** As far as a timer of the browser reaches. */
const FARTHEST_MS = 2_000_000_000;

/** Whether this instant is over, in epoch milliseconds. */
export function useIsOver(instant: number): boolean {
  const [now, setNow] = useState(Date.now);
  const isOver = instant <= now;
  useEffect(() => {
    if (isOver) {
      return;
    }
    const timer = setTimeout(() => setNow(Date.now()), Math.min(FARTHEST_MS, Math.max(0, instant - Date.now())) + 1);
    return () => clearTimeout(timer);
  }, [instant, isOver, now]);
  return isOver;
}
