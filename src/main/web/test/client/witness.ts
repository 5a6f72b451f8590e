// Somebody who follows a job, and notices when what is seen is not what happened.
import type { JobHandlers, JobView, JobwireEvent, Lost } from '../../client/types.js';
import type { Log } from './log.js';

export class Witness implements JobHandlers {
  readonly lost: Lost[] = [];
  readonly flaws: string[] = [];
  events = 0;
  readonly trace: string[] = [];
  view: JobView | undefined;
  readonly #log: () => Log | undefined;
  #at: string;
  #snapshot = '';
  /** A loss was told: what comes next stands anew. */
  #isDeclared = false;

  /** `at` is where the view stood when it came; `0` for nowhere. */
  constructor(log: () => Log | undefined, at: string) {
    this.#log = log;
    this.#at = at;
  }

  onEvent = (event: JobwireEvent): void => {
    this.trace.push(`${event.type} ${event.id ?? JSON.stringify(event.data).slice(0, 300)}`);
    if (!event.control) {
      this.#numbered(event);
    } else if (event.type === 'stream:snapshot:v1') {
      this.#snapshot = event.data['position'] as string;
    } else if (event.type === 'stream:output:v1' && event.data['last']) {
      this.#resets();
    }
  };

  onLost = (lost: Lost): void => {
    this.lost.push(lost);
    this.trace.push('LOST ' + JSON.stringify(lost));
    this.#isDeclared = true;
    this.#at = '0';
  };

  onView = (view: JobView): void => {
    this.view = view;
    const right = view.position === undefined ? undefined : this.#log()?.views.get(view.position);
    if (right && (right.output !== view.output || right.state !== view.state || !same(right.steps, view.steps) || !same(right.progress, view.progress) || right.attempt !== view.attempt || right.error !== undefined !== (view.error !== undefined))) {
      this.flaws.push(`the view at ${view.position} is not what it was: ${JSON.stringify(view)} instead of ${JSON.stringify(right)}`);
    }
    if (view.position !== undefined && !right) {
      this.flaws.push(`the view stands at ${view.position}, where nothing ever was`);
    }
  };

  #numbered(event: JobwireEvent): void {
    this.events++;
    const before = this.#log()?.before.get(event.id!);
    if (before !== this.#at) {
      this.flaws.push(`${event.id} came after ${this.#at}, not after ${before}`);
    }
    this.#isDeclared = false;
    this.#at = event.id!;
  }

  #resets(): void {
    if (!this.#isDeclared && this.#at !== '0' && this.#at !== this.#snapshot) {
      this.flaws.push(`a snapshot at ${this.#snapshot} took the place of ${this.#at}, and nobody said so`);
    }
    this.#isDeclared = false;
    this.#at = this.#snapshot;
  }
}

const same = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);
