// The real client against the service behind a wire on which everything goes wrong, by seed.
import { describe, expect, it } from 'vitest';
import type { JobStore, Jobwire, JobView, Transport, Unsubscribe, ViewCache } from '../../client/types.js';
import { Service, type Wire } from './service.js';
import { Witness } from './witness.js';
import { MapStorage, World, chance, type Socket } from './world.js';

const SEEDS = Number(process.env['SEEDS'] ?? 2000);
const FIRST = Number(process.env['FIRST'] ?? 1);
const TROUBLE_MS = 45_000;
const CODES = [1000, 1001, 1006, 1007, 1009, 1011, 4400, 4401, 4408, 4429, 4500, 4503];
const JOBS = ['a', 'b', 'c', 'd', 'e'];

class MapCache implements ViewCache {
  readonly views = new Map<string, JobView>();
  load = async (jobId: string) => this.views.get(jobId);
  store = (view: JobView) => void this.views.set(view.jobId, view);
  forget = (jobId: string) => void this.views.delete(jobId);
  close = () => undefined;
}

class Trouble {
  readonly world: World;
  readonly random: () => number;
  readonly service: Service;
  readonly witnesses = new Set<Witness>();
  readonly wanted: string[] = [];
  readonly transports: readonly Transport[];
  readonly cache: ViewCache | undefined;
  client: Jobwire;
  isOver = false;
  #following = new Map<string, Unsubscribe[]>();
  #cuts = new Set<() => void>();
  /** How far the last page was told, as it has left it to this one: for who follows a job first. */
  #left: Record<string, string> = {};
  readonly #first = new Map<string, JobStore>();

  constructor(seed: number) {
    this.random = chance(seed * 7919 + 1);
    this.world = new World(seed);
    this.service = new Service(this.world, this.random, JOBS.slice(0, 1 + Math.floor(this.random() * JOBS.length)));
    this.transports = seed % 5 === 0 ? ['sse'] : ['websocket', 'sse'];
    this.cache = seed % 3 === 0 ? new MapCache() : undefined;
    this.world.onSocket = (socket) => this.#socket(socket);
    this.world.answer = (url, init) => this.#call(url, init);
    this.client = this.#newClient();
    this.service.logs.forEach((log, name) => log.isJob && this.follow(name));
  }

  #newClient(): Jobwire {
    let number = 0;
    const storage = this.world.storage as MapStorage;
    this.#left = JSON.parse([...storage.map].find(([key]) => key.endsWith(':jobs'))?.[1] ?? '{}');
    this.#first.clear();
    const getToken = async (): Promise<string> => {
      if (!this.isOver && this.random() < 0.05) {
        throw new Error('no token today');
      }
      return `token-${++number}`;
    };
    return this.world.client({ getToken, transports: this.transports, ...(this.cache && { cache: this.cache }) });
  }

  // the wire

  #faulty(probability: number): boolean {
    return !this.isOver && this.random() < probability;
  }

  /** In order with some delay, but for what goes wrong. */
  #wire(): Wire & { isDead: boolean } {
    let last = 0;
    const wire = ((deliver: () => void) => {
      if (wire.isDead || this.#faulty(0.004)) {
        return;
      }
      const soon = this.world.now() + 1 + this.random() * 40;
      const late = this.#faulty(0.004) ? this.random() * 8000 : 0;
      const at = Math.max(last, soon);
      last = late > 0 ? last : at;
      const once = () => !wire.isDead && deliver();
      this.world.setTimeout(once, at + late - this.world.now());
      if (this.#faulty(0.004)) {
        this.world.setTimeout(once, at + this.random() * 3000 - this.world.now());
      }
    }) as Wire & { isDead: boolean };
    wire.isDead = false;
    return wire;
  }

  #socket(socket: Socket): void {
    const wire = this.#wire();
    if (!this.service.isUp || this.#faulty(0.1)) {
      this.world.setTimeout(() => socket.shut(1006), 5);
      return;
    }
    this.service.accept(socket, wire);
    this.world.setTimeout(() => socket.open(), 5);
    const cut = (code: number) => {
      wire.isDead = true;
      this.service.leave(socket);
      socket.shut(code);
      if (this.client.status().state === 'closed') {
        // The service wants no more of this one: only another page comes back.
        this.reload();
      }
    };
    this.#dies(() => cut(CODES[Math.floor(this.random() * CODES.length)]!), () => (wire.isDead = true));
  }

  /** After a while it is cut, or falls silent. */
  #dies(cut: () => void, silence: () => void): void {
    const roll = this.random();
    const after = this.random() * 25_000;
    this.world.setTimeout(() => {
      if (!this.isOver) {
        (roll < 0.5 ? cut : roll < 0.75 ? silence : () => undefined)();
      }
    }, after);
    this.#cuts.add(() => roll >= 0.5 && roll < 0.75 && after < TROUBLE_MS && cut());
  }

  async #call(url: string, init: RequestInit): Promise<Response> {
    const { pathname } = new URL(url);
    await this.#later();
    if (!this.service.isUp || this.#faulty(0.1)) {
      throw new TypeError('no network');
    }
    if (pathname.endsWith('/events')) {
      return this.#stream(url, init);
    }
    const answer = this.service.call(url, init);
    await this.#later();
    if (this.#faulty(0.2)) {
      throw new TypeError('the answer was lost');
    }
    return answer;
  }

  #stream(url: string, init: RequestInit): Response {
    // In order, as TCP is; but it may be cut, or fall silent.
    const wire = this.#wire();
    let last = 0;
    const ordered = ((deliver: () => void) => {
      last = Math.max(last, this.world.now() + this.random() * 40);
      this.world.setTimeout(() => !wire.isDead && deliver(), last - this.world.now());
    }) as Wire;
    return this.service.stream(url, init, ordered, (cut) => this.#dies(cut, () => (wire.isDead = true)));
  }

  #later(): Promise<void> {
    return new Promise((resolve) => void this.world.setTimeout(resolve, this.random() * 60));
  }

  // those who watch

  follow(name: string, after?: string): void {
    const store = this.client.job(name);
    const shown = store.view().position;
    const cached = (this.cache as MapCache | undefined)?.views.get(name)?.position;
    const first = this.#first.get(name) ?? store;
    this.#first.set(name, first);
    const seen = first === store ? this.#left[name] : undefined;
    const witness = new Witness(() => this.service.logs.get(name), after ?? shown ?? seen ?? cached ?? '0');
    this.witnesses.add(witness);
    const leave = this.client.subscribeToJob(name, witness, after === undefined ? {} : { after });
    this.#following.set(name, [...(this.#following.get(name) ?? []), leave]);
  }

  unfollow(name: string): void {
    this.#following.get(name)?.pop()?.();
  }

  reload(): void {
    this.client.close();
    this.witnesses.forEach((witness) => this.check(witness));
    this.witnesses.clear();
    const names = [...this.#following].filter(([, all]) => all.length > 0).map(([name]) => name);
    this.#following.clear();
    this.client = this.#newClient();
    names.forEach((name) => this.follow(name));
  }

  check(witness: Witness): void {
    expect(witness.flaws, witness.trace.join('\n')).toEqual([]);
  }

  // the story

  async run(): Promise<void> {
    const until = this.world.now() + TROUBLE_MS;
    while (this.world.now() < until) {
      await this.world.pass(this.random() * 1800);
      this.#something();
    }
    this.isOver = true;
    this.service.isUp = true;
    this.world.online = true;
    this.world.happen('online');
    this.#cuts.forEach((cut) => cut());
    this.client.connect();
    await this.world.pass(75_000);
  }

  #something(): void {
    const names = [...this.service.logs.keys()];
    const name = names[Math.floor(this.random() * names.length)]!;
    const log = this.service.logs.get(name)!;
    const roll = this.random();
    if (roll < 0.6) {
      for (let i = this.random() * 6; i > 0; i--) {
        this.service.step(name);
      }
    } else if (roll < 0.63) {
      log.rewind(1 + Math.floor(this.random() * 4));
    } else if (roll < 0.64 && log.isJob) {
      log.anew();
      this.service.step(name);
    } else if (roll < 0.68 && log.isJob) {
      this.follow(name, this.random() < 0.5 ? '0' : undefined);
    } else if (roll < 0.72) {
      this.unfollow(name);
    } else if (roll < 0.75) {
      this.world.happen('offline');
    } else if (roll < 0.8) {
      this.world.happen('online');
    } else if (roll < 0.83) {
      this.client.retryNow();
    } else if (roll < 0.86) {
      this.world.happen('shown');
    } else if (roll < 0.88) {
      this.service.isUp = !this.service.isUp;
    } else if (roll < 0.9) {
      this.service.drain();
    } else if (roll < 0.92) {
      this.service.expireSoon();
    } else if (roll < 0.94) {
      this.reload();
    } else if (roll < 0.97) {
      const jobId = `new-${this.wanted.length}`;
      this.wanted.push(jobId);
      this.client.startSearch('q', jobId);
      this.follow(jobId);
    } else {
      void this.client.publishUserEvent('tab:update:v1', { tab: 1 }).catch(() => undefined);
    }
  }

  verify(): void {
    this.witnesses.forEach((witness) => this.check(witness));
    expect(this.client.status().state).toBe('connected');
    expect([...this.service.created].sort()).toEqual([...this.wanted].sort());
    this.#following.forEach((all, name) => {
      if (all.length > 0) {
        const { view } = this.service.logs.get(name)!;
        const seen = this.client.job(name).view();
        expect({ name, position: seen.position, output: seen.output, catchingUp: seen.catchingUp }).toEqual({
          name, position: view.position, output: view.output, catchingUp: false,
        });
      }
    });
    expect(this.world.reported).toEqual([]);
    this.client.close();
    expect(this.world.ears).toBe(0);
  }
}

describe('Whatever happens on the way', () => {
  it(`an application sees what happened, or is told what it cannot see (${SEEDS} seeds)`, { timeout: 300_000 }, async () => {
    let events = 0;
    let resets = 0;
    for (let seed = FIRST; seed < FIRST + SEEDS; seed++) {
      const trouble = new Trouble(seed);
      try {
        await trouble.run();
        trouble.verify();
      } catch (failure) {
        throw new Error(`seed ${seed}: ${(failure as Error).message}`, { cause: failure });
      }
      trouble.witnesses.forEach((witness) => {
        events += witness.events;
        resets += witness.lost.length;
      });
    }
    console.log(`${SEEDS} seeds: ${events} events seen, ${resets} resets declared`);
    expect(events).toBeGreaterThan(SEEDS * 10);
    expect(resets).toBeGreaterThan(SEEDS / 10);
  });
});
