// The connection: when it tries, what it says first, how it ends, and what it leaves behind.
import { describe, expect, it, vi } from 'vitest';
import type { ConnectionStatus, Jobwire, Options } from '../../client/types.js';
import { control, event, live, opened } from './stream.js';
import { World, type Socket } from './world.js';

/** Lets the newest socket in. */
async function letIn(world: World): Promise<Socket> {
  await world.settle();
  const { socket } = world;
  socket.open();
  socket.tell('user', opened(0, { reason: 'first' }));
  return socket;
}

async function connected(options: Partial<Options> = {}, world = new World()): Promise<{ world: World; client: Jobwire; socket: Socket }> {
  const client = world.client({ transports: ['websocket'], ...options });
  client.connect();
  const socket = await letIn(world);
  return { world, client, socket };
}

/** A getToken whose answers come when the test says so. */
function tokens(): { getToken: () => Promise<string>; answer: (token: string) => void; calls: () => number } {
  const waiting: ((token: string) => void)[] = [];
  let calls = 0;
  return {
    getToken: () => {
      calls++;
      return new Promise((resolve) => waiting.push(resolve));
    },
    answer: (token) => waiting.shift()!(token),
    calls: () => calls,
  };
}

function counting(): { getToken: () => string; calls: () => number } {
  let calls = 0;
  return { getToken: () => `token-${++calls}`, calls: () => calls };
}

describe('A connection', () => {
  it('is begun by the first subscription, and signs on with its first frame', async () => {
    const world = new World();
    const client = world.client({ deviceId: 'phone' });
    expect(client.status().state).toBe('idle');
    client.subscribeToJob('a', {});
    expect(client.status().state).toBe('connecting');
    await world.settle();
    expect(world.socket.url).toBe('wss://jobs.test/eventbus/websocket');
    world.socket.open();
    expect(world.socket.sent).toEqual([
      { type: 'register', address: 'user', headers: { deviceId: 'phone', Authorization: 'Bearer token-1' } },
      { type: 'register', address: 'job.a', headers: {} },
    ]);
    expect(client.status().state).toBe('connecting');
    world.socket.tell('user', opened(0));
    expect(client.status()).toMatchObject({ state: 'connected', transport: 'websocket', failures: 0, queued: 0, deviceId: 'phone' });
    client.close();
  });

  it('keeps the name of its device', async () => {
    const world = new World();
    const first = world.client();
    const { deviceId } = first.status();
    first.close();
    const second = world.client();
    expect(second.status().deviceId).toBe(deviceId);
    second.close();
  });

  it('is a new object with each change, and only then', async () => {
    const { world, client, socket } = await connected();
    const status = client.status();
    socket.tell('user', live(0));
    await world.pass(1000);
    expect(client.status()).toBe(status);
    const told: ConnectionStatus[] = [];
    client.onConnectionStatusChange((next) => told.push(next));
    socket.shut(1006);
    expect(told).toHaveLength(1);
    expect(told[0]).toBe(client.status());
    expect(client.status()).toMatchObject({ state: 'reconnecting', failures: 1, reason: 'closed 1006' });
    client.close();
  });

  it('tells when it comes and goes, in this order', async () => {
    const world = new World();
    const client = world.client({ transports: ['websocket'] });
    const told: string[] = [];
    client.on('connected', ({ transport }) => told.push(`connected ${transport}`));
    client.on('disconnected', ({ reason }) => told.push(`disconnected ${reason}`));
    client.on('reconnecting', ({ failures }) => told.push(`reconnecting ${failures}`));
    client.connect();
    (await letIn(world)).shut(4408, 'too slow');
    await world.pass(3000);
    await letIn(world);
    client.close();
    expect(told).toEqual(['connected websocket', 'disconnected too slow', 'reconnecting 1', 'connected websocket', 'disconnected closed']);
  });
});

describe('A lost connection', () => {
  it('comes back within a bound that grows, and is forgotten only after ten good seconds', async () => {
    const { world, client, socket } = await connected();
    await world.pass(10_000);
    socket.shut(1006);
    expect(client.status().failures).toBe(0);
    expect(client.status().retryAt! - world.now()).toBeLessThanOrEqual(500);
    for (let failures = 1; failures <= 8; failures++) {
      await world.pass(client.status().retryAt! - world.now());
      world.socket.shut(1006);
      expect(client.status().failures).toBe(failures);
      expect(client.status().retryAt! - world.now()).toBeLessThanOrEqual(Math.min(10_000, 500 * 2 ** (failures - 1)) + 1);
    }
    await world.pass(client.status().retryAt! - world.now());
    await letIn(world);
    await world.pass(9_999);
    expect(client.status().failures).toBe(8);
    await world.pass(1);
    expect(client.status().failures).toBe(0);
    client.close();
  });

  it.each([
    [4408, 1000],
    [4429, 5000],
  ])('that was closed with %i waits at least %i ms', async (code, atLeast) => {
    const { world, client, socket } = await connected();
    socket.shut(code);
    expect(client.status().state).toBe('reconnecting');
    expect(client.status().retryAt! - world.now()).toBeGreaterThanOrEqual(atLeast);
    client.close();
  });

  it.each([1000, 1001, 1005, 1006, 1007, 1009, 1011, 3000, 4400])('that was closed with %i comes back', async (code) => {
    const { world, client, socket } = await connected();
    socket.shut(code);
    await world.pass(600);
    await letIn(world);
    expect(client.status().state).toBe('connected');
    client.close();
  });

  it.each([4500, 4503])('that was closed with %i does not come back, and leaves nothing behind', async (code) => {
    const { world, client, socket } = await connected();
    const onError = vi.fn();
    client.subscribeToJob('a', { onError });
    socket.shut(code, 'refused');
    expect(client.status()).toMatchObject({ state: 'closed', reason: 'refused' });
    expect(onError).toHaveBeenCalledWith(expect.objectContaining({ status: 403, code: 'refused' }));
    client.connect();
    client.retryNow();
    await world.pass(60_000);
    expect(world.sockets).toHaveLength(1);
    expect([world.timers, world.ears]).toEqual([0, 0]);
  });

  it('comes back at once when it is told to, or the page is shown, or the network is there again', async () => {
    const { world, client } = await connected();
    const ways = [() => client.retryNow(), () => world.happen('shown'), () => world.happen('online')];
    for (const way of ways) {
      world.socket.shut(4429);
      const before = world.sockets.length;
      way();
      await letIn(world);
      expect(world.sockets).toHaveLength(before + 1);
      expect(client.status().state).toBe('connected');
    }
    client.close();
  });

  it('that falls silent is noticed, after it was asked for a sign of life', async () => {
    const { world, client, socket } = await connected();
    await world.pass(11_999);
    expect(socket.sent.filter(({ type }) => type === 'ping')).toHaveLength(0);
    await world.pass(1);
    expect(socket.sent.filter(({ type }) => type === 'ping')).toHaveLength(1);
    await world.pass(12_999);
    expect(client.status().state).toBe('connected');
    await world.pass(1);
    expect(client.status()).toMatchObject({ state: 'reconnecting', reason: 'silent' });
    expect(socket.isClosed).toBe(true);
    client.close();
  });

  it('is no lost one as long as it answers', async () => {
    const { world, client, socket } = await connected();
    socket.onSent = ({ type, id }) => type === 'ping' && socket.say({ type: 'pong', id });
    await world.pass(120_000);
    expect(client.status().state).toBe('connected');
    expect(world.sockets).toHaveLength(1);
    client.close();
  });

  it('is found sooner when the network has changed', async () => {
    const { world, client } = await connected();
    await world.pass(1);
    world.happen('online');
    await world.pass(5000);
    expect(client.status().state).toBe('reconnecting');
    client.close();
  });

  it('to a node that goes away brings what comes until it is closed, and comes back when the node said', async () => {
    const { world, client, socket } = await connected();
    const onEvent = vi.fn();
    client.on('*', onEvent);
    await world.pass(10_000);
    socket.tell('user', control('server:draining:v1', { reconnectAfterMs: 700 }));
    socket.tell('user', event(1, 'tab:update:v1', { tab: 1 }));
    expect(onEvent).toHaveBeenCalledTimes(1);
    socket.shut(4400, 'draining');
    expect(client.status()).toMatchObject({ state: 'reconnecting', failures: 0, reason: 'draining' });
    expect(client.status().retryAt! - world.now()).toBeGreaterThanOrEqual(700);
    await world.pass(1200);
    const next = await letIn(world);
    next.shut(4400);
    expect(client.status().retryAt! - world.now()).toBeLessThanOrEqual(500);
    client.close();
  });

  it('says nothing more once it was replaced', async () => {
    const { world, client, socket: old } = await connected();
    const onEvent = vi.fn();
    client.subscribeToJob('a', { onEvent });
    world.happen('offline');
    world.happen('online');
    const socket = await letIn(world);
    old.tell('job.a', opened(0));
    old.open();
    old.say({ type: 'err', failureCode: 429, message: 'rate_limited' });
    old.shut(4500);
    expect(client.status().state).toBe('connected');
    expect(onEvent).not.toHaveBeenCalled();
    socket.tell('job.a', opened(0, { reason: 'first' }));
    expect(onEvent).toHaveBeenCalledTimes(1);
    client.close();
  });
});

describe('Without a network', () => {
  it('the socket is dropped, though nobody closes it, and another one opened when the network is back', async () => {
    const { world, client, socket } = await connected();
    world.happen('offline');
    expect(client.status().state).toBe('offline');
    expect(socket.isClosed).toBe(true);
    await world.pass(20_000);
    expect(world.sockets).toHaveLength(1);
    world.happen('online');
    await letIn(world);
    expect(client.status().state).toBe('connected');
    client.close();
  });

  it('a loss is told as being offline', async () => {
    const { world, client, socket } = await connected();
    world.online = false;
    socket.shut(1006);
    expect(client.status().state).toBe('offline');
    client.close();
  });

  it('it is tried now and then all the same, as browsers may be wrong', async () => {
    const { world, client } = await connected();
    world.happen('offline');
    await world.pass(30_000);
    await letIn(world);
    expect(client.status().state).toBe('connected');
    client.close();
  });
});

describe('Tokens', () => {
  it('are asked for anew with each connection', async () => {
    const { getToken } = counting();
    const { world, client, socket } = await connected({ getToken });
    socket.shut(1006);
    await world.pass(600);
    world.socket.open();
    expect(world.socket.sent[0]!['headers'].Authorization).toBe('Bearer token-2');
    client.close();
  });

  it('that were asked for by an older try are never used by a newer one, and are asked for one after the other', async () => {
    const world = new World();
    const { getToken, answer, calls } = tokens();
    const client = world.client({ getToken, transports: ['websocket'] });
    client.connect();
    await world.settle();
    world.happen('offline');
    world.happen('online');
    await world.settle();
    expect(calls()).toBe(1);
    answer('old');
    await world.settle();
    expect(calls()).toBe(2);
    expect(world.sockets).toHaveLength(0);
    answer('new');
    await world.settle();
    expect(world.sockets).toHaveLength(1);
    world.socket.open();
    expect(world.socket.sent[0]!['headers'].Authorization).toBe('Bearer new');
    client.close();
  });

  it('are not even asked for by tries that are over before their turn', async () => {
    const world = new World();
    const { getToken, answer, calls } = tokens();
    const client = world.client({ getToken, transports: ['websocket'] });
    client.connect();
    await world.settle();
    for (let i = 0; i < 5; i++) {
      world.happen('offline');
      world.happen('online');
    }
    answer('old');
    await world.settle();
    expect(calls()).toBe(2);
    answer('new');
    await world.settle();
    expect(calls()).toBe(2);
    expect(world.sockets).toHaveLength(1);
    client.close();
  });

  it('that never come do not hold up the next try for ever', async () => {
    const world = new World();
    const { getToken, answer, calls } = tokens();
    const client = world.client({ getToken, transports: ['websocket'] });
    client.connect();
    await world.pass(10_000);
    expect(client.status().state).toBe('reconnecting');
    await world.pass(600);
    expect(calls()).toBe(2);
    answer('lost in time');
    answer('token');
    await letIn(world);
    expect(client.status().state).toBe('connected');
    client.close();
  });

  it('that cannot be had are tried for again', async () => {
    const world = new World();
    let isThere = false;
    const getToken = (): string => {
      if (!isThere) {
        throw new Error('signed off');
      }
      return 'token';
    };
    const client = world.client({ getToken, transports: ['websocket'] });
    client.connect();
    await world.pass(0);
    expect(client.status()).toMatchObject({ state: 'reconnecting', reason: 'Error: signed off' });
    isThere = true;
    await world.pass(600);
    await letIn(world);
    expect(client.status().state).toBe('connected');
    client.close();
  });

  it('that were refused are not sent again: only another one is', async () => {
    const world = new World();
    let token = 'bad';
    const client = world.client({ getToken: () => token, transports: ['websocket'] });
    client.connect();
    await world.settle();
    world.socket.open();
    world.socket.say({ type: 'err', address: 'user', failureCode: 401, message: 'unauthorized' });
    expect(client.status().state).toBe('connecting');
    world.socket.shut(4401, 'unauthorized');
    expect(client.status()).toMatchObject({ state: 'reconnecting', reason: 'unauthorized' });
    await world.pass(30_000);
    expect(world.sockets).toHaveLength(1);
    token = 'good';
    await world.pass(10_000);
    await letIn(world);
    expect(client.status().state).toBe('connected');
    client.close();
  });

  it('of which there is only one end the client when it is refused', async () => {
    const { world, client, socket } = await connected({ token: 'only' });
    socket.shut(4401, 'unauthorized');
    expect(client.status()).toMatchObject({ state: 'closed', reason: 'unauthorized' });
    expect(world.timers).toBe(0);
  });

  it('are refreshed in place, once, on whichever addresses it is told that they end', async () => {
    const { getToken, calls } = counting();
    const { world, client, socket } = await connected({ getToken });
    client.subscribeToJob('a', {});
    await world.settle();
    const expiring = control('auth:expiring:v1', { expiresAt: world.now() + 60_000 });
    socket.tell('user', expiring);
    socket.tell('job.a', expiring);
    await world.settle();
    const refreshes = () => socket.sent.filter(({ address }) => address === 'auth.refresh');
    expect(refreshes()).toMatchObject([{ type: 'send', body: { token: 'token-2' } }]);
    socket.tell(refreshes()[0]!['replyAddress'], { userId: 'anna' });
    socket.tell('user', expiring);
    await world.settle();
    expect(calls()).toBe(2);
    expect(world.sockets).toHaveLength(1);
    expect(client.status().state).toBe('connected');
    client.close();
  });

  it('are refreshed in place when the application has another', async () => {
    let token = 'one';
    const { world, client, socket } = await connected({ getToken: () => token });
    const refreshes = () => socket.sent.filter(({ address }) => address === 'auth.refresh').map(({ body }) => body.token);
    for (const next of ['two', 'three']) {
      token = next;
      client.refreshToken();
      await world.settle();
    }
    expect(refreshes()).toEqual(['two', 'three']);
    expect(world.sockets).toHaveLength(1);
    socket.shut(4429);
    client.refreshToken();
    await letIn(world);
    expect(client.status().state).toBe('connected');
    expect(world.sockets).toHaveLength(2);
    client.close();
    client.refreshToken();
    await world.settle();
    expect([client.status().state, world.sockets.length, world.timers]).toEqual(['closed', 2, 0]);
  });

  it('that were refused are told to who is asked for another', async () => {
    const getToken = vi.fn((refused?: string) => (refused === undefined ? 'cached' : `not ${refused}`));
    const { world, client, socket } = await connected({ getToken });
    socket.shut(4401, 'unauthorized');
    await world.pass(600);
    const next = await letIn(world);
    expect(next.sent[0]!['headers'].Authorization).toBe('Bearer not cached');
    expect(getToken.mock.calls).toEqual([[undefined], ['cached']]);
    client.close();
  });

  it('that come too late for the connection they were asked for are dropped', async () => {
    const { getToken, answer } = tokens();
    const world = new World();
    const client = world.client({ getToken, transports: ['websocket'] });
    client.connect();
    await world.settle();
    answer('one');
    const old = await letIn(world);
    old.tell('user', control('auth:expiring:v1', { expiresAt: 0 }));
    await world.settle();
    world.happen('offline');
    world.happen('online');
    await world.settle();
    answer('two');
    await world.settle();
    answer('three');
    const socket = await letIn(world);
    expect(socket.sent[0]!['headers'].Authorization).toBe('Bearer three');
    expect([...old.sent, ...socket.sent].filter(({ address }) => address === 'auth.refresh')).toEqual([]);
    client.close();
    expect(world.timers).toBe(0);
  });
});

describe('Closing', () => {
  const ways: Record<string, () => Promise<{ world: World; client: Jobwire }>> = {
    idle: async () => {
      const world = new World();
      return { world, client: world.client() };
    },
    'connecting, without a token yet': async () => {
      const world = new World();
      const client = world.client({ getToken: () => new Promise<string>(() => undefined) });
      client.connect();
      await world.settle();
      return { world, client };
    },
    'connecting, with a socket': async () => {
      const world = new World();
      const client = world.client();
      client.subscribeToJob('a', {});
      await world.settle();
      return { world, client };
    },
    'connecting, signed on': async () => {
      const world = new World();
      const client = world.client();
      client.subscribeToJob('a', {});
      await world.settle();
      world.socket.open();
      return { world, client };
    },
    connected: async () => {
      const all = await connected();
      all.client.subscribeToJob('a', {});
      all.client.job('b').subscribe(() => undefined);
      all.client.job('c');
      all.socket.tell('user', control('auth:expiring:v1', { expiresAt: 0 }));
      all.socket.tell('user', event(1, 'tab:update:v1', { tab: 1 }));
      void all.client.publishUserEvent('tab:update:v1', { tab: 1 }).catch(() => undefined);
      void all.client.jobs.get('a').catch(() => undefined);
      await all.world.settle();
      return all;
    },
    'connected by server-sent events': async () => {
      const world = new World();
      world.answer = () => new Promise(() => undefined);
      const client = world.client({ transports: ['sse'] });
      client.subscribeToJob('a', {});
      await world.pass(1);
      return { world, client };
    },
    reconnecting: async () => {
      const all = await connected();
      all.socket.shut(1006);
      return all;
    },
    offline: async () => {
      const all = await connected();
      all.world.happen('offline');
      void all.client.jobs.cancel('a').catch(() => undefined);
      return all;
    },
    'connected, with commands that do not get through': async () => {
      const all = await connected();
      void all.client.jobs.cancel('a').catch(() => undefined);
      await all.world.settle();
      expect(all.client.status().queued).toBe(1);
      return all;
    },
    closed: async () => {
      const all = await connected();
      all.client.close();
      return all;
    },
  };

  it.each(Object.keys(ways))('while %s leaves no timer, no listener and no socket', async (way) => {
    const { world, client } = await ways[way]!();
    const told = vi.fn();
    client.close();
    client.onConnectionStatusChange(told);
    expect(client.status().state).toBe('closed');
    expect([world.timers, world.ears]).toEqual([0, 0]);
    expect(world.sockets.every(({ isClosed }) => isClosed)).toBe(true);
    for (const socket of world.sockets) {
      socket.open();
      socket.tell('user', opened(0));
      socket.shut(1006);
    }
    world.happen('online');
    world.happen('shown');
    client.connect();
    client.retryNow();
    client.subscribeToJob('z', {});
    client.job('z').subscribe(() => undefined);
    await expect(client.request('GET', '/api/me')).rejects.toMatchObject({ problem: { code: 'closed' } });
    await expect(client.jobs.cancel('z')).rejects.toMatchObject({ problem: { code: 'closed' } });
    await world.pass(60_000);
    expect(client.status().state).toBe('closed');
    expect([world.timers, world.ears]).toEqual([0, 0]);
    expect(told).not.toHaveBeenCalled();
    expect(world.reported).toEqual([]);
  });
});

describe('What a client was given', () => {
  it('to keep views is closed with it, once they are kept', async () => {
    const told: string[] = [];
    const cache = {
      load: () => Promise.resolve(undefined),
      store: () => void told.push('store'),
      forget: () => undefined,
      close: () => void told.push('close'),
    };
    const { world, client, socket } = await connected({ cache });
    client.subscribeToJob('a', {});
    await world.settle();
    socket.tell('job.a', opened(1, { reason: 'first' }));
    socket.tell('job.a', event(1, 'job:created:v1', { type: 'mail', priority: 0 }));
    client.close();
    client.close();
    expect(told).toEqual(['store', 'close']);
  });
});

describe('Transports', () => {
  it('give way to the next where they are blocked', async () => {
    const world = new World();
    world.answer = () => new Response(new ReadableStream(), { status: 200 });
    const client = world.client();
    client.connect();
    await world.settle();
    world.socket.shut(1006);
    await world.pass(1);
    expect(client.status()).toMatchObject({ state: 'connected', transport: 'sse' });
    world.happen('offline');
    client.retryNow();
    await world.pass(1);
    expect(world.sockets).toHaveLength(1);
    client.close();
  });

  it('that say nothing at all give way, too', async () => {
    const world = new World();
    world.answer = () => new Response(new ReadableStream(), { status: 200 });
    const client = world.client();
    client.connect();
    await world.pass(8001);
    expect(client.status()).toMatchObject({ state: 'connected', transport: 'sse' });
    client.close();
  });

  it('on which the service has answered are not blocked', async () => {
    const world = new World();
    const client = world.client();
    client.connect();
    await world.settle();
    world.socket.shut(4429);
    await world.pass(1);
    expect(world.calls).toEqual([]);
    expect(client.status().state).toBe('reconnecting');
    client.close();
  });

  it('that cannot even be made are failures like others', async () => {
    const world = new World();
    world.onSocket = () => {
      throw new Error('mixed content');
    };
    const client = world.client({ transports: ['websocket'] });
    client.connect();
    await world.settle();
    expect(client.status()).toMatchObject({ state: 'reconnecting', reason: 'Error: mixed content' });
    client.close();
  });
});

describe('Frames', () => {
  it('go out no faster than the service takes them', async () => {
    const world = new World();
    const client = world.client({ transports: ['websocket'] });
    Array.from({ length: 150 }, (_, index) => client.subscribeToJob(`j${index}`, {}));
    await world.settle();
    const { socket } = world;
    const times: number[] = [];
    socket.onSent = () => times.push(world.now());
    await letIn(world);
    await world.pass(4000);
    expect(times).toHaveLength(151);
    times.forEach((time) => expect(times.filter((other) => other >= time && other < time + 1000).length).toBeLessThanOrEqual(80));
    client.close();
  });

  it('of which one was dropped make the connection begin anew', async () => {
    const { client, socket } = await connected();
    socket.say({ type: 'err', failureCode: 429, failureType: 'RECIPIENT_FAILURE', message: 'rate_limited' });
    expect(client.status()).toMatchObject({ state: 'reconnecting', reason: 'rate limited' });
    client.close();
  });

  it('that are none are passed over', async () => {
    const { client, socket } = await connected();
    for (const frame of ['', 'null', '1', '[]', '{', '{"type":5}', '{"type":"rec"}', '{"type":"rec","address":"user","body":null}', '{"type":"rec","address":"user","body":7}']) {
      socket.say(frame);
    }
    socket.onmessage!({ data: new ArrayBuffer(3) });
    expect(client.status().state).toBe('connected');
    client.close();
  });
});

describe('A client', () => {
  it('needs a token, and the url of the service', () => {
    const world = new World();
    expect(() => world.client({ url: 'nonsense' })).toThrow(TypeError);
    world.origin = undefined;
    expect(() => world.client()).toThrow(TypeError);
  });

  it('works without any storage', async () => {
    const world = new World();
    const fail = (): never => {
      throw new DOMException('forbidden', 'SecurityError');
    };
    world.storage = { getItem: fail, setItem: fail, removeItem: fail };
    const { client } = await connected({}, world);
    expect(client.status().state).toBe('connected');
    client.close();
  });
});
