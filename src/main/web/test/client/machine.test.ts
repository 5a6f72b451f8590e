// The table of the connection: every state and everything that can happen in it.
import { describe, expect, it } from 'vitest';
import { backoff } from '../../client/backoff.js';
import { TABLE, type Happening } from '../../client/machine.js';
import type { ConnectionState } from '../../client/types.js';
import { chance } from './world.js';

const STATES: readonly ConnectionState[] = ['idle', 'connecting', 'connected', 'reconnecting', 'offline', 'closed'];
const HAPPENINGS: readonly Happening[] = ['connect', 'retry', 'due', 'shown', 'online', 'offline', 'opened', 'lost', 'refused', 'close'];

/** Row by row, what happens leads where; a dot where nothing changes. */
const EXPECTED: Record<ConnectionState, string> = {
  //            connect    retry      due        shown      online     offline opened    lost         refused close
  idle:         'connecting connecting . . . . . . . closed',
  connecting:   '. . . . connecting offline connected reconnecting closed closed',
  connected:    '. . . . . offline . reconnecting closed closed',
  reconnecting: '. connecting connecting connecting connecting offline . . . closed',
  offline:      '. connecting connecting connecting connecting . . . . closed',
  closed:       '. . . . . . . . . .',
};

describe('The table of the connection', () => {
  it.each(STATES)('says for %s what every happening means', (state) => {
    expect(HAPPENINGS).toEqual(expect.arrayContaining(Object.keys(TABLE[state])));
    expect(HAPPENINGS.map((what) => TABLE[state][what] ?? '.').join(' ')).toBe(EXPECTED[state]);
  });

  it('lets nothing out of closed, and lets every other state be closed', () => {
    expect(TABLE.closed).toEqual({});
    STATES.filter((state) => state !== 'closed').forEach((state) => expect(TABLE[state].close).toBe('closed'));
  });

  it('reaches connected only from a try', () => {
    const ways = STATES.flatMap((state) => HAPPENINGS.filter((what) => TABLE[state][what] === 'connected').map((what) => `${state} ${what}`));
    expect(ways).toEqual(['connecting opened']);
  });

  it('never waits without a way back', () => {
    for (const state of ['reconnecting', 'offline'] as const) {
      expect(TABLE[state].due).toBe('connecting');
      expect(TABLE[state].online).toBe('connecting');
      expect(TABLE[state].shown).toBe('connecting');
    }
  });
});

describe('The backoff', () => {
  it('doubles its bound up to ten seconds', () => {
    expect([0, 1, 2, 3, 4, 5, 6, 7, 100].map((failures) => backoff(failures, () => 1))).toEqual([500, 500, 1000, 2000, 4000, 8000, 10_000, 10_000, 10_000]);
  });

  it('spreads ten thousand clients evenly over the whole of it', () => {
    const clients = 10_000;
    const bins = 20;
    const random = chance(20251120);
    for (const failures of [1, 3, 6, 20]) {
      const bound = backoff(failures, () => 1);
      const counts = new Array<number>(bins).fill(0);
      for (let client = 0; client < clients; client++) {
        counts[Math.floor((backoff(failures, random) / bound) * bins)]!++;
      }
      const expected = clients / bins;
      const chiSquare = counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
      // 19 degrees of freedom: an even spread stays below this in 999 of 1000 cases.
      expect(chiSquare).toBeLessThan(43.82);
    }
  });
});
