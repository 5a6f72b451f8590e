// Commands: sent once in effect, in order for each job, kept over losses and reloads, and bounded.
import { describe, expect, it, vi } from 'vitest';
import { JobwireError } from '../../client/problem.js';
import type { ClientEvents, Job, Jobwire, Options } from '../../client/types.js';
import { problem } from './service.js';
import { opened } from './stream.js';
import { World, type Answer } from './world.js';

const SHELF = 'jobwire:https://jobs.test:queue';
const HOUR = 3_600_000;

function client(world: World, options: Partial<Options> = {}): Jobwire {
  return world.client({ transports: ['websocket'], ...options });
}

async function connect(world: World): Promise<void> {
  await world.settle();
  world.socket.open();
  world.socket.tell('user', opened(0));
  await world.settle();
}

/** A service that makes jobs, and counts how often. */
function service(): { answer: Answer; made: string[]; seen: string[] } {
  const made: string[] = [];
  const seen: string[] = [];
  const answer: Answer = (url, init) => {
    const { pathname } = new URL(url);
    const body = init.body ? JSON.parse(init.body as string) : {};
    seen.push(`${init.method} ${pathname} ${body.jobId ?? body.signalId ?? ''}`.trim());
    if (init.method === 'POST' && pathname === '/api/jobs') {
      const isNew = !made.includes(body.jobId);
      if (isNew) {
        made.push(body.jobId);
      }
      return Response.json({ jobId: body.jobId, seq: 1 }, { status: isNew ? 201 : 200 });
    }
    return init.method === 'DELETE' ? new Response(null, { status: 204 }) : Response.json({ jobId: 'a', seq: 2 });
  };
  return { answer, made, seen };
}

const noNetwork: Answer = () => Promise.reject(new TypeError('fetch failed'));

async function problemOf(promise: Promise<unknown>): Promise<unknown> {
  try {
    return await promise;
  } catch (failure) {
    expect(failure).toBeInstanceOf(JobwireError);
    return (failure as JobwireError).problem;
  }
}

describe('A command', () => {
  it('goes out at once, also before there is a connection', async () => {
    const world = new World();
    const { answer } = service();
    world.answer = answer;
    const jobs = client(world);
    await expect(jobs.jobs.create({ type: 'mail', input: { to: 'x' } })).resolves.toMatchObject({ seq: 1 });
    expect(world.calls).toMatchObject([
      { method: 'POST', path: '/api/jobs', body: { type: 'mail', input: { to: 'x' } }, headers: { authorization: 'Bearer token-1', 'content-type': 'application/json' } },
    ]);
    expect(world.storage.getItem(SHELF)).toBe('[]');
    jobs.close();
  });

  it('that is refused throws what the service said', async () => {
    const world = new World();
    world.answer = () =>
      Response.json(
        { type: 'about:blank', title: 'Invalid', status: 422, code: 'invalid', detail: 'No.', errors: [{ path: 'type', message: 'is wrong' }], requestId: 'r1' },
        { status: 422, headers: { 'Content-Type': 'application/problem+json' } },
      );
    const jobs = client(world);
    expect(await problemOf(jobs.jobs.create({ type: 'x' }))).toMatchObject({
      status: 422, code: 'invalid', title: 'Invalid', detail: 'No.', errors: [{ path: 'type', message: 'is wrong' }], requestId: 'r1',
    });
    jobs.close();
  });

  it('whose answer was lost is sent again, and makes no second job', async () => {
    const world = new World();
    const { answer, made } = service();
    let losses = 3;
    world.answer = async (url, init) => {
      const response = await answer(url, init);
      if (losses-- > 0) {
        throw new TypeError('connection reset');
      }
      return response;
    };
    const jobs = client(world);
    const created = jobs.jobs.create({ type: 'mail' });
    await world.pass(20_000);
    await expect(created).resolves.toMatchObject({ jobId: made[0] });
    expect(made).toHaveLength(1);
    expect(new Set(world.calls.map(({ body }) => (body as Job).jobId)).size).toBe(1);
    jobs.close();
  });

  it.each([502, 503, 504, 429])('waits while the service answers %i, as long as it says', async (status) => {
    const world = new World();
    let isAway = true;
    const { answer } = service();
    world.answer = (url, init) => (isAway ? problem(status, 'unavailable', { 'Retry-After': '3' }) : answer(url, init));
    const jobs = client(world);
    const cancelled = jobs.jobs.cancel('a');
    await world.pass(2999);
    expect(world.calls).toHaveLength(1);
    expect(jobs.status().queued).toBe(1);
    isAway = false;
    await world.pass(1000);
    await expect(cancelled).resolves.toMatchObject({ jobId: 'a' });
    expect(jobs.status().queued).toBe(0);
    jobs.close();
  });

  it('gets another token once when its own is refused', async () => {
    const world = new World();
    let number = 0;
    world.answer = (_, init) => (new Headers(init.headers).get('Authorization') === 'Bearer token-2' ? Response.json({ jobs: [] }) : problem(401, 'unauthorized'));
    const jobs = client(world, { getToken: () => `token-${++number}` });
    await expect(jobs.jobs.list()).resolves.toEqual({ jobs: [] });
    await expect(jobs.jobs.list({ state: 'failed', limit: 5 })).resolves.toEqual({ jobs: [] });
    expect(world.calls.map(({ path }) => path)).toEqual(['/api/jobs?', '/api/jobs?', '/api/jobs?state=failed&limit=5']);
    expect(number).toBe(2);
    jobs.close();
  });

  it('waits for another token when its own is refused, and a token that was refused is not sent again', async () => {
    const world = new World();
    const { answer } = service();
    let token = 'old';
    world.answer = (url, init) => (new Headers(init.headers).get('Authorization') === 'Bearer new' ? answer(url, init) : problem(401, 'unauthorized'));
    const getToken = vi.fn((_refused?: string) => token);
    const jobs = client(world, { getToken });
    const settled = vi.fn();
    const cancelled = jobs.jobs.cancel('a');
    cancelled.then(settled, settled);
    await world.pass(60_000);
    expect(settled).not.toHaveBeenCalled();
    expect(world.calls).toHaveLength(1);
    expect(jobs.status().queued).toBe(1);
    expect(JSON.parse(world.storage.getItem(SHELF)!)).toHaveLength(1);
    expect(getToken.mock.calls[0]).toEqual([undefined]);
    expect(getToken).toHaveBeenLastCalledWith('old');
    token = 'new';
    await world.pass(10_000);
    await expect(cancelled).resolves.toMatchObject({ jobId: 'a' });
    expect(world.calls).toHaveLength(2);
    expect(jobs.status().queued).toBe(0);
    jobs.close();
  });

  it('waits over a reload, too, and goes at once when it is told that there is another token', async () => {
    const world = new World();
    const { answer } = service();
    world.answer = (url, init) => (new Headers(init.headers).get('Authorization') === 'Bearer new' ? answer(url, init) : problem(401, 'unauthorized'));
    let number = 0;
    const before = client(world, { getToken: () => `old-${++number}` });
    void before.jobs.cancel('a').catch(() => undefined);
    await world.pass(30_000);
    expect(before.status().queued).toBe(1);
    before.close();
    let token = `old-${number}`;
    const after = client(world, { getToken: () => token });
    await connect(world);
    await world.pass(9000);
    expect(after.status()).toMatchObject({ state: 'connected', queued: 1 });
    token = 'new';
    after.refreshToken();
    await world.settle();
    expect(after.status().queued).toBe(0);
    expect(world.calls.at(-1)!.headers['authorization']).toBe('Bearer new');
    after.close();
  });

  it('of a client with one token only is refused with it', async () => {
    const world = new World();
    world.answer = () => problem(401, 'unauthorized');
    const jobs = client(world);
    expect(await problemOf(jobs.jobs.cancel('a'))).toMatchObject({ status: 401 });
    expect(world.storage.getItem(SHELF)).toBe('[]');
    jobs.close();
  });

  it('that waits for a token is over when the client is closed', async () => {
    const world = new World();
    const jobs = client(world, { getToken: () => new Promise<string>(() => undefined) });
    const all = [jobs.request('GET', '/api/me'), jobs.jobs.get('a'), jobs.jobs.cancel('a')].map(problemOf);
    await world.settle();
    jobs.close();
    expect((await Promise.all(all)).map((one) => (one as { code: string }).code)).toEqual(['closed', 'closed', 'closed']);
    expect(world.timers).toBe(0);
  });

  it('is no way to carry the token elsewhere', async () => {
    const world = new World();
    const jobs = client(world);
    await expect(jobs.request('GET', '@elsewhere.test/')).rejects.toThrow(TypeError);
    await expect(jobs.request('GET', 'https://elsewhere.test/')).rejects.toThrow(TypeError);
    expect(world.calls).toEqual([]);
    jobs.close();
  });

  it('that cannot be queued says that the service cannot be reached', async () => {
    const world = new World();
    const jobs = client(world);
    expect(await problemOf(jobs.jobs.get('a'))).toMatchObject({ status: 0, code: 'unreachable' });
    expect(await problemOf(jobs.request('GET', '/api/types'))).toMatchObject({ status: 0, code: 'unreachable' });
    jobs.close();
  });

  it('that hangs is given up, and one that is queued sent again', async () => {
    const world = new World();
    world.answer = (_, { signal }) => new Promise((_resolve, reject) => signal!.addEventListener('abort', () => reject(new Error('aborted'))));
    const jobs = client(world);
    const got = problemOf(jobs.jobs.get('a'));
    void jobs.jobs.cancel('a').catch(() => undefined);
    await world.pass(45_000);
    expect(await got).toMatchObject({ code: 'unreachable' });
    await world.pass(1000);
    expect(world.calls.filter(({ method }) => method === 'PATCH')).toHaveLength(2);
    jobs.close();
  });
});

describe('Without a network', () => {
  it('commands wait, in order for each job, and go out when there is a connection', async () => {
    const world = new World();
    const { answer, seen } = service();
    const jobs = client(world);
    const flushed: ClientEvents['flushed'][] = [];
    jobs.on('flushed', (told) => flushed.push(told));
    jobs.connect();
    await connect(world);
    world.happen('offline');
    const all = [
      jobs.jobs.create({ type: 'mail', jobId: 'a' }),
      jobs.jobs.signal('a', 'go', { fast: true }),
      jobs.jobs.cancel('a', 'enough'),
      jobs.jobs.create({ type: 'mail', jobId: 'b' }),
      jobs.jobs.remove('a'),
    ];
    await world.pass(20_000);
    expect(world.calls).toEqual([]);
    expect(jobs.status().queued).toBe(5);
    world.answer = async (url, init) => {
      await Promise.resolve();
      return answer(url, init);
    };
    world.happen('online');
    await connect(world);
    await Promise.all(all);
    const ofA = seen.filter((call) => !call.endsWith(' b')).map((call) => call.replace(/id-\d+/, 'signal'));
    expect(ofA).toEqual(['POST /api/jobs a', 'POST /api/jobs/a/signals signal', 'PATCH /api/jobs/a/cancel', 'DELETE /api/jobs/a']);
    expect(flushed).toEqual([{ sent: 5, expired: [], refused: [] }]);
    expect(jobs.status().queued).toBe(0);
    jobs.close();
  });

  it('a refused command does not stop those behind it', async () => {
    const world = new World();
    const { answer } = service();
    const jobs = client(world);
    jobs.connect();
    await connect(world);
    world.happen('offline');
    const cancelled = problemOf(jobs.jobs.cancel('a'));
    const resumed = jobs.jobs.resume('a');
    world.answer = (url, init) => (url.endsWith('/cancel') ? problem(409, 'illegal_state') : answer(url, init));
    world.happen('online');
    await connect(world);
    expect(await cancelled).toMatchObject({ status: 409, code: 'illegal_state' });
    await expect(resumed).resolves.toMatchObject({ jobId: 'a' });
    jobs.close();
  });

  it('what was queued goes out after a reload, by itself and once', async () => {
    const world = new World();
    const { answer, made } = service();
    const before = client(world);
    before.connect();
    await connect(world);
    world.happen('offline');
    const refused = problemOf(before.jobs.create({ type: 'mail', jobId: 'a' }));
    before.startSearch('bicycles', 'b');
    before.close();
    expect(await refused).toMatchObject({ code: 'closed' });
    world.answer = answer;
    world.online = true;
    const after = client(world);
    const flushed = vi.fn();
    after.on('flushed', flushed);
    expect(after.status()).toMatchObject({ state: 'connecting', queued: 2 });
    const onView = vi.fn();
    after.subscribeToJob('a', { onView });
    await connect(world);
    expect(made).toEqual(['a', 'b']);
    expect(flushed).toHaveBeenCalledExactlyOnceWith({ sent: 2, expired: [], refused: [] });
    expect(world.socket.registered('job.a')).toHaveLength(1);
    expect(world.storage.getItem(SHELF)).toBe('[]');
    after.close();
  });

  it('what was queued before a reload and is refused is told, as nobody waits for its answer', async () => {
    const world = new World();
    const { answer } = service();
    const before = client(world);
    before.connect();
    await connect(world);
    world.happen('offline');
    const queuedAt = world.now();
    void before.jobs.cancel('a').catch(() => undefined);
    void before.jobs.create({ type: 'mail', jobId: 'b' }).catch(() => undefined);
    before.close();
    world.answer = (url, init) => (init.method === 'PATCH' ? problem(409, 'illegal_state') : answer(url, init));
    world.online = true;
    const after = client(world);
    const flushed = vi.fn();
    after.on('flushed', flushed);
    await connect(world);
    expect(flushed).toHaveBeenCalledExactlyOnceWith({
      sent: 2,
      expired: [],
      refused: [{ id: expect.any(String), method: 'PATCH', path: '/api/jobs/a/cancel', queuedAt, problem: expect.objectContaining({ status: 409, code: 'illegal_state' }) }],
    });
    expect(world.storage.getItem(SHELF)).toBe('[]');
    world.happen('offline');
    const own = problemOf(after.jobs.cancel('a'));
    world.happen('online');
    await connect(world);
    expect(await own).toMatchObject({ code: 'illegal_state' });
    expect(flushed).toHaveBeenLastCalledWith({ sent: 1, expired: [], refused: [] });
    after.close();
  });

  it('of one user is not sent by another', async () => {
    const world = new World();
    const { answer, made } = service();
    world.answer = noNetwork;
    const anna = client(world, { user: 'anna' });
    void anna.jobs.create({ type: 'mail', jobId: 'a' }).catch(() => undefined);
    await world.settle();
    anna.close();
    world.answer = answer;
    for (const user of ['bob', undefined, 'ann', 'anna:queue']) {
      const other = client(world, user === undefined ? {} : { user });
      expect(other.status()).toMatchObject({ state: 'idle', queued: 0 });
      other.close();
    }
    const again = client(world, { user: 'anna' });
    await connect(world);
    expect(made).toEqual(['a']);
    again.close();
  });

  it('what may have been sent before a reload makes nothing twice', async () => {
    const world = new World();
    const { answer, made } = service();
    world.answer = async (url, init) => {
      await answer(url, init);
      return new Promise<Response>(() => undefined);
    };
    const before = client(world);
    void before.jobs.create({ type: 'mail', jobId: 'a' }).catch(() => undefined);
    await world.settle();
    expect(made).toEqual(['a']);
    before.close();
    world.answer = answer;
    const after = client(world);
    await connect(world);
    expect(world.calls.filter(({ method }) => method === 'POST')).toHaveLength(2);
    expect(made).toEqual(['a']);
    after.close();
  });

  it('a resume or a removal whose answer was lost is not taken for refused', async () => {
    const world = new World();
    const jobs = client(world);
    let tries = 0;
    world.answer = (_, init) => {
      if (init.method === 'GET') {
        return Response.json({ jobId: 'a', state: 'running', seq: 5 });
      }
      if (tries++ < 2) {
        throw new TypeError('reset');
      }
      return init.method === 'DELETE' ? problem(404, 'not_found') : problem(409, 'illegal_state');
    };
    const resumed = jobs.jobs.resume('a');
    const removed = jobs.jobs.remove('b');
    await world.pass(10_000);
    await expect(resumed).resolves.toMatchObject({ state: 'running' });
    await expect(removed).resolves.toBeUndefined();
    jobs.close();
  });

  it('what has waited for a day is not sent any more, and that is told', async () => {
    const world = new World();
    const { answer, made } = service();
    const jobs = client(world);
    const flushed = vi.fn();
    jobs.on('flushed', flushed);
    jobs.connect();
    await connect(world);
    world.happen('offline');
    const queuedAt = world.now();
    const old = problemOf(jobs.jobs.create({ type: 'mail', jobId: 'old' }));
    await world.pass(23 * HOUR);
    const young = jobs.jobs.create({ type: 'mail', jobId: 'young' });
    await world.pass(HOUR + 1);
    world.answer = answer;
    world.happen('online');
    await connect(world);
    expect(await old).toMatchObject({ code: 'expired' });
    await young;
    expect(made).toEqual(['young']);
    expect(flushed).toHaveBeenCalledExactlyOnceWith({ sent: 1, expired: [{ id: 'old', method: 'POST', path: '/api/jobs', queuedAt }], refused: [] });
    jobs.close();
  });

  it.each([
    ['a hundred', 100, 'x'],
    ['half a megabyte', 5, 'x'.repeat(100 * 1024)],
  ])('no more than %s is kept', async (_, most, text) => {
    const world = new World();
    const jobs = client(world);
    jobs.connect();
    await connect(world);
    world.happen('offline');
    const all = Array.from({ length: most + 1 }, () => problemOf(jobs.jobs.create({ type: 'mail', input: { text } })));
    expect(await all.at(-1)).toMatchObject({ status: 0, code: 'queue_full' });
    expect(jobs.status().queued).toBe(most);
    jobs.close();
    expect(JSON.parse(world.storage.getItem(SHELF)!)).toHaveLength(most);
  });

  it('a shelf that somebody has spoilt is an empty one', async () => {
    for (const spoilt of ['', '{', 'null', '7', '{}', '[null,7,{"id":1}]']) {
      const world = new World();
      world.storage.setItem(SHELF, spoilt);
      const jobs = client(world);
      expect(jobs.status()).toMatchObject({ state: 'idle', queued: 0 });
      jobs.close();
    }
  });

  it('tabs that share a shelf leave each other their commands', async () => {
    const world = new World();
    world.answer = noNetwork;
    const one = client(world);
    const other = client(world);
    void one.jobs.create({ type: 'mail', jobId: 'a' }).catch(() => undefined);
    void other.jobs.create({ type: 'mail', jobId: 'b' }).catch(() => undefined);
    await world.settle();
    const { answer } = service();
    world.answer = answer;
    const done = one.jobs.create({ type: 'mail', jobId: 'c' });
    other.close();
    await world.pass(20_000);
    await done;
    expect(JSON.parse(world.storage.getItem(SHELF)!)).toMatchObject([{ id: 'b' }]);
    one.close();
  });

  it('commands get through without the connection, if they can', async () => {
    const world = new World();
    const { answer } = service();
    const jobs = client(world);
    jobs.connect();
    await connect(world);
    world.happen('offline');
    const cancelled = jobs.jobs.cancel('a');
    world.answer = answer;
    world.happen('online');
    await world.settle();
    world.socket.shut(1006);
    await world.pass(1000);
    await expect(cancelled).resolves.toMatchObject({ jobId: 'a' });
    jobs.close();
  });
});

describe('What a device publishes', () => {
  it('goes over the bridge, with an id, so that it may be sent again', async () => {
    const world = new World();
    const jobs = client(world);
    const published = jobs.publishUserEvent('tab:update:v1', { tab: 7 });
    await connect(world);
    const sends = () => world.sockets.flatMap(({ sent }) => sent).filter(({ type }) => type === 'send');
    expect(sends()).toMatchObject([{ address: 'user.publish', body: { type: 'tab:update:v1', data: { tab: 7 } } }]);
    world.socket.shut(1006);
    await world.pass(1000);
    await connect(world);
    expect(sends()).toHaveLength(2);
    expect(sends()[1]!['body'].eventId).toBe(sends()[0]!['body'].eventId);
    world.socket.tell(sends()[1]!['replyAddress'], { id: 'e1.1.t1', seq: 1 });
    await expect(published).resolves.toEqual({ id: 'e1.1.t1', seq: 1 });
    jobs.close();
  });

  it('may be refused', async () => {
    const world = new World();
    const jobs = client(world);
    jobs.connect();
    await connect(world);
    const published = problemOf(jobs.publishUserEvent('tab:update:v1', {}));
    await world.settle();
    const { replyAddress } = world.socket.sent.find(({ type }) => type === 'send')!;
    world.socket.say({ type: 'err', address: replyAddress, failureCode: 422, failureType: 'RECIPIENT_FAILURE', message: 'invalid' });
    expect(await published).toEqual({ status: 422, code: 'invalid', title: 'invalid' });
    jobs.close();
  });

  it('is asked again when there is no answer', async () => {
    const world = new World();
    const jobs = client(world);
    jobs.connect();
    await connect(world);
    world.socket.onSent = ({ type, id }) => type === 'ping' && world.socket.say({ type: 'pong', id });
    void jobs.publishUserEvent('tab:update:v1', { tab: 1 }).catch(() => undefined);
    await world.pass(16_000);
    expect(world.socket.sent.filter(({ type }) => type === 'send')).toHaveLength(2);
    jobs.close();
  });
});
