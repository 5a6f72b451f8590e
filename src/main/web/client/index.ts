/** What the package has to offer. */

export { createJobwire } from './jobwire.js';
export { JobwireError } from './problem.js';
export { emptyView, fold, fromSnapshot, type NumberedEvent } from './fold.js';
export type * from './events.js';
export type * from './types.js';
