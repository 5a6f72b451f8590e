// The service, as far as a client can see it: the bridge, server-sent events and calls, over the streams of one user.
import type { JobwireEvent } from '../../client/types.js';
import { Log } from './log.js';
import { control } from './stream.js';
import type { Socket, World } from './world.js';

/** What goes over a wire may meet with faults: called with each message and how to deliver it. */
export type Wire = (deliver: () => void) => void;

interface Seat {
  readonly tell: (address: string, event: JobwireEvent) => void;
  /** What is followed, and the position of the last event that was sent. */
  readonly places: Map<string, string>;
}

export class Service {
  readonly world: World;
  readonly logs = new Map<string, Log>();
  readonly created: string[] = [];
  readonly published: string[] = [];
  isUp = true;
  readonly #seats = new Set<Seat>();
  readonly #random: () => number;

  constructor(world: World, random: () => number, jobs: readonly string[]) {
    this.world = world;
    this.#random = random;
    ['user', ...jobs].forEach((name) => this.logs.set(name, new Log(name, random)));
    jobs.forEach((name) => this.logs.get(name)!.next(world.now()));
    this.#beat();
  }

  // what happens to the jobs

  step(name: string): void {
    const log = this.logs.get(name)!;
    const event = log.next(this.world.now());
    this.#tell(name, event);
    if (log.isOver) {
      this.#tell(name, log.end());
    }
    if (event.type.startsWith('job:') && !event.type.startsWith('job:checkpoint')) {
      this.#tell('user', { ...event, notice: true });
    }
  }

  #tell(name: string, event: JobwireEvent): void {
    const address = name === 'user' ? 'user' : `job.${name}`;
    this.#seats.forEach((seat) => seat.places.has(address) && this.#send(seat, address, event));
  }

  /** An event is sent as it is only after the very one before it; otherwise the stream opens again. */
  #send(seat: Seat, address: string, event: JobwireEvent): void {
    const place = seat.places.get(address);
    if (event.control || event.notice) {
      seat.tell(address, event);
    } else if (this.#log(address)!.before.get(event.id!) === place) {
      seat.places.set(address, event.id!);
      seat.tell(address, event);
    } else {
      this.#attach(seat, address, place);
    }
  }

  #attach(seat: Seat, address: string, after: string | undefined): void {
    const log = this.#log(address)!;
    seat.places.set(address, log.position);
    log.attach(after).forEach((event) => seat.tell(address, event));
  }

  #beat(): void {
    this.world.setTimeout(() => {
      this.logs.forEach((log, name) => this.#tell(name, log.live()));
      this.#beat();
    }, 10_000);
  }

  #log(address: string): Log | undefined {
    return this.logs.get(address === 'user' ? 'user' : address.slice('job.'.length));
  }

  // the bridge

  accept(socket: Socket, wire: Wire): void {
    const say = (frame: unknown) => wire(() => socket.say(frame));
    const seat: Seat = { places: new Map(), tell: (address, body) => say({ type: 'rec', address, body }) };
    let isKnown = false;
    this.#seats.add(seat);
    socket.onClosed = () => this.#seats.delete(seat);
    socket.onSent = (frame) =>
      wire(() => {
        if (!this.#seats.has(seat)) {
          return;
        }
        isKnown ||= String(frame['headers']?.Authorization).startsWith('Bearer token');
        if (!isKnown) {
          say({ type: 'err', address: frame['address'], failureCode: 401, failureType: 'RECIPIENT_FAILURE', message: 'unauthorized' });
          wire(() => socket.shut(4401, 'unauthorized'));
          this.#seats.delete(seat);
          return;
        }
        this.#take(frame, seat, say);
      });
  }

  leave(socket: Socket): void {
    socket.onClosed();
  }

  #take(frame: Record<string, any>, seat: Seat, say: (frame: unknown) => void): void {
    const address = frame['address'] as string;
    switch (frame['type']) {
      case 'ping':
        say({ type: 'pong', id: frame['id'] });
        break;
      case 'register':
        this.#register(address, frame['headers']?.after, seat, say);
        break;
      case 'unregister':
        seat.places.delete(address);
        break;
      case 'send':
        this.#command(frame, say);
        break;
    }
  }

  #register(address: string, after: string | undefined, seat: Seat, say: (frame: unknown) => void): void {
    const log = this.#log(address);
    if (!log) {
      say({ type: 'err', address, failureCode: 404, failureType: 'RECIPIENT_FAILURE', message: 'not_found' });
      return;
    }
    if (this.#random() < 0.02) {
      say({ type: 'err', address, failureCode: 503, failureType: 'RECIPIENT_FAILURE', message: 'unavailable' });
      return;
    }
    this.#attach(seat, address, after);
  }

  #command(frame: Record<string, any>, say: (frame: unknown) => void): void {
    if (frame['address'] === 'user.publish') {
      const { eventId, type, data } = frame['body'];
      if (!this.published.includes(eventId)) {
        this.published.push(eventId);
        this.#tell('user', this.logs.get('user')!.write(type, data, this.world.now()));
      }
    }
    say({ type: 'rec', address: frame['replyAddress'], body: { id: 'x', seq: 1 } });
  }

  expireSoon(): void {
    this.#seats.forEach((seat) =>
      seat.places.forEach((_, address) => seat.tell(address, control('auth:expiring:v1', { expiresAt: this.world.now() + 60_000 }))),
    );
  }

  drain(): void {
    this.#seats.forEach((seat) =>
      seat.places.forEach((_, address) => seat.tell(address, control('server:draining:v1', { reconnectAfterMs: 300 }))),
    );
  }

  // calls

  call(url: string, init: RequestInit): Response {
    const { pathname } = new URL(url);
    const job = /^\/api\/jobs\/([^/]+)(?:\/status)?$/.exec(pathname)?.[1];
    if (init.method === 'POST' && pathname === '/api/jobs') {
      const { jobId } = JSON.parse(init.body as string);
      if (!this.logs.has(jobId)) {
        this.created.push(jobId);
        this.logs.set(jobId, new Log(jobId, this.#random));
        this.step(jobId);
      }
      return Response.json({ jobId, seq: 1, state: 'created' }, { status: 201 });
    }
    return job && this.logs.has(job) ? Response.json({ jobId: job, seq: 0 }) : problem(404, 'not_found');
  }

  /** A response of server-sent events, in pieces as `wire` lets them through; `cut` ends it in the middle. */
  stream(url: string, init: RequestInit, wire: Wire, onCut: (cut: () => void) => void): Response {
    const { pathname, searchParams } = new URL(url);
    const names = pathname === '/api/users/me/events' ? ['user'] : searchParams.get('jobs')!.split(',');
    const last = new Headers(init.headers).get('Last-Event-ID') ?? undefined;
    if (!names.every((name) => this.logs.has(name))) {
      return problem(404, 'not_found');
    }
    const place = names.length === 1 ? undefined : placeOf(last, names);
    const afters = new Map(names.map((name) => [name, names.length === 1 ? last : place?.[name]]));
    if (names.every((name) => this.logs.get(name)!.isOverAt(afters.get(name)))) {
      return new Response(null, { status: 204 });
    }
    return this.#follow(names, afters, init, wire, onCut);
  }

  #follow(names: readonly string[], afters: Map<string, string | undefined>, init: RequestInit, wire: Wire, onCut: (cut: () => void) => void): Response {
    const reached: Record<string, string | undefined> = Object.fromEntries(afters);
    const snapshots = new Map<string, string>();
    const ended = new Set<string>();
    const isMany = names.length > 1;
    let seat: Seat | undefined;
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => {
        const stop = (how: () => void): void => {
          if (seat && this.#seats.delete(seat)) {
            how();
          }
        };
        seat = {
          places: new Map(),
          tell: (address, event) => {
            const name = address === 'user' ? 'user' : address.slice(4);
            const moves = note(name, event, reached, snapshots, ended);
            const id = !moves ? undefined : isMany ? wordOf(reached, names) : reached[name];
            const told = isMany && event.control ? { ...event, jobId: name } : event;
            const text = `event: ${event.type}\n${id ? `id: ${id}\n` : ''}data: ${JSON.stringify(told)}\n\n`;
            const bytes = new TextEncoder().encode(text);
            const half = Math.floor(this.#random() * bytes.length);
            wire(() => this.#seats.has(seat!) && (controller.enqueue(bytes.slice(0, half)), controller.enqueue(bytes.slice(half))));
            if (names.every((one) => ended.has(one))) {
              wire(() => stop(() => controller.close()));
            }
          },
        };
        this.#seats.add(seat);
        init.signal?.addEventListener('abort', () => stop(() => controller.error(new DOMException('aborted', 'AbortError'))));
        onCut(() => stop(() => controller.error(new TypeError('cut'))));
        const own = seat;
        names.forEach((name) => this.#attach(own, name === 'user' ? 'user' : `job.${name}`, afters.get(name)));
      },
    });
    return new Response(body, { status: 200, headers: { 'Content-Type': 'text/event-stream' } });
  }
}

function note(name: string, event: JobwireEvent, reached: Record<string, string | undefined>, snapshots: Map<string, string>, ended: Set<string>): boolean {
  if (event.notice) {
    return false;
  }
  if (!event.control) {
    reached[name] = event.id;
    ended.delete(name);
    return true;
  }
  if (event.type === 'stream:snapshot:v1') {
    snapshots.set(name, event.data['position'] as string);
  }
  if (event.type === 'stream:output:v1' && event.data['last']) {
    reached[name] = snapshots.get(name);
    return true;
  }
  if (event.type === 'stream:end:v1') {
    ended.add(name);
    return true;
  }
  return false;
}

const wordOf = (reached: Record<string, string | undefined>, names: readonly string[]): string =>
  btoa(JSON.stringify([[...names].sort(), reached]));

function placeOf(word: string | undefined, names: readonly string[]): Record<string, string> | undefined {
  if (word === undefined) {
    return undefined;
  }
  try {
    const [known, reached] = JSON.parse(atob(word));
    return JSON.stringify(known) === JSON.stringify([...names].sort()) ? reached : Object.fromEntries(names.map((name) => [name, 'invalid']));
  } catch {
    return Object.fromEntries(names.map((name) => [name, 'invalid']));
  }
}

export function problem(status: number, code: string, headers: Record<string, string> = {}): Response {
  return Response.json({ type: 'about:blank', title: code, status, code }, { status, headers: { 'Content-Type': 'application/problem+json', ...headers } });
}
