/** What a failed call has to say, whatever was thrown. */

import type { Problem } from '../client/types.js';

/** By shape and not by class: the client may come out of another bundle than the hooks. */
export function problemOf(failure: unknown): Problem {
  if (failure instanceof Error && 'problem' in failure) {
    return failure.problem as Problem;
  }
  return { status: 0, code: 'unreachable', title: failure instanceof Error ? failure.message : String(failure) };
}
