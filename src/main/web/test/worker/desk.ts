// The service as far as a worker can see it: claims, numbered writes under leases, and what viewers would have of them.
import { problem } from '../client/service.js';
import type { World } from '../client/world.js';

export const LEASE_MS = 15_000;
export const TRACE = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

interface Row {
  readonly id: string;
  readonly type: string;
  readonly input: unknown;
  state: 'created' | 'running' | 'completed' | 'failed' | 'cancelled';
  lease: string | undefined;
  leaseUntil: number;
  attempt: number;
  next: number;
  output: string;
  kept: string;
  checkpoint: unknown;
  readonly events: { readonly type: string; readonly data: any }[];
  readonly signals: any[];
  seen: number;
  end: any;
}

interface Waiting {
  readonly wish: any;
  readonly tell: (response: Response) => void;
}

export class Desk {
  readonly rows = new Map<string, Row>();
  /** Every request, by its path's last word. */
  readonly asked: { readonly step: string; readonly body: any; readonly at: number }[] = [];
  /** Refuses what it names, as a service with other limits would. */
  refuse: (step: string, body: any) => Response | undefined = () => undefined;
  readonly #world: World;
  readonly #claims = new Map<string, readonly string[]>();
  readonly #waiting = new Set<Waiting>();
  #leases = 0;

  constructor(world: World) {
    this.#world = world;
    world.answer = (url, init) => this.take(url, init);
  }

  add(id: string, input: unknown = {}): Row {
    const row: Row = {
      id, type: 't', input, state: 'created', lease: undefined, leaseUntil: 0, attempt: 0, next: 1,
      output: '', kept: '', checkpoint: undefined, events: [], signals: [], seen: 0, end: undefined,
    };
    this.rows.set(id, row);
    this.#serve();
    return row;
  }

  /** Whoever has it is not told: the lease is somebody else's from now on. */
  takeAway(id: string, state: Row['state'] = 'running'): void {
    const row = this.rows.get(id)!;
    row.state = state;
    row.lease = state === 'cancelled' ? row.lease : 'somebody-elses';
    row.leaseUntil = Number.MAX_SAFE_INTEGER;
  }

  take(url: string, init: RequestInit): Promise<Response> | Response {
    const [, id, step] = /\/api\/worker\/(?:jobs\/([^/]+)\/)?(\w+)$/.exec(url)!;
    const body = JSON.parse(init.body as string);
    this.asked.push({ step: step!, body, at: this.#world.now() });
    this.#sweep();
    return this.refuse(step!, body) ?? (id === undefined ? this.#claim(body, init.signal ?? undefined) : this.#write(this.rows.get(id)!, step!, body));
  }

  steps(step: string): readonly any[] {
    return this.asked.filter((one) => one.step === step).map(({ body }) => body);
  }

  // claims

  #claim(wish: any, signal: AbortSignal | undefined): Promise<Response> | Response {
    const now = this.#taken(wish);
    if (now || wish.waitMs === 0) {
      return now ?? Response.json({ jobs: [] });
    }
    return new Promise((resolve, reject) => {
      const waiting: Waiting = { wish, tell: resolve };
      this.#waiting.add(waiting);
      this.#world.setTimeout(() => this.#waiting.delete(waiting) && resolve(Response.json({ jobs: [] })), wish.waitMs);
      signal?.addEventListener('abort', () => this.#waiting.delete(waiting) && reject(new DOMException('aborted', 'AbortError')));
    });
  }

  #serve(): void {
    for (const waiting of [...this.#waiting]) {
      const now = this.#taken(waiting.wish);
      if (now && this.#waiting.delete(waiting)) {
        waiting.tell(now);
      }
    }
  }

  #taken({ claimId, max, types }: any): Response | undefined {
    const before = this.#claims.get(claimId);
    if (before) {
      return Response.json({ jobs: [...this.rows.values()].filter(({ lease }) => before.includes(lease!)).map(told) });
    }
    const free = [...this.rows.values()].filter(({ state, type }) => state === 'created' && types.includes(type)).slice(0, max);
    free.forEach((row) => this.#start(row));
    if (free.length > 0) {
      this.#claims.set(claimId, free.map(({ lease }) => lease!));
    }
    return free.length > 0 ? Response.json({ jobs: free.map(told) }) : undefined;
  }

  #start(row: Row): void {
    row.state = 'running';
    row.lease = `lease-${++this.#leases}`;
    row.leaseUntil = this.#world.now() + LEASE_MS;
    row.attempt++;
    row.next = 1;
    row.output = row.kept;
  }

  #sweep(): void {
    for (const row of this.rows.values()) {
      if (row.state === 'running' && this.#world.now() > row.leaseUntil) {
        row.state = 'created';
        row.lease = undefined;
      }
    }
    this.#serve();
  }

  // writes

  #write(row: Row, step: string, body: any): Response {
    if (row.lease !== body.lease) {
      return problem(409, 'lease_lost');
    }
    if (row.state === 'cancelled') {
      return problem(409, 'job_cancelled');
    }
    row.leaseUntil = this.#world.now() + LEASE_MS;
    row.seen = Math.max(row.seen, body.signalsSeen ?? 0);
    if (body.first > row.next) {
      return Response.json({ title: 'missing', status: 409, code: 'events_missing', expected: row.next }, { status: 409 });
    }
    if (step !== 'heartbeat') {
      this.#apply(row, step, body);
    }
    return Response.json({ seq: 0, next: row.next, signals: row.signals.filter(({ n }) => n > row.seen).slice(0, 2) });
  }

  /** What was there before changes nothing. */
  #apply(row: Row, step: string, body: any): void {
    const writes = step === 'events' ? body.events : [body];
    writes.slice(row.next - body.first).forEach((write: any) => {
      row.next++;
      this.#record(row, step, write);
    });
  }

  #record(row: Row, step: string, write: any): void {
    switch (step) {
      case 'events':
        row.events.push(write);
        row.output += write.type === 'model:chunk:v1' ? write.data.text : '';
        break;
      case 'checkpoint':
        row.kept = row.output;
        row.checkpoint = write.data;
        break;
      case 'release':
        row.state = 'created';
        break;
      default:
        row.state = step === 'complete' ? 'completed' : 'failed';
        row.end = write.result ?? write.error;
    }
  }
}

function told({ id, type, input, lease, attempt, checkpoint, signals }: Row): unknown {
  const base = { jobId: id, type, lease, leaseMs: LEASE_MS, attempt, attemptKey: `${id}.e.${attempt}`, traceparent: TRACE, input, userId: 'ada', signals };
  return checkpoint === undefined ? base : { ...base, checkpoint };
}
