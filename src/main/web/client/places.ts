/** The service's words for where many jobs stand at once: kept for when just these are asked for again. */

/** Streams, and after which position each. */
export type Wanted = readonly (readonly [address: string, after: string | undefined])[];

/** A word, and the positions that it stands for. */
export interface Place {
  readonly isShared: boolean;
  readonly at: Map<string, string | undefined>;
  word: string | undefined;
}

export class Places {
  /** Of each set of jobs the last. A set that is asked for no more is forgotten with all others, now and then. */
  readonly #known = new Map<string, Place>();

  /** Where these are to go on; where there is no word for that, from their beginnings: what was seen is dropped. */
  of(wanted: Wanted): Place {
    if (wanted.length === 1) {
      return { isShared: false, at: new Map(wanted), word: wanted[0]![1] };
    }
    const key = wanted
      .map(([address]) => address)
      .sort()
      .join();
    const known = this.#known.get(key);
    const fitting = wanted.every(([address, after]) => known?.at.get(address) === after) ? known : undefined;
    const place: Place = { isShared: true, at: new Map(fitting?.at), word: fitting?.word };
    if (this.#known.size > MOST) {
      this.#known.clear();
    }
    this.#known.set(key, place);
    return place;
  }
}

const MOST = 16;
