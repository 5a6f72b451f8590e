/**
 * Cuts streamed text where UTF-16 may be cut: the first half of a pair waits for its other half in the next chunk, and
 * a half that stays alone becomes U+FFFD, as it would on its way through UTF-8.
 */

const LONE = /[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g;
const OPEN_END = /[\uD800-\uDBFF]$/;

export class Seam {
  #held = '';

  /** The text to write now. */
  next(text: string): string {
    const all = this.#held + text;
    this.#held = OPEN_END.exec(all)?.[0] ?? '';
    return all.slice(0, all.length - this.#held.length).replace(LONE, '\uFFFD');
  }

  /** What still waits when no more comes: a half without its other, or nothing. */
  rest(): string {
    const rest = this.#held && '\uFFFD';
    this.#held = '';
    return rest;
  }
}
