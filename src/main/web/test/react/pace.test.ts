// @vitest-environment happy-dom
import { describe, expect, it, vi } from 'vitest';
import { pace } from '../../react/pace.js';
import { withStoppedClock } from './around.js';

describe('A pace', () => {
  withStoppedClock();

  it('shows a lonely change at once', () => {
    const show = vi.fn();
    pace(show).soon();
    expect(show).toHaveBeenCalledTimes(1);
  });

  it('shows changes at most twenty times a second, and the last one', () => {
    let changes = 0;
    const shown: number[] = [];
    const shows = pace(() => shown.push(changes));
    for (let millis = 0; millis < 1000; millis++) {
      changes++;
      shows.soon();
      vi.advanceTimersByTime(1);
    }
    vi.advanceTimersByTime(50);
    expect(shown.length).toBeLessThanOrEqual(21);
    expect(shown.length).toBeGreaterThanOrEqual(20);
    expect(shown.at(-1)).toBe(1000);
  });

  it('shows what is urgent at once, and nothing after it', () => {
    const show = vi.fn();
    const shows = pace(show);
    shows.soon();
    shows.soon();
    shows.now();
    expect(show).toHaveBeenCalledTimes(2);
    vi.advanceTimersByTime(1000);
    expect(show).toHaveBeenCalledTimes(2);
  });

  it('does not let many urgent ones pass in a row', () => {
    const show = vi.fn();
    const shows = pace(show);
    for (let i = 0; i < 100; i++) {
      shows.now();
    }
    vi.advanceTimersByTime(1000);
    expect(show).toHaveBeenCalledTimes(2);
  });

  it('shows nothing once it is stopped', () => {
    const show = vi.fn();
    const shows = pace(show);
    shows.soon();
    shows.soon();
    shows.stop();
    vi.advanceTimersByTime(1000);
    expect(show).toHaveBeenCalledTimes(1);
    expect(vi.getTimerCount()).toBe(0);
  });
});
