/** Notices that a connection is dead: it does not say so itself, it only falls silent. */

import type { Environment } from './environment.js';
import type { Link } from './link.js';
import { Timer } from './timer.js';

/** The service says something every ten seconds. After this it is asked for a sign of life. */
const QUIET_MS = 12_000;
const SILENT_MS = 25_000;
/** Asked because the network may have changed, it has so long. */
const PROBE_MS = 5_000;

export class Watch {
  readonly #env: Environment;
  readonly #silent: () => void;
  readonly #timer: Timer;
  #link: Link | undefined;
  #probedAt: number | undefined;

  constructor(env: Environment, silent: () => void) {
    this.#env = env;
    this.#silent = silent;
    this.#timer = new Timer(env);
  }

  start(link: Link): void {
    this.#link = link;
    this.#probedAt = undefined;
    this.#look();
  }

  stop(): void {
    this.#link = undefined;
    this.#timer.stop();
  }

  /** Something happened that connections do not survive, or the page has slept. */
  probe(): void {
    if (this.#link?.ping()) {
      this.#probedAt = this.#env.now();
    }
    this.#look();
  }

  #look(): void {
    if (!this.#link) {
      return;
    }
    const now = this.#env.now();
    const heardAt = this.#link.heardAt();
    if (this.#probedAt !== undefined && heardAt >= this.#probedAt) {
      this.#probedAt = undefined;
    }
    const end = Math.min(heardAt + SILENT_MS, (this.#probedAt ?? Infinity) + PROBE_MS);
    const quiet = heardAt + QUIET_MS;
    if (now >= end) {
      this.#silent();
      return;
    }
    if (now >= quiet) {
      this.#link.ping();
    }
    this.#timer.start(Math.max(1, (now < quiet ? Math.min(quiet, end) : end) - now), () => this.#look());
  }
}
