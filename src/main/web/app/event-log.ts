// The events of one job by their numbers, whichever way and in whatever order they were had; and what is missing between them.

import type { JobwireEvent } from '../client/index.js';

const MOST_KEPT = 5_000;
const CHUNK = 'model:chunk:v1';

/** One event, or pieces of text that follow each other without anything between. */
export interface Entry {
  readonly kind: 'events';
  readonly from: number;
  readonly to: number;
  readonly last: JobwireEvent;
}

export interface Gap {
  readonly kind: 'gap';
  readonly from: number;
  readonly to: number;
}

export class EventLog {
  /** By number, none upon the other. */
  #entries: Entry[] = [];
  #top = 0;

  clear(): void {
    this.#entries = [];
    this.#top = 0;
  }

  /** There are so many, whether they come or not. */
  reaches(top: number): void {
    this.#top = Math.max(this.#top, top);
  }

  /** Nothing changes when it is there already. */
  add(event: JobwireEvent): void {
    const { seq } = event;
    if (seq === undefined) {
      return;
    }
    this.reaches(seq);
    const place = this.#placeAfter(seq);
    const before = this.#entries[place - 1];
    if (before !== undefined && seq <= before.to) {
      return;
    }
    this.#entries.splice(place, 0, { kind: 'events', from: seq, to: seq, last: event });
    this.#join(place);
    this.#join(place - 1);
    if (this.#entries.length > MOST_KEPT) {
      this.#entries.splice(0, this.#entries.length - MOST_KEPT);
    }
  }

  /** In order, with a line for each number that is missing. */
  lines(): (Entry | Gap)[] {
    const lines: (Entry | Gap)[] = [];
    let next = 1;
    const upTo = (from: number) => {
      if (from > next) {
        lines.push({ kind: 'gap', from: next, to: from - 1 });
      }
    };
    for (const entry of this.#entries) {
      upTo(entry.from);
      lines.push(entry);
      next = entry.to + 1;
    }
    upTo(this.#top + 1);
    return lines;
  }

  /** From the end, where nearly all belong. */
  #placeAfter(seq: number): number {
    let place = this.#entries.length;
    while (place > 0 && this.#entries[place - 1]!.from > seq) {
      place--;
    }
    return place;
  }

  #join(place: number): void {
    const one = this.#entries[place];
    const next = this.#entries[place + 1];
    if (one?.last.type === CHUNK && next?.last.type === CHUNK && one.to + 1 === next.from) {
      this.#entries.splice(place, 2, { ...next, from: one.from });
    }
  }
}

export function isText({ last }: Entry): boolean {
  return last.type === CHUNK;
}
