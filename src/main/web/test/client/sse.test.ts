// Streams over server-sent events: how many connections, from where they go on, and what a refusal means.
import { describe, expect, it, vi } from 'vitest';
import type { JobwireEvent, Jobwire, Options } from '../../client/types.js';
import { Places } from '../../client/places.js';
import { problem } from './service.js';
import { chunk, control, ended, event, live, opened, output, position, snapshot } from './stream.js';
import { World } from './world.js';

const FIRST = { reason: 'first' };
const CREATED = event(1, 'job:created:v1', { type: 'mail', priority: 0 });

/** One response, in a test's hand. */
class Stream {
  readonly path: string;
  readonly jobs: readonly string[];
  readonly last: string | null;
  readonly token: string | null;
  isAborted = false;
  readonly response: Response;
  #controller!: ReadableStreamDefaultController<Uint8Array>;

  constructor(url: string, init: RequestInit) {
    const { pathname, searchParams } = new URL(url);
    const headers = new Headers(init.headers);
    this.path = pathname;
    this.jobs = searchParams.get('jobs')?.split(',') ?? [];
    this.last = headers.get('Last-Event-ID');
    this.token = headers.get('Authorization');
    init.signal?.addEventListener('abort', () => (this.isAborted = true));
    this.response = new Response(new ReadableStream<Uint8Array>({ start: (controller) => void (this.#controller = controller) }));
  }

  say(told: JobwireEvent, id?: string): void {
    const text = `event: ${told.type}\n${id ? `id: ${id}\n` : ''}data: ${JSON.stringify(told)}\n\n`;
    this.#controller.enqueue(new TextEncoder().encode(text));
  }

  end(): void {
    this.#controller.close();
  }

  cut(): void {
    this.#controller.error(new TypeError('cut'));
  }

  beat(): void {
    this.#controller.enqueue(new TextEncoder().encode(':\n\n'));
  }
}

interface Set {
  readonly world: World;
  readonly client: Jobwire;
  readonly streams: Stream[];
  readonly open: () => Stream[];
  readonly user: () => Stream;
}

async function following(jobs: readonly string[], options: Partial<Options> = {}, refuse: (stream: Stream) => Response | undefined = () => undefined): Promise<Set> {
  const world = new World();
  const streams: Stream[] = [];
  world.answer = (url, init) => {
    if (!url.includes('/events')) {
      return problem(404, 'not_found');
    }
    const stream = new Stream(url, init);
    const refusal = refuse(stream);
    if (!refusal) {
      streams.push(stream);
    }
    return refusal ?? stream.response;
  };
  const client = world.client({ transports: ['sse'], ...options });
  jobs.forEach((job) => client.subscribeToJob(job, {}));
  client.connect();
  await world.pass(10);
  return {
    world, client, streams,
    open: () => streams.filter(({ isAborted }) => !isAborted),
    user: () => streams.findLast(({ path }) => path === '/api/users/me/events')!,
  };
}

describe('The words for places', () => {
  it('are good for the same streams at the same positions only', () => {
    const places = new Places();
    const first = places.of([['job.a', undefined], ['job.b', 'b1']]);
    first.at.set('job.a', 'a1').set('job.b', 'b1');
    first.word = 'word';
    expect(places.of([['job.b', 'b1'], ['job.a', 'a2']]).word).toBeUndefined();
    const second = places.of([['job.a', undefined], ['job.b', undefined]]);
    second.at.set('job.a', 'a1').set('job.b', 'b1');
    second.word = 'word';
    expect(places.of([['job.a', 'a1'], ['job.c', undefined]]).word).toBeUndefined();
    expect(places.of([['job.b', 'b1'], ['job.a', 'a1']])).toMatchObject({ isShared: true, word: 'word' });
    expect(places.of([['job.a', 'a1']])).toMatchObject({ isShared: false, word: 'a1' });
  });
});

describe('Server-sent events', () => {
  it('are asked for anew with another token when the application has one', async () => {
    let token = 'one';
    const { world, client, streams, open, user } = await following(['a'], { getToken: () => token });
    user().say(opened(0, FIRST));
    streams[1]!.say(opened(1, FIRST));
    streams[1]!.say(CREATED, position(1));
    await world.pass(1);
    token = 'two';
    client.refreshToken();
    await world.pass(1);
    expect(open().map(({ path, last, token: given }) => [path, last, given])).toEqual([
      ['/api/users/me/events', null, 'Bearer two'],
      ['/api/events', position(1), 'Bearer two'],
    ]);
    expect(client.status().state).toBe('connected');
    client.close();
  });

  it('bring the user a stream, and few jobs one each', async () => {
    const { client, streams, world } = await following(['a', 'b', 'c']);
    expect(streams.map(({ path, jobs }) => `${path} ${jobs}`)).toEqual([
      '/api/users/me/events ', '/api/events a', '/api/events b', '/api/events c',
    ]);
    expect(client.status()).toMatchObject({ state: 'connected', transport: 'sse' });
    streams[1]!.say(opened(1, FIRST));
    streams[1]!.say(CREATED, position(1));
    streams[1]!.say(live(1));
    await world.pass(1);
    expect(client.job('a').view()).toMatchObject({ state: 'created', position: position(1), catchingUp: false });
    client.close();
    expect(streams.every(({ isAborted }) => isAborted)).toBe(true);
  });

  it('let many jobs share a connection, of which every event says which job it is of', async () => {
    const names = Array.from({ length: 40 }, (_, index) => `j${index}`);
    const { client, streams, world } = await following(names);
    expect(streams.map(({ jobs }) => jobs.length)).toEqual([0, 32, 8]);
    streams[1]!.say({ ...opened(1, FIRST), jobId: 'j3' });
    streams[1]!.say({ ...CREATED, jobId: 'j3' }, 'word');
    streams[1]!.say({ ...opened(1, FIRST), jobId: 'j39' });
    await world.pass(1);
    expect(client.job('j3').view().state).toBe('created');
    expect(client.job('j4').view().state).toBeUndefined();
    client.close();
  });

  it('take no more jobs than there is room for, and try the others later', async () => {
    const names = Array.from({ length: 100 }, (_, index) => `j${index}`);
    const { client, streams, world } = await following(names);
    expect(streams.map(({ jobs }) => jobs.length)).toEqual([0, 32, 32, 32]);
    streams.forEach((stream) => stream.beat());
    await world.pass(5000);
    expect(streams).toHaveLength(4);
    expect(client.status().state).toBe('connected');
    client.close();
  });

  it('go on with the word for the place where the same jobs share again', async () => {
    const { client, streams, world, open } = await following(['a', 'b', 'c', 'd']);
    const shared = streams[1]!;
    for (const job of ['a', 'b', 'c', 'd']) {
      shared.say({ ...opened(1, FIRST), jobId: job });
      shared.say({ ...CREATED, jobId: job }, `word-${job}`);
      shared.say({ ...live(1), jobId: job });
    }
    await world.pass(1);
    shared.cut();
    await world.pass(600);
    expect(open().map(({ last }) => last)).toEqual([null, 'word-d']);
    const again = open()[1]!;
    again.say({ ...opened(2), jobId: 'b' });
    again.say({ ...event(2, 'job:cancelled:v1', { by: 'anna' }), jobId: 'b' }, 'word-2');
    await world.pass(1);
    expect(client.job('b').view().state).toBe('cancelled');
    client.close();
  });

  it('begin anew where other jobs share, and tell nothing twice and nothing as lost', async () => {
    const { client, streams, world, open } = await following(['a', 'b', 'c']);
    const seen: number[] = [];
    const onLost = vi.fn();
    client.subscribeToJob('a', { onEvent: ({ seq }) => void (seq && seen.push(seq)), onLost });
    streams[1]!.say(opened(1, FIRST));
    streams[1]!.say(CREATED, position(1));
    await world.pass(1);
    client.subscribeToJob('d', {});
    await world.pass(1);
    expect(open().map(({ jobs, last }) => `${jobs} ${last}`)).toEqual([' null', 'a,b,c,d null']);
    const shared = open()[1]!;
    [opened(2, FIRST), CREATED, chunk(2), live(2)].forEach((told) => shared.say({ ...told, jobId: 'a' }));
    await world.pass(1);
    expect(seen).toEqual([1, 2]);
    shared.say({ ...opened(2, { mode: 'snapshot', reason: 'first', missing: [1, 2] }), jobId: 'a' });
    shared.say({ ...snapshot(2), jobId: 'a' });
    shared.say({ ...output('2 '), jobId: 'a' }, 'word');
    await world.pass(1);
    expect(onLost).not.toHaveBeenCalled();
    client.close();
  });

  it('of one job go on exactly where it was', async () => {
    const { client, streams, world, open } = await following(['a']);
    streams[1]!.say(opened(9, { mode: 'snapshot', reason: 'first' }));
    streams[1]!.say(snapshot(9));
    streams[1]!.say(output('text'), position(9));
    await world.pass(1);
    streams[0]!.end();
    await world.pass(600);
    expect(open().map(({ last }) => last)).toEqual([null, position(9)]);
    client.close();
  });

  it('end with the jobs, which is no loss; a resume is followed again', async () => {
    const { client, streams, world, user } = await following(['a']);
    const job = streams[1]!;
    user().say(opened(0, FIRST));
    [opened(1, FIRST), CREATED].forEach((told) => job.say(told));
    job.say(event(2, 'job:cancelled:v1', { by: 'anna' }), position(2));
    job.say(live(2));
    job.say(ended('cancelled'), position(2));
    job.end();
    await world.pass(1);
    expect(client.status().state).toBe('connected');
    expect(client.job('a').view().ended).toBe(true);
    user().say({ ...event(3, 'job:resumed:v1', { by: 'anna' }), notice: true });
    await world.pass(1);
    expect(streams.at(-1)).toMatchObject({ jobs: ['a'], last: position(2) });
    client.close();
  });

  it('that are over, as nothing new has come, are looked at now and then', async () => {
    let isOver = true;
    const { client, streams, world, user } = await following([], {}, ({ jobs }) => (jobs.length > 0 && isOver ? new Response(null, { status: 204 }) : undefined));
    const onEnd = vi.fn();
    [opened(0, FIRST), live(0)].forEach((told) => user().say(told));
    client.subscribeToJob('a', { onEnd });
    await world.pass(10);
    expect(client.job('a').view()).toMatchObject({ ended: true, catchingUp: false });
    expect(onEnd).toHaveBeenCalledTimes(1);
    isOver = false;
    for (let second = 0; second < 30; second += 5) {
      user().beat();
      await world.pass(5000);
    }
    expect(streams.map(({ jobs }) => jobs)).toEqual([[], ['a']]);
    expect(client.status().state).toBe('connected');
    client.close();
  });

  it('that end too soon, break, or fall silent are lost', async () => {
    const ways: ((set: Set) => Promise<void> | void)[] = [
      ({ streams }) => streams[1]!.end(),
      ({ streams }) => streams[1]!.cut(),
      ({ user }) => user().end(),
      async ({ world, user, streams }) => {
        [user(), streams[1]!].forEach((stream) => [opened(0, FIRST), live(0)].forEach((told) => stream.say(told)));
        await world.pass(20_000);
        user().beat();
        await world.pass(5001);
      },
    ];
    for (const way of ways) {
      const set = await following(['a']);
      await way(set);
      await set.world.pass(1);
      expect(set.client.status().state).toBe('reconnecting');
      expect(set.open()).toEqual([]);
      set.client.close();
    }
  });

  it('are opened again with a new token, each where it was', async () => {
    let number = 0;
    const { client, streams, world, open } = await following(['a'], { getToken: () => `token-${++number}` });
    streams[0]!.say(opened(1, FIRST));
    streams[0]!.say(event(1, 'tab:update:v1', { tab: 1 }), position(1));
    streams[1]!.say(CREATED, position(1));
    streams[1]!.say(control('auth:expiring:v1', { expiresAt: 1 }));
    streams[0]!.say(control('auth:expiring:v1', { expiresAt: 1 }));
    await world.pass(1);
    expect(open().map(({ token, last }) => `${token} ${last}`)).toEqual([
      `Bearer token-2 ${position(1)}`, `Bearer token-2 ${position(1)}`,
    ]);
    client.close();
  });

  it('that are refused with the token end, or come back with another one', async () => {
    const { client } = await following([], {}, () => problem(401, 'unauthorized'));
    expect(client.status().state).toBe('closed');
    let number = 0;
    const other = await following([], { getToken: () => `token-${++number}` }, ({ token }) => (token === 'Bearer token-1' ? problem(401, 'unauthorized') : undefined));
    await other.world.pass(600);
    expect(other.client.status().state).toBe('connected');
    other.client.close();
  });

  it('wait as long as the service says', async () => {
    const { client, world } = await following([], {}, () => problem(503, 'unavailable', { 'Retry-After': '4' }));
    expect(client.status().state).toBe('reconnecting');
    expect(client.status().retryAt! - world.now()).toBeGreaterThan(3900);
    client.close();
  });

  it('of a token that is good for jobs only have no stream of the user', async () => {
    const { client, streams } = await following(['a'], {}, ({ path }) => (path === '/api/users/me/events' ? problem(403, 'forbidden') : undefined));
    expect(client.status().state).toBe('connected');
    expect(streams.map(({ jobs }) => jobs)).toEqual([['a']]);
    client.close();
  });

  it('of one job that is not there are told to who follows it', async () => {
    const { client } = await following(['a'], {}, ({ jobs }) => (jobs.includes('a') ? problem(404, 'not_found') : undefined));
    expect(client.job('a').problem()).toMatchObject({ status: 404, code: 'not_found' });
    expect(client.status().state).toBe('connected');
    client.close();
  });

  it('of many, one of which is not there, go on without that one', async () => {
    const world = new World();
    const streams: Stream[] = [];
    world.answer = (url, init) => {
      const stream = new Stream(url, init);
      if (url.endsWith('/status')) {
        return url.includes('gone') ? problem(404, 'not_found') : Response.json({});
      }
      if (stream.jobs.includes('gone')) {
        return problem(404, 'not_found');
      }
      streams.push(stream);
      return stream.response;
    };
    const client = world.client({ transports: ['sse'] });
    const names = ['a', 'b', 'c', 'd', 'gone'];
    names.forEach((job) => client.subscribeToJob(job, {}));
    await world.pass(100);
    expect(names.map((job) => client.job(job).problem()?.status)).toEqual([undefined, undefined, undefined, undefined, 404]);
    expect(streams.map(({ jobs }) => `${jobs}`)).toEqual(['', 'a,b,c,d']);
    expect(client.status().state).toBe('connected');
    client.close();
  });

  it('cannot publish', async () => {
    const { client } = await following([]);
    await expect(client.publishUserEvent('tab:update:v1', { tab: 1 })).rejects.toMatchObject({ problem: { code: 'unsupported' } });
    client.close();
  });
});
