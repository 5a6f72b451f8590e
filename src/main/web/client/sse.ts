/**
 * Streams over server-sent events, for where WebSockets are blocked. A browser may have six connections
 * to a host only: few streams have one each, otherwise the jobs share.
 */

import type { Environment } from './environment.js';
import { refusal } from './http.js';
import { USER, addressOf, jobOf, type Hearing, type Link, type Loss, type OpenLink } from './link.js';
import { Places, type Place, type Wanted } from './places.js';
import { mayPass, problem, problemOf, unanswered } from './problem.js';
import type { ServerSentEvent } from './sseparser.js';
import { SseStream } from './ssestream.js';
import { Timer } from './timer.js';
import type { Json, JobwireEvent, Problem } from './types.js';
import { isEvent } from './websocket.js';

/** With the user's own; the rest is for calls. */
const MOST_STREAMS = 4;
/** The service takes no more on one connection. */
const MOST_SHARING = 32;
/** Jobs that have ended are looked at now and then: only that tells of a resume by somebody else. */
const NAP_MS = 30_000;
const MOST_JOBS = MOST_SHARING * (MOST_STREAMS - 1);

/** The streams on one connection. */
interface Batch {
  readonly addresses: Set<string>;
  readonly place: Place;
  readonly ended: Set<string>;
  /** Positions of the snapshots under way: their jobs stand there when the output is whole. */
  readonly snapshots: Map<string, string>;
  readonly nap: Timer;
  stream?: SseStream;
}

export function serverSentEvents(env: Environment, url: string): OpenLink {
  const places = new Places();
  return (token, hearing) => new SseLink(env, url, places, token, hearing);
}

class SseLink implements Link {
  readonly #env: Environment;
  readonly #url: string;
  readonly #places: Places;
  readonly #hearing: Hearing;
  readonly #batches = new Set<Batch>();
  readonly #wanted = new Map<string, string | undefined>();
  readonly #turn: Timer;
  readonly #looking = new AbortController();
  #token: string;

  constructor(env: Environment, url: string, places: Places, token: string, hearing: Hearing) {
    this.#env = env;
    this.#url = url;
    this.#places = places;
    this.#token = token;
    this.#hearing = hearing;
    this.#turn = new Timer(env);
    this.#turn.start(0, () => hearing.ready());
  }

  /** What is asked for in one go shares its connections. */
  register(address: string, after: string | undefined): void {
    this.#wanted.set(address, after);
    this.#turn.start(0, () => this.#open());
  }

  /** The others go on; whether the word for their place still fits is seen when it is needed. */
  unregister(address: string): void {
    this.#wanted.delete(address);
    for (const batch of this.#batches) {
      if (batch.addresses.delete(address) && batch.addresses.size === 0) {
        this.#end(batch);
      }
    }
  }

  ask(): Promise<Json> {
    return Promise.reject(unanswered('unsupported'));
  }

  /** A response has one token for all its life, so all are opened again. */
  async refresh(token: string): Promise<void> {
    this.#token = token;
    [...this.#batches].forEach((batch) => this.#again(batch));
  }

  ping(): boolean {
    return false;
  }

  heardAt(): number {
    return Math.min(this.#env.now(), ...[...this.#batches].map(({ nap, stream }) => (nap.isRunning ? Infinity : stream!.heardAt)));
  }

  close(): void {
    this.#turn.stop();
    this.#looking.abort();
    this.#batches.forEach((batch) => this.#end(batch));
  }

  // opening

  #open(): void {
    const wanted: Wanted = [...this.#wanted];
    wanted.forEach(([address]) => this.unregister(address));
    if (this.#batches.size + wanted.length <= MOST_STREAMS) {
      wanted.forEach((one) => this.#begin([one]));
    } else {
      this.#share(wanted);
    }
  }

  #share(wanted: Wanted): void {
    const shared = [...this.#batches].filter(({ addresses }) => !addresses.has(USER));
    const here = shared.flatMap(reached);
    const more = wanted.filter(([address]) => address !== USER);
    wanted.filter(([address]) => address === USER).forEach((user) => this.#begin([user]));
    more.splice(MOST_JOBS - here.length).forEach(([address]) => this.#hearing.refused(address, TOO_MANY));
    if (more.length > 0) {
      const all = [...here, ...more];
      shared.forEach((batch) => this.#end(batch));
      while (all.length > 0) {
        this.#begin(all.splice(0, MOST_SHARING));
      }
    }
  }

  #begin(wanted: Wanted): void {
    const batch: Batch = {
      addresses: new Set(wanted.map(([address]) => address)),
      place: this.#places.of(wanted),
      ended: new Set(),
      snapshots: new Map(),
      nap: new Timer(this.#env),
    };
    const jobs = [...batch.addresses].map(jobOf).join();
    const path = batch.addresses.has(USER) ? '/api/users/me/events' : `/api/events?jobs=${jobs}`;
    batch.stream = new SseStream(this.#env, this.#url + path, this.#token, batch.place.word, {
      opened: () => this.#hearing.opened(),
      event: (event) => this.#heard(batch, event),
      nothing: () => this.#over(batch),
      ended: () => this.#ended(batch),
      failed: (reason) => this.#hearing.lost({ reason }),
      refused: (why) => this.#refused(batch, why),
    });
    this.#batches.add(batch);
  }

  #end(batch: Batch): void {
    batch.stream?.close();
    batch.nap.stop();
    this.#batches.delete(batch);
  }

  #again(batch: Batch): void {
    this.#end(batch);
    this.#begin(reached(batch));
  }

  #sleep(batch: Batch): void {
    batch.nap.start(NAP_MS, () => this.#again(batch));
  }

  // what comes

  #heard(batch: Batch, { data, id }: ServerSentEvent): void {
    const event: unknown = JSON.parse(data);
    if (!isEvent(event)) {
      return;
    }
    const { place, addresses } = batch;
    // What names no job is about the connection, where many share it.
    const address = place.isShared ? addressOf(event.jobId ?? '') : [...addresses][0]!;
    place.word = id ?? place.word;
    note(batch, address, event);
    if (addresses.has(address) || event.jobId === undefined) {
      this.#hearing.event(address, event);
    }
  }

  #over(batch: Batch): void {
    this.#sleep(batch);
    batch.addresses.forEach((address) => this.#hearing.over(address));
  }

  /** When all its jobs have ended the service ends the response: only a resume would bring more. */
  #ended(batch: Batch): void {
    if ([...batch.addresses].every((address) => batch.ended.has(address))) {
      this.#sleep(batch);
    } else {
      this.#hearing.lost({ reason: 'ended' });
    }
  }

  // refusals

  #refused(batch: Batch, why: Problem): void {
    const loss = lossBy(why);
    if (loss) {
      this.#hearing.lost(loss);
      return;
    }
    this.#end(batch);
    this.#hearing.opened();
    if (batch.place.isShared) {
      void this.#sift([...batch.addresses]);
    } else {
      batch.addresses.forEach((address) => this.#hearing.refused(address, why));
    }
  }

  /** One of many was refused, and the answer does not say which: each is looked at alone. */
  async #sift(addresses: readonly string[]): Promise<void> {
    const problems = await Promise.all(addresses.map((address) => this.#look(address)));
    if (!problems.some((found) => found && !lossBy(found))) {
      this.#hearing.lost({ reason: 'refused', atLeast: 1000 });
    }
    addresses.forEach((address, index) => {
      const found = problems[index];
      if (found && !lossBy(found)) {
        this.#hearing.refused(address, found);
      } else if (!this.#looking.signal.aborted) {
        this.register(address, undefined);
      }
    });
  }

  async #look(address: string): Promise<Problem | undefined> {
    const headers = { Authorization: `Bearer ${this.#token}` };
    const url = `${this.#url}/api/jobs/${jobOf(address)}/status`;
    try {
      const response = await this.#env.fetch(url, { headers, signal: this.#looking.signal });
      return response.ok ? undefined : refusal(response, await response.text());
    } catch (failure) {
      return problemOf(failure);
    }
  }
}

const TOO_MANY = problem('too_many', 429);

function reached({ addresses, place }: Batch): Wanted {
  return [...addresses].map((address) => [address, place.at.get(address)] as const);
}

/** How far the word for the place reaches for this stream. */
function note({ place, snapshots, ended }: Batch, address: string, { type, data, control, notice, id }: JobwireEvent): void {
  if (type === 'stream:snapshot:v1') {
    snapshots.set(address, data['position'] as string);
  } else if (type === 'stream:output:v1' && data['last']) {
    place.at.set(address, snapshots.get(address));
  } else if (type === 'stream:end:v1') {
    ended.add(address);
  } else if (!control && !notice) {
    place.at.set(address, id);
    ended.delete(address);
  }
}

/** What concerns the whole link, and not one stream. */
function lossBy(why: Problem): Loss | undefined {
  if (why.status === 401) {
    return { reason: why.title, kind: 'unauthorized' };
  }
  const later = mayPass(why) || why.status >= 500;
  return later ? { reason: why.title, atLeast: (why.retryAfter ?? 0) * 1000 } : undefined;
}
