/** Shows changes at once when they are rare, and twenty times a second when they are not; the last one always. */

const GAP_MS = 50;

export interface Pace {
  /** Something changed: shown at once, or when the gap since the last showing is over. */
  soon(): void;
  /** Something changed that shall not wait: shown at once. Of many within one gap, only the first is. */
  now(): void;
  stop(): void;
}

export function pace(show: () => void): Pace {
  let gap: ReturnType<typeof setTimeout> | undefined;
  let isDue = false;
  let wasHurried = false;

  const showNow = () => {
    clearTimeout(gap);
    gap = setTimeout(open, GAP_MS);
    isDue = false;
    show();
  };
  const open = () => {
    gap = undefined;
    wasHurried = false;
    if (isDue) {
      showNow();
    }
  };
  const soon = () => {
    if (gap === undefined) {
      showNow();
    } else {
      isDue = true;
    }
  };
  const now = () => {
    if (wasHurried) {
      soon();
    } else {
      wasHurried = true;
      showNow();
    }
  };
  const stop = () => {
    clearTimeout(gap);
    gap = undefined;
    isDue = wasHurried = false;
  };
  return { soon, now, stop };
}
