/** How long to wait after failures: at random up to a bound that doubles, so that many do not come at once. */

const BASE_MS = 500;
const MOST_MS = 10_000;

/** After the first failure up to half a second, and never more than ten. */
export function backoff(failures: number, random: () => number): number {
  return random() * Math.min(MOST_MS, BASE_MS * 2 ** Math.max(0, failures - 1));
}
