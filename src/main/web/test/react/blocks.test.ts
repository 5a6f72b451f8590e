import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { blocksOf, type Block } from '../../react/blocks.js';

const joined = (blocks: readonly Block[]) => blocks.map(({ text }) => text).join('');

/** Pieces of which a text of several blocks comes together soon. */
const piece = fc.oneof(
  fc.string(),
  fc.string({ unit: 'grapheme' }),
  fc.constantFrom('\n', 'a\n'.repeat(900), 'b'.repeat(3000), 'c d '.repeat(700), '🚲'.repeat(1500), '\ud83d', '\udeb2', '\r\n\t '),
);
const growth = fc.array(fc.oneof({ weight: 6, arbitrary: piece }, { weight: 1, arbitrary: fc.double({ min: 0, max: 1, noNaN: true }) }));

describe('The blocks of a text', () => {
  it('are together the text, however it grows and is cut back', () => {
    fc.assert(
      fc.property(growth, (changes) => {
        let text = '';
        let blocks: readonly Block[] = [];
        for (const change of changes) {
          text = typeof change === 'number' ? text.slice(0, Math.floor(text.length * change)) : text + change;
          blocks = blocksOf(text, blocks);
          expect(joined(blocks)).toBe(text);
          blocks.forEach(({ start, text: part }) => expect(text.startsWith(part, start)).toBe(true));
        }
      }),
    );
  });

  it('are no longer than 4 KiB, never empty, and cut no character', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'grapheme' }).map((part) => part.repeat(500))), (parts) => {
        for (const { text } of blocksOf(parts.join(''))) {
          expect(text.length).toBeGreaterThan(0);
          expect(text.length).toBeLessThanOrEqual(4096);
          expect(() => encodeURIComponent(text)).not.toThrow();
        }
      }),
    );
  });

  it('stay the same objects once they are full', () => {
    const before = blocksOf('line\n'.repeat(5000));
    const after = blocksOf('line\n'.repeat(5001), before);
    expect(before.length).toBeGreaterThan(5);
    before.slice(0, -1).forEach((block, place) => expect(after[place]).toBe(block));
  });

  it('are another text’s when the text is another', () => {
    expect(joined(blocksOf('b'.repeat(9000), blocksOf('a'.repeat(9000))))).toBe('b'.repeat(9000));
  });

  it('break after a line, and in a very long line all the same', () => {
    expect(blocksOf('line\n'.repeat(2000)).map(({ breaks }) => breaks)).toEqual([true, true, false]);
    const long = blocksOf(`${'x '.repeat(5000)}\n${'x'.repeat(4096 * 40)}`);
    const ends = long.flatMap(({ breaks }, place) => (breaks ? [place] : []));
    expect(ends).toEqual([2, 18, 34]);
  });
});
