/** The last known views over a reload, in IndexedDB: bounded, and never in the way. */

import type { JobView, ViewCache } from '../client/types.js';

export interface CacheOptions {
  /** Of the database: another for another user of the same browser. */
  readonly name?: string;
  readonly views?: number;
  readonly bytes?: number;
}

/** A cache that can be emptied, as when somebody signs off. */
export interface IndexedViewCache extends ViewCache {
  clear(): Promise<void>;
}

/** What is known of a stored view without reading it. */
interface Card {
  readonly jobId: string;
  readonly bytes: number;
  readonly storedAt: number;
}

const VIEWS = 'views';
const CARDS = 'cards';
/** Whoever waits for a view waits no longer than this. */
const PATIENCE_MS = 1000;

/** Where there is no IndexedDB, or it is broken, nothing is kept, and nothing else is wrong. */
export function openViewCache({ name = 'jobwire', views = 50, bytes = 8 << 20 }: CacheOptions = {}): IndexedViewCache {
  const opened = open(name);
  opened.catch(() => undefined);
  const quietly = (run: (database: IDBDatabase) => Promise<unknown>): Promise<void> =>
    opened.then(run).then(
      () => undefined,
      () => undefined,
    );
  return {
    load: (jobId) => within(opened.then((database) => load(database, jobId))),
    store: (view) => void quietly((database) => store(database, view, { views, bytes })),
    forget: (jobId) => void quietly((database) => forget(database, jobId)),
    // Also when it is closed already, as it is with the client.
    clear: () => emptied(name).catch(() => undefined),
    close: () => void quietly(async (database) => database.close()),
  };
}

async function open(name: string): Promise<IDBDatabase> {
  const request = indexedDB.open(name, 1);
  request.onupgradeneeded = () => {
    request.result.createObjectStore(VIEWS);
    request.result.createObjectStore(CARDS, { keyPath: 'jobId' });
  };
  const database = await done(request);
  // Another tab may want it gone, or newer.
  database.onversionchange = () => database.close();
  return database;
}

async function load(database: IDBDatabase, jobId: string): Promise<JobView | undefined> {
  const json: unknown = await done(database.transaction(VIEWS).objectStore(VIEWS).get(jobId));
  return typeof json === 'string' ? (JSON.parse(json) as JobView) : undefined;
}

/** As JSON, so that its size is known; the oldest make room for the newest in the same transaction. */
async function store(database: IDBDatabase, view: JobView, most: { views: number; bytes: number }): Promise<void> {
  const json = JSON.stringify(view);
  const card: Card = { jobId: view.jobId, bytes: json.length * 2, storedAt: Date.now() };
  const transaction = database.transaction([VIEWS, CARDS], 'readwrite');
  const known: readonly Card[] = await done(transaction.objectStore(CARDS).getAll());
  const others = known.filter(({ jobId }) => jobId !== view.jobId);
  for (const jobId of tooMany([card, ...others.toSorted((one, other) => other.storedAt - one.storedAt)], most)) {
    remove(transaction, jobId);
  }
  if (card.bytes <= most.bytes) {
    transaction.objectStore(VIEWS).put(json, view.jobId);
    transaction.objectStore(CARDS).put(card);
  }
  await finished(transaction);
}

/** Those beyond the bounds, of cards from the newest to the oldest. */
function tooMany(cards: readonly Card[], most: { views: number; bytes: number }): readonly string[] {
  let bytes = 0;
  let views = 0;
  const fits = (card: Card): boolean => {
    const room = views < most.views && bytes + card.bytes <= most.bytes;
    views += room ? 1 : 0;
    bytes += room ? card.bytes : 0;
    return room;
  };
  return cards.filter((card) => !fits(card)).map(({ jobId }) => jobId);
}

async function forget(database: IDBDatabase, jobId: string): Promise<void> {
  const transaction = database.transaction([VIEWS, CARDS], 'readwrite');
  remove(transaction, jobId);
  await finished(transaction);
}

function remove(transaction: IDBTransaction, jobId: string): void {
  transaction.objectStore(VIEWS).delete(jobId);
  transaction.objectStore(CARDS).delete(jobId);
}

async function emptied(name: string): Promise<void> {
  const database = await open(name);
  await clear(database).finally(() => database.close());
}

async function clear(database: IDBDatabase): Promise<void> {
  const transaction = database.transaction([VIEWS, CARDS], 'readwrite');
  transaction.objectStore(VIEWS).clear();
  transaction.objectStore(CARDS).clear();
  await finished(transaction);
}

// promises around what has only callbacks

function done<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

function finished(transaction: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error);
  });
}

function within(view: Promise<JobView | undefined>): Promise<JobView | undefined> {
  return new Promise((resolve) => {
    const late = setTimeout(() => resolve(undefined), PATIENCE_MS);
    const settle = (found?: JobView): void => {
      clearTimeout(late);
      resolve(found);
    };
    view.then(settle, () => settle());
  });
}
