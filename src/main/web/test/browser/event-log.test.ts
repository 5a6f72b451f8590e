// The timeline's events by their numbers, without a browser.

import { describe, expect, it } from 'vitest';
import { EventLog } from '../../app/event-log.js';

const chunk = (seq: number) => ({ type: 'model:chunk:v1', seq, id: `e.${seq}.x`, data: { text: 'x' } });
const other = (seq: number) => ({ type: 'job:progress:v1', seq, id: `e.${seq}.x`, data: {} });

function lines(log: EventLog): string[] {
  return log.lines().map(({ kind, from, to }) => `${kind} ${from}-${to}`);
}

describe('The events of a job', () => {
  it('are the same in whatever order they come, and however often', () => {
    const events = [other(1), other(2), chunk(3), chunk(4), chunk(5), other(6), chunk(7)];
    const orders = [events, [...events].reverse(), [4, 2, 6, 0, 0, 4, 1, 3, 5].map((i) => events[i]!)];
    for (const order of orders) {
      const log = new EventLog();
      order.forEach((event) => log.add(event));
      expect(lines(log)).toEqual(['events 1-1', 'events 2-2', 'events 3-5', 'events 6-6', 'events 7-7']);
    }
  });

  it('have a line for each number that is missing', () => {
    const log = new EventLog();
    expect(lines(log)).toEqual([]);
    log.reaches(9);
    expect(lines(log)).toEqual(['gap 1-9']);
    [chunk(3), chunk(4), chunk(7)].forEach((event) => log.add(event));
    expect(lines(log)).toEqual(['gap 1-2', 'events 3-4', 'gap 5-6', 'events 7-7', 'gap 8-9']);
    log.clear();
    expect(lines(log)).toEqual([]);
  });
});
