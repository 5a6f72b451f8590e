// The cache of views in IndexedDB: what is kept, how much of it, and that it is never in the way.
import { IDBFactory } from 'fake-indexeddb';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { openViewCache } from '../../cache/index.js';
import { emptyView } from '../../client/fold.js';
import type { JobView } from '../../client/types.js';

const view = (jobId: string, output = ''): JobView => ({ ...emptyView(jobId), output, position: 'e1.1.t1', seq: 1 });

describe('The cache of views', () => {
  beforeEach(() => {
    vi.stubGlobal('indexedDB', new IDBFactory());
    return () => void vi.unstubAllGlobals();
  });

  it('gives back what was stored last', async () => {
    const cache = openViewCache();
    cache.store(view('a', 'old'));
    cache.store(view('a', 'new'));
    expect(await cache.load('a')).toEqual(view('a', 'new'));
    expect(await cache.load('b')).toBeUndefined();
    cache.close();
  });

  it('outlives the page', async () => {
    const before = openViewCache();
    before.store(view('a'));
    await before.load('a');
    before.close();
    expect(await openViewCache().load('a')).toEqual(view('a'));
  });

  it('can be emptied when it is closed already, as it is with the client', async () => {
    const cache = openViewCache();
    cache.store(view('a'));
    await cache.load('a');
    cache.close();
    await cache.load('a');
    await cache.clear();
    expect(await openViewCache().load('a')).toBeUndefined();
  });

  it('forgets one, or all', async () => {
    const cache = openViewCache();
    ['a', 'b', 'c'].forEach((jobId) => cache.store(view(jobId)));
    cache.forget('b');
    expect(await cache.load('b')).toBeUndefined();
    expect(await cache.load('a')).toBeDefined();
    await cache.clear();
    expect(await cache.load('a')).toBeUndefined();
  });

  it('holds the newest fifty', async () => {
    let now = 1000;
    vi.spyOn(Date, 'now').mockImplementation(() => now++);
    const cache = openViewCache();
    for (let i = 0; i < 60; i++) {
      cache.store(view(`j${i}`));
    }
    const kept = await Promise.all(Array.from({ length: 60 }, (_, i) => cache.load(`j${i}`)));
    expect(kept.map((one) => one?.jobId).filter(Boolean)).toEqual(Array.from({ length: 50 }, (_, i) => `j${i + 10}`));
    vi.restoreAllMocks();
  });

  it('holds no more than its bytes, and nothing that is larger than all of it', async () => {
    let now = 1000;
    vi.spyOn(Date, 'now').mockImplementation(() => now++);
    const cache = openViewCache({ bytes: 10_000 });
    cache.store(view('a', 'x'.repeat(2000)));
    cache.store(view('b', 'x'.repeat(2000)));
    expect(await cache.load('a')).toBeDefined();
    cache.store(view('c', 'x'.repeat(1000)));
    expect(await cache.load('a')).toBeUndefined();
    expect(await cache.load('b')).toBeDefined();
    cache.store(view('b', 'x'.repeat(9000)));
    expect(await cache.load('b')).toBeUndefined();
    expect(await cache.load('c')).toBeDefined();
    vi.restoreAllMocks();
  });

  it('keeps users apart by its name', async () => {
    openViewCache({ name: 'anna' }).store(view('a'));
    expect(await openViewCache({ name: 'bert' }).load('a')).toBeUndefined();
  });

  it('is empty where there is no database, or one that does not answer', async () => {
    vi.stubGlobal('indexedDB', undefined);
    const cache = openViewCache();
    cache.store(view('a'));
    cache.forget('a');
    expect(await cache.load('a')).toBeUndefined();
    await cache.clear();
    cache.close();
    vi.stubGlobal('indexedDB', { open: () => ({}) });
    expect(await openViewCache().load('a')).toBeUndefined();
  });
});
