/** A growing text in blocks of some KiB: those that are full stay the same, so that only the last one is shown anew. */

export interface Block {
  readonly start: number;
  readonly text: string;
  /** How many blocks since the last break, with this one. */
  readonly run: number;
  /**
   * What follows may begin on a line of its own, which spares a browser the layout of all that came before:
   * after the end of a line, where that changes nothing to see, and in a line of many KiB all the same.
   */
  readonly breaks: boolean;
}

const BLOCK_LENGTH = 4096;
const LONGEST_RUN = 16;

/** The text in blocks, with all of `before` that still holds. */
export function blocksOf(text: string, before: readonly Block[] = []): readonly Block[] {
  const blocks = before.slice(0, countOfKept(text, before));
  let last = blocks.at(-1);
  while (text.length - endOf(last) > BLOCK_LENGTH) {
    last = fullBlock(text, last);
    blocks.push(last);
  }
  const start = endOf(last);
  return start < text.length ? [...blocks, { start, text: ownCopy(text.slice(start)), run: 0, breaks: false }] : blocks;
}

/** The last one is cut anew: it may have grown, or have become the last by a cut in the text. */
function countOfKept(text: string, before: readonly Block[]): number {
  const changed = before.findIndex(
    (block, place) => place === before.length - 1 || !text.startsWith(block.text, block.start),
  );
  return Math.max(0, changed);
}

function fullBlock(text: string, last: Block | undefined): Block {
  const start = endOf(last);
  const room = text.slice(start, start + BLOCK_LENGTH);
  const cut = room.slice(0, lengthWithin(room));
  const run = last === undefined || last.breaks ? 1 : last.run + 1;
  return { start, text: ownCopy(cut), run, breaks: cut.endsWith('\n') || run === LONGEST_RUN };
}

/** Up to the end of a line if there is one, else of a word, and never within a character. */
function lengthWithin(room: string): number {
  const toGap = room.lastIndexOf('\n') + 1 || room.lastIndexOf(' ') + 1;
  const toCharacter = isHighSurrogate(room.charCodeAt(room.length - 1)) ? room.length - 1 : room.length;
  return toGap || toCharacter;
}

function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff;
}

/**
 * A slice keeps all of the text alive that it was cut from, and each state of a growing text is another one: a text
 * of some MiB in such slices would hold on to a thousand times its size. What is put together anew is not a slice.
 */
function ownCopy(slice: string): string {
  return ` ${slice}`.slice(1);
}

function endOf(block: Block | undefined): number {
  return block === undefined ? 0 : block.start + block.text.length;
}
