// Following jobs: what those who watch are told, in which order, and what they may do meanwhile.
import { describe, expect, it, vi } from 'vitest';
import type { Job, JobView, Jobwire, Lost, Options, ViewCache } from '../../client/types.js';
import { problem } from './service.js';
import { chunk, control, ended, event, live, opened, output, position, snapshot } from './stream.js';
import { World, type Socket } from './world.js';

const FIRST = { reason: 'first' };
const CREATED = event(1, 'job:created:v1', { type: 'mail', priority: 0 });
const RUNNING = event(2, 'job:running:v1', { worker: 'w', keep: 0, steps: [], progress: {}, fromCheckpoint: false });

interface Set {
  readonly world: World;
  readonly client: Jobwire;
  readonly socket: Socket;
}

async function connected(options: Partial<Options> = {}, world = new World()): Promise<Set> {
  const client = world.client({ transports: ['websocket'], ...options });
  client.connect();
  await letIn(world);
  return { world, client, socket: world.socket };
}

async function letIn(world: World): Promise<Socket> {
  await world.settle();
  world.socket.open();
  world.socket.tell('user', opened(0, FIRST));
  world.socket.tell('user', live(0));
  return world.socket;
}

async function again(world: World): Promise<Socket> {
  world.socket.shut(1006);
  await world.pass(11_000);
  return letIn(world);
}

function tell(socket: Socket, ...events: readonly unknown[]): void {
  events.forEach((one) => socket.tell('job.a', one));
}

class MapCache implements ViewCache {
  readonly views = new Map<string, JobView>();
  load = (jobId: string): Promise<JobView | undefined> => Promise.resolve(this.views.get(jobId));
  store = (view: JobView): void => void this.views.set(view.jobId, view);
  forget = (jobId: string): void => void this.views.delete(jobId);
  close = (): void => undefined;
}

describe('Who follows a job', () => {
  it('is told each event at once, and the view once for all that came together', async () => {
    const { world, client, socket } = await connected();
    const onEvent = vi.fn();
    const views: JobView[] = [];
    client.subscribeToJob('a', { onEvent, onView: (view) => views.push(view) });
    await world.settle();
    tell(socket, opened(3, FIRST), CREATED, RUNNING, chunk(3), live(3));
    expect(onEvent.mock.calls.map(([{ type }]) => type)).toEqual([
      'stream:open:v1', 'job:created:v1', 'job:running:v1', 'model:chunk:v1', 'stream:live:v1',
    ]);
    expect(views).toEqual([]);
    await world.pass(0);
    expect(views).toHaveLength(1);
    expect(views[0]).toMatchObject({ state: 'running', output: '3 ', seq: 3, catchingUp: false, ended: false });
    client.close();
  });

  it('gets what comes later exactly once over a loss of the connection', async () => {
    const { world, client, socket } = await connected();
    const seen: (number | undefined)[] = [];
    client.subscribeToJob('a', { onEvent: ({ seq }) => seq && seen.push(seq) });
    await world.settle();
    tell(socket, opened(2, FIRST), CREATED, RUNNING, live(2));
    const next = await again(world);
    expect(next.registered('job.a')).toMatchObject([{ headers: { after: position(2) } }]);
    tell(next, opened(4), chunk(3), chunk(4), live(4), chunk(4), chunk(5));
    expect(seen).toEqual([1, 2, 3, 4, 5]);
    client.close();
  });

  it('asks again when something is missing, and hears nothing of what comes before the answer', async () => {
    const { world, client, socket } = await connected();
    const seen: (number | undefined)[] = [];
    client.subscribeToJob('a', { onEvent: ({ seq }) => seq && seen.push(seq) });
    await world.settle();
    tell(socket, opened(1, FIRST), CREATED, live(1), chunk(3), chunk(2), live(3));
    expect(socket.registered('job.a').map(({ headers }) => headers.after)).toEqual([undefined, position(1)]);
    tell(socket, opened(3), chunk(2), chunk(3), live(3));
    expect(seen).toEqual([1, 2, 3]);
    client.close();
  });

  it('asks again at another top than its own, and each time later when that does not help', async () => {
    const { world, client, socket } = await connected();
    client.subscribeToJob('a', {});
    await world.settle();
    tell(socket, opened(1, FIRST), CREATED, live(1), live(2));
    expect(socket.registered('job.a')).toHaveLength(2);
    for (let i = 0; i < 20; i++) {
      tell(socket, opened(1), live(2));
    }
    expect(socket.registered('job.a')).toHaveLength(2);
    await world.pass(1000);
    tell(socket, opened(1), live(2));
    expect(socket.registered('job.a').length).toBeLessThan(5);
    client.close();
  });

  it('asks again when an answer does not come, or stops in the middle', async () => {
    const { world, client, socket } = await connected();
    socket.onSent = ({ type, id }) => type === 'ping' && socket.say({ type: 'pong', id });
    client.subscribeToJob('a', {});
    await world.pass(15_000);
    expect(socket.registered('job.a')).toHaveLength(2);
    tell(socket, opened(9, { mode: 'snapshot', reason: 'first' }), snapshot(9), output('half', 0, false));
    await world.pass(15_000);
    expect(socket.registered('job.a')).toHaveLength(3);
    tell(socket, opened(1, FIRST), CREATED, live(1));
    await world.pass(60_000);
    expect(socket.registered('job.a')).toHaveLength(3);
    client.close();
  });

  it('is told a loss before what takes the place of what was', async () => {
    const { world, client, socket } = await connected();
    const told: string[] = [];
    client.subscribeToJob('a', {
      onLost: ({ reason, missing }: Lost) => told.push(`lost ${reason} ${missing}`),
      onView: ({ output: text, lost }) => told.push(`view ${text} ${lost?.reason}`),
    });
    await world.settle();
    tell(socket, opened(1, FIRST), CREATED, live(1));
    await world.pass(0);
    const next = await again(world);
    tell(next, opened(9, { mode: 'snapshot', reason: 'backlog-truncated', missing: [2, 9] }), snapshot(9), output('all'), live(9));
    await world.pass(0);
    expect(told).toEqual(['view  undefined', 'lost backlog-truncated 2,9', 'view all backlog-truncated']);
    client.close();
  });

  it('is told the end once, and again after a resume', async () => {
    const { world, client, socket } = await connected();
    const onEnd = vi.fn();
    client.subscribeToJob('a', { onEnd });
    await world.settle();
    const done = event(3, 'job:completed:v1', { result: 7, durationMs: 1 });
    tell(socket, opened(3, FIRST), CREATED, RUNNING, done, live(3), ended('completed'));
    expect(onEnd).toHaveBeenCalledTimes(1);
    expect(onEnd.mock.calls[0]![0]).toMatchObject({ state: 'completed', result: 7, ended: true, catchingUp: false });
    const next = await again(world);
    tell(next, opened(3), live(3), ended('completed'));
    await world.pass(0);
    expect(onEnd).toHaveBeenCalledTimes(1);
    tell(next, event(4, 'job:resumed:v1', { by: 'anna' }));
    await world.pass(0);
    expect(client.job('a').view().ended).toBe(false);
    tell(next, event(5, 'job:cancelled:v1', { by: 'anna' }), ended('cancelled'));
    expect(onEnd).toHaveBeenCalledTimes(2);
    client.close();
  });

  it('is told each end, also when the job went on and ended in one go', async () => {
    const { world, client, socket } = await connected();
    const onEnd = vi.fn();
    client.subscribeToJob('a', { onEnd });
    await world.settle();
    tell(socket, opened(2, FIRST), CREATED, event(2, 'job:cancelled:v1', { by: 'anna' }), live(2), ended('cancelled'));
    tell(socket, event(3, 'job:resumed:v1', { by: 'anna' }), event(4, 'job:cancelled:v1', { by: 'anna' }), ended('cancelled'));
    const next = await again(world);
    tell(next, opened(6), event(5, 'job:resumed:v1', { by: 'anna' }), event(6, 'job:cancelled:v1', { by: 'anna' }), live(6), ended('cancelled'), ended('cancelled'));
    await world.pass(0);
    expect(onEnd.mock.calls.map(([{ seq }]) => seq)).toEqual([2, 4, 6]);
    client.close();
  });

  it('does not take for the end what does not fit', async () => {
    const { world, client, socket } = await connected();
    const onEnd = vi.fn();
    client.subscribeToJob('a', { onEnd });
    await world.settle();
    tell(socket, opened(2, FIRST), CREATED, RUNNING, live(2), ended('completed'));
    await world.pass(0);
    expect(onEnd).not.toHaveBeenCalled();
    expect(socket.registered('job.a')).toHaveLength(2);
    client.close();
  });

  it.each([404, 403, 422])('is told that it was refused with %i, and is not asked for again', async (failureCode) => {
    const { world, client, socket } = await connected();
    const onError = vi.fn();
    client.subscribeToJob('a', { onError });
    await world.settle();
    socket.say({ type: 'err', address: 'job.a', failureCode, failureType: 'RECIPIENT_FAILURE', message: 'not_found' });
    await world.pass(0);
    expect(onError).toHaveBeenCalledExactlyOnceWith({ status: failureCode, code: 'not_found', title: 'not found' });
    expect(client.job('a').problem()).toMatchObject({ status: failureCode });
    expect(client.job('a').view().catchingUp).toBe(false);
    const late = vi.fn();
    client.subscribeToJob('a', { onError: late });
    await world.pass(0);
    expect(late).toHaveBeenCalledTimes(1);
    const next = await again(world);
    expect(next.registered('job.a')).toEqual([]);
    client.close();
  });

  it.each([503, 429, 500])('comes back by itself after %i', async (failureCode) => {
    const { world, client, socket } = await connected();
    const onError = vi.fn();
    client.subscribeToJob('a', { onError });
    await world.settle();
    socket.say({ type: 'err', address: 'job.a', failureCode, failureType: 'RECIPIENT_FAILURE', message: 'unavailable' });
    await world.pass(999);
    expect(socket.registered('job.a')).toHaveLength(1);
    await world.pass(1000);
    expect(socket.registered('job.a')).toHaveLength(2);
    expect(onError).not.toHaveBeenCalled();
    client.close();
  });

  it('before there is a connection gets another epoch told when it comes to it', async () => {
    const world = new World();
    const cache = new MapCache();
    const first = world.client({ transports: ['websocket'], cache });
    first.subscribeToJob('a', {});
    const socket = await letIn(world);
    tell(socket, opened(2, FIRST), CREATED, RUNNING, live(2));
    first.close();
    const client = world.client({ transports: ['websocket'], cache });
    const onLost = vi.fn();
    client.subscribeToJob('a', { onLost });
    await world.settle();
    expect(client.job('a').view()).toMatchObject({ seq: 2, state: 'running', catchingUp: true });
    const next = await letIn(world);
    expect(next.registered('job.a')).toMatchObject([{ headers: { after: position(2) } }]);
    tell(next, opened(5, { mode: 'snapshot', reason: 'epoch-changed', missing: [1, 5] }, 'e2'), snapshot(5, {}, 'e2'), output('new'), live(5, 'e2'));
    expect(onLost).toHaveBeenCalledExactlyOnceWith({ reason: 'epoch-changed', missing: [1, 5], mode: 'snapshot' });
    expect(client.job('a').view()).toMatchObject({ output: 'new', position: position(5, 'e2'), catchingUp: false });
    client.close();
  });
});

describe('A job that has ended', () => {
  it('is asked for once when the user is told of something newer, however far that is', async () => {
    const { world, client, socket } = await connected();
    client.subscribeToJob('a', {});
    await world.settle();
    const all = [CREATED, event(2, 'job:cancelled:v1', { by: 'anna' }), live(2), ended('cancelled')];
    tell(socket, opened(2, FIRST), ...all);
    socket.tell('user', { ...event(2, 'job:cancelled:v1', { by: 'anna' }), notice: true });
    expect(socket.registered('job.a')).toHaveLength(1);
    socket.tell('user', { ...event(99, 'job:resumed:v1', { by: 'anna' }), notice: true });
    expect(socket.registered('job.a')).toHaveLength(2);
    tell(socket, opened(2), live(2), ended('cancelled'));
    expect(socket.registered('job.a')).toHaveLength(2);
    client.close();
  });

  it('is asked for when the user was told of something newer before the end came', async () => {
    const { world, client, socket } = await connected();
    client.subscribeToJob('a', {});
    await world.settle();
    socket.tell('user', { ...event(3, 'job:resumed:v1', { by: 'anna' }), notice: true });
    tell(socket, opened(2, FIRST), CREATED, event(2, 'job:cancelled:v1', { by: 'anna' }), live(2), ended('cancelled'));
    expect(socket.registered('job.a')).toHaveLength(2);
    client.close();
  });
});

describe('Several who follow one job', () => {
  it('share what is on the wire, which ends a second after the last has left', async () => {
    const { world, client, socket } = await connected();
    const leave = [client.subscribeToJob('a', {}), client.job('a').subscribe(() => undefined)];
    await world.settle();
    expect(socket.registered('job.a')).toHaveLength(1);
    leave[0]!();
    leave[0]!();
    await world.pass(2000);
    leave[1]!();
    await world.pass(999);
    expect(socket.sent.filter(({ type }) => type === 'unregister')).toEqual([]);
    await world.pass(1);
    expect(socket.sent.filter(({ type }) => type === 'unregister')).toEqual([{ type: 'unregister', address: 'job.a' }]);
    client.close();
  });

  it('begin with the view as it is, and then get each event', async () => {
    const { world, client, socket } = await connected();
    client.subscribeToJob('a', {});
    await world.settle();
    tell(socket, opened(2, FIRST), CREATED, RUNNING, live(2));
    await world.pass(0);
    const onView = vi.fn();
    const onEvent = vi.fn();
    client.subscribeToJob('a', { onView, onEvent });
    await world.pass(0);
    expect(onView).toHaveBeenCalledExactlyOnceWith(client.job('a').view());
    tell(socket, chunk(3));
    expect(onEvent).toHaveBeenCalledTimes(1);
    expect(socket.registered('job.a')).toHaveLength(1);
    client.close();
  });

  it('may each begin where they want', async () => {
    const { world, client, socket } = await connected();
    const seen: Record<string, number[]> = { view: [], first: [], second: [] };
    const into = (name: string) => ({ onEvent: ({ seq }: { seq?: number }) => void (seq && seen[name]!.push(seq)) });
    client.subscribeToJob('a', into('view'));
    await world.settle();
    tell(socket, opened(3, FIRST), CREATED, RUNNING, chunk(3), live(3));
    client.subscribeToJob('a', into('first'), { after: '0' });
    client.subscribeToJob('a', into('second'), { after: position(2) });
    await world.settle();
    expect(socket.registered('job.a').map(({ headers }) => headers.after)).toEqual([undefined, undefined, undefined]);
    tell(socket, opened(3, FIRST), CREATED, RUNNING, chunk(3), live(3), chunk(4));
    expect(seen).toEqual({ view: [1, 2, 3, 4], first: [1, 2, 3, 4], second: [3, 4] });
    client.close();
  });

  it('that begin after a position of which nothing is known are told so', async () => {
    const { world, client, socket } = await connected();
    const onLost = vi.fn();
    client.subscribeToJob('a', { onLost }, { after: position(7, 'e0') });
    await world.settle();
    tell(socket, opened(1, FIRST), CREATED, live(1));
    expect(onLost).toHaveBeenCalledExactlyOnceWith({ reason: 'epoch-changed', mode: 'snapshot' });
    client.close();
  });
});

describe('A listener', () => {
  it('that throws stops nobody, and is reported', async () => {
    const { world, client, socket } = await connected();
    const failure = new Error('mine');
    const fail = (): never => {
      throw failure;
    };
    const all = { onEvent: vi.fn(), onView: vi.fn(), onLost: vi.fn(), onEnd: vi.fn() };
    client.subscribeToJob('a', { onEvent: fail, onView: fail, onLost: fail, onEnd: fail });
    client.job('a').subscribe(fail);
    client.subscribeToJob('a', all);
    client.onConnectionStatusChange(fail);
    client.on('disconnected', fail);
    client.on('*', fail);
    const others = [vi.fn(), vi.fn(), vi.fn()];
    client.onConnectionStatusChange(others[0]!);
    client.on('disconnected', others[1]!);
    client.on('tab:update:v1', others[2]!);
    await world.settle();
    tell(
      socket, opened(9, { mode: 'snapshot', reason: 'backlog-truncated' }), snapshot(9, { state: 'failed' }), output('x'), live(9), ended('failed'),
    );
    socket.tell('user', { ...event(1, 'tab:update:v1', { tab: 1 }) });
    await world.pass(0);
    Object.values(all).forEach((called) => expect(called).toHaveBeenCalled());
    socket.shut(1006);
    others.forEach((called) => expect(called).toHaveBeenCalled());
    expect(world.reported.length).toBeGreaterThanOrEqual(8);
    expect(new Set(world.reported)).toEqual(new Set([failure]));
    client.close();
  });

  it('that leaves while a batch is told hears nothing more of it, and takes nothing from the others', async () => {
    const { world, client, socket } = await connected();
    const seen: string[] = [];
    const leaves: (() => void)[] = [];
    leaves.push(
      client.subscribeToJob('a', {
        onEvent: ({ seq }) => {
          seen.push(`one ${seq}`);
          if (seq === 2) {
            leaves.forEach((leave) => leave());
          }
        },
      }),
      client.subscribeToJob('a', { onEvent: ({ seq }) => seen.push(`two ${seq}`) }),
    );
    client.subscribeToJob('a', { onEvent: ({ seq }) => seen.push(`three ${seq}`) });
    await world.settle();
    tell(socket, opened(3, FIRST), CREATED, RUNNING, chunk(3));
    expect(seen.filter((one) => !one.endsWith('undefined'))).toEqual([
      'one 1', 'two 1', 'three 1', 'one 2', 'three 2', 'three 3',
    ]);
    await world.pass(0);
    client.close();
  });

  it('of anything else that leaves takes its leave at once, too', async () => {
    const { world, client, socket } = await connected();
    const other = vi.fn();
    const leaves: (() => void)[] = [];
    const leave = () => leaves.forEach((one) => one());
    client.on('tab:update:v1', leave);
    client.job('a').subscribe(leave);
    client.onConnectionStatusChange(leave);
    leaves.push(client.on('tab:update:v1', other), client.job('a').subscribe(other), client.onConnectionStatusChange(other));
    socket.tell('user', event(1, 'tab:update:v1', { tab: 1 }));
    await world.settle();
    tell(socket, opened(1, FIRST), CREATED, live(1));
    await world.pass(0);
    socket.shut(1006);
    expect(other).not.toHaveBeenCalled();
    client.close();
  });

  it.each(['onEvent', 'onView', 'onLost', 'onEnd'] as const)('that closes the client in %s ends everything there and then', async (name) => {
    const { world, client, socket } = await connected();
    const other = vi.fn();
    client.subscribeToJob('a', { [name]: () => client.close() });
    client.subscribeToJob('a', { [name]: other });
    await world.settle();
    tell(socket, opened(9, { mode: 'snapshot', reason: 'backlog-truncated' }), snapshot(9, { state: 'failed' }), output('x'), live(9), ended('failed'));
    await world.pass(100);
    expect(client.status().state).toBe('closed');
    expect(other).not.toHaveBeenCalled();
    expect([world.timers, world.ears, world.reported]).toEqual([0, 0, []]);
  });

  it('may follow more, and leave, while it is told', async () => {
    const { world, client, socket } = await connected();
    const seen: string[] = [];
    client.subscribeToJob('a', {
      onEvent: ({ seq }) => {
        if (seq === 1) {
          client.subscribeToJob('a', { onEvent: (one) => one.seq && seen.push(`a ${one.seq}`) });
          client.subscribeToJob('a', { onEvent: (one) => one.seq && seen.push(`all ${one.seq}`) }, { after: '0' });
          client.subscribeToJob('b', {});
        }
      },
    });
    await world.settle();
    tell(socket, opened(2, FIRST), CREATED, RUNNING);
    await world.settle();
    expect(socket.registered('job.b')).toHaveLength(1);
    tell(socket, opened(2, FIRST), CREATED, RUNNING, live(2));
    expect(seen.toSorted()).toEqual(['a 2', 'all 1', 'all 2']);
    client.close();
  });

  it('of the status may close, and the others are told how it is then, once', async () => {
    const world = new World();
    const client = world.client({ transports: ['websocket'] });
    const told: string[] = [];
    client.onConnectionStatusChange(({ state }) => state === 'connected' && client.close());
    client.onConnectionStatusChange(({ state }) => told.push(state));
    client.on('connected', () => told.push('on connected'));
    client.on('disconnected', () => told.push('on disconnected'));
    client.connect();
    await letIn(world);
    expect(told).toEqual(['connecting', 'on connected', 'on disconnected', 'closed']);
    expect([world.timers, world.ears]).toEqual([0, 0]);
  });

  it('of a connection that comes may close it, and the others hear it in order', async () => {
    const world = new World();
    const client = world.client({ transports: ['websocket'] });
    const told: string[] = [];
    client.on('connected', () => client.close());
    client.on('connected', () => told.push('connected'));
    client.on('disconnected', () => told.push('disconnected'));
    client.onConnectionStatusChange(({ state }) => told.push(state));
    client.connect();
    await letIn(world);
    expect(told).toEqual(['connecting', 'closed', 'connected', 'disconnected']);
  });
});

describe('A store', () => {
  it('is the same object while anybody listens, and gives the same view until something changes', async () => {
    const { world, client, socket } = await connected();
    const store = client.job('a');
    const told = vi.fn();
    store.subscribe(told);
    await world.settle();
    tell(socket, opened(1, FIRST), CREATED, live(1));
    await world.pass(0);
    expect(client.job('a')).toBe(store);
    const view = store.view();
    tell(socket, live(1));
    await world.pass(10);
    expect(store.view()).toBe(view);
    expect(told).toHaveBeenCalledTimes(1);
    client.close();
  });

  it('that nobody has listened to is let go, and good for coming back', async () => {
    const { world, client, socket } = await connected();
    const store = client.job('a');
    await world.pass(1000);
    expect(client.job('a')).not.toBe(store);
    expect(socket.registered('job.a')).toEqual([]);
    await world.pass(1000);
    store.subscribe(() => undefined);
    await world.settle();
    expect(socket.registered('job.a')).toHaveLength(1);
    tell(socket, opened(1, FIRST), CREATED, live(1));
    expect(store.view()).toMatchObject({ seq: 1, state: 'created' });
    expect(client.job('a').view()).toBe(store.view());
    client.close();
  });
});

describe('A view out of the cache', () => {
  const kept = async (): Promise<{ world: World; cache: MapCache }> => {
    const cache = new MapCache();
    const { world, client, socket } = await connected({ cache });
    client.subscribeToJob('a', { onEvent: () => undefined });
    await world.settle();
    tell(socket, opened(3, FIRST), CREATED, RUNNING, chunk(3), live(3));
    client.close();
    return { world, cache };
  };

  it('is shown at once after a reload, then what really is', async () => {
    const { world, cache } = await kept();
    const client = world.client({ transports: ['websocket'], cache });
    const views: JobView[] = [];
    const seen: number[] = [];
    client.subscribeToJob('a', { onView: (view) => views.push(view), onEvent: ({ seq }) => void (seq && seen.push(seq)) });
    await world.pass(0);
    expect(views).toMatchObject([{ output: '3 ', seq: 3, catchingUp: true, ended: false }]);
    const socket = await letIn(world);
    expect(socket.registered('job.a')).toMatchObject([{ headers: { after: position(3) } }]);
    tell(socket, opened(4), chunk(4), live(4));
    await world.pass(0);
    expect(views.at(-1)).toMatchObject({ output: '3 4 ', catchingUp: false });
    expect(seen).toEqual([4]);
    client.close();
  });

  it('is needed to go on from a position: without it all is asked for', async () => {
    const { world } = await kept();
    const client = world.client({ transports: ['websocket'], cache: new MapCache() });
    client.subscribeToJob('a', {});
    expect((await letIn(world)).registered('job.a')).toMatchObject([{ headers: {} }]);
    expect(world.socket.registered('job.a')[0]!['headers'].after).toBeUndefined();
    client.close();
  });

  it('is not needed to be told each event once over a reload', async () => {
    const { world } = await kept();
    const client = world.client({ transports: ['websocket'] });
    const seen: number[] = [];
    const lost: Lost[] = [];
    client.subscribeToJob('a', { onEvent: ({ seq }) => void (seq && seen.push(seq)), onLost: (one) => lost.push(one) });
    const socket = await letIn(world);
    tell(socket, opened(4, FIRST), CREATED, RUNNING, chunk(3), chunk(4), live(4));
    await world.pass(0);
    expect(client.job('a').view()).toMatchObject({ output: '3 4 ', seq: 4 });
    expect(seen).toEqual([4]);
    expect(lost).toEqual([]);
    const all: number[] = [];
    client.subscribeToJob('a', { onEvent: ({ seq }) => void (seq && all.push(seq)) }, { after: '0' });
    await world.pass(0);
    tell(socket, opened(4, FIRST), CREATED, RUNNING, chunk(3), chunk(4), live(4));
    expect(all).toEqual([1, 2, 3, 4]);
    expect(seen).toEqual([4]);
    client.close();
  });

  it('is taken away when the service refuses it', async () => {
    const { world, cache } = await kept();
    const client = world.client({ transports: ['websocket'], cache });
    client.subscribeToJob('a', {});
    const socket = await letIn(world);
    expect(client.job('a').view().output).toBe('3 ');
    socket.say({ type: 'err', address: 'job.a', failureCode: 404, failureType: 'RECIPIENT_FAILURE', message: 'not_found' });
    expect(client.job('a').view()).toMatchObject({ output: '', state: undefined });
    expect(cache.views.size).toBe(0);
    client.close();
  });

  it('that cannot be had holds nothing up', async () => {
    const cache = new MapCache();
    cache.load = () => Promise.reject(new Error('no database'));
    cache.store = () => {
      throw new Error('no database');
    };
    const { world, client, socket } = await connected({ cache });
    client.subscribeToJob('a', {});
    await world.settle();
    expect(socket.registered('job.a')).toHaveLength(1);
    client.close();
  });

  it('is kept now and then, when the page is put away, and at the end', async () => {
    const cache = new MapCache();
    const { world, client, socket } = await connected({ cache });
    client.subscribeToJob('a', {});
    await world.settle();
    tell(socket, opened(2, FIRST), CREATED, RUNNING, live(2));
    await world.pass(5000);
    expect(cache.views.get('a')?.seq).toBe(2);
    tell(socket, chunk(3));
    world.happen('hidden');
    expect(cache.views.get('a')?.seq).toBe(3);
    tell(socket, event(4, 'job:completed:v1', { result: 1, durationMs: 1 }), ended('completed'));
    expect(cache.views.get('a')).toMatchObject({ seq: 4, ended: true });
    client.close();
  });
});

describe('How far an earlier page was told', () => {
  const numbers = (seen: number[]) => ({ onEvent: ({ seq }: { seq?: number }) => void (seq && seen.push(seq)) });

  /** What is left by a page on which this was done. */
  const page = async (world: World, follow: (client: Jobwire) => void, ...events: readonly unknown[]): Promise<void> => {
    const client = world.client({ transports: ['websocket'] });
    follow(client);
    client.connect();
    tell(await letIn(world), ...events);
    await world.pass(0);
    client.close();
  };

  it('says nothing to who comes after somebody who was told nothing', async () => {
    const { world, client, socket } = await connected();
    const leave = client.job('a').subscribe(() => undefined);
    await world.settle();
    tell(socket, opened(2, FIRST), CREATED, RUNNING, live(2));
    leave();
    await world.pass(2000);
    const seen: number[] = [];
    client.subscribeToJob('a', numbers(seen));
    await world.settle();
    expect(socket.registered('job.a').at(-1)!['headers']).toEqual({});
    tell(socket, opened(2, FIRST), CREATED, RUNNING, live(2));
    expect(seen).toEqual([1, 2]);
    client.close();
  });

  it('is what those were told who came without a place, and wanted events', async () => {
    const world = new World();
    const follow = (client: Jobwire) => {
      client.subscribeToJob('a', { onView: () => undefined, onEnd: () => undefined });
      client.subscribeToJob('a', numbers([]), { after: '0' });
      client.job('a').subscribe(() => undefined);
    };
    await page(world, follow, opened(2, FIRST), CREATED, RUNNING, live(2));
    const seen: number[] = [];
    await page(world, (client) => client.subscribeToJob('a', numbers(seen)), opened(2, FIRST), CREATED, RUNNING, live(2));
    expect(seen).toEqual([1, 2]);
    await page(world, (client) => client.subscribeToJob('a', numbers(seen)), opened(3, FIRST), CREATED, RUNNING, chunk(3), live(3));
    expect(seen).toEqual([1, 2, 3]);
  });

  it('ends where who was told has left, though others go on', async () => {
    const { world, client, socket } = await connected();
    client.job('a').subscribe(() => undefined);
    const leave = client.subscribeToJob('a', numbers([]));
    await world.settle();
    tell(socket, opened(2, FIRST), CREATED, RUNNING, live(2));
    leave();
    tell(socket, chunk(3));
    client.close();
    const seen: number[] = [];
    await page(world, (next) => next.subscribeToJob('a', numbers(seen)), opened(3, FIRST), CREATED, RUNNING, chunk(3), live(3));
    expect(seen).toEqual([3]);
  });

  it('is for who follows the job first, and not for who comes when the view is there', async () => {
    const world = new World();
    await page(world, (client) => client.subscribeToJob('a', numbers([])), opened(2, FIRST), CREATED, RUNNING, live(2));
    const { client, socket } = await connected({}, world);
    const first: number[] = [];
    const leave = client.subscribeToJob('a', numbers(first));
    await world.settle();
    tell(socket, opened(3, FIRST), CREATED, RUNNING, chunk(3), live(3));
    expect(first).toEqual([3]);
    const second: number[] = [];
    const onView = vi.fn();
    const leaveToo = client.subscribeToJob('a', { ...numbers(second), onView });
    await world.pass(0);
    expect(onView).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ seq: 3 }));
    tell(socket, chunk(4));
    expect([first, second]).toEqual([[3, 4], [4]]);
    leave();
    leaveToo();
    await world.pass(2000);
    const third: number[] = [];
    client.subscribeToJob('a', numbers(third));
    await world.settle();
    tell(socket, opened(4, FIRST), CREATED, RUNNING, chunk(3), chunk(4), live(4));
    expect(third).toEqual([1, 2, 3, 4]);
    client.close();
  });

  it('is of one user no matter to another', async () => {
    const world = new World();
    const anna = await connected({ user: 'anna' }, world);
    anna.client.subscribeToJob('a', numbers([]));
    await world.settle();
    anna.socket.tell('user', event(1, 'tab:update:v1', { tab: 1 }));
    tell(anna.socket, opened(1, FIRST), CREATED, live(1));
    anna.client.close();
    const seen: number[] = [];
    const bob = await connected({ user: 'bob' }, world);
    expect(bob.socket.registered('user')[0]!['headers'].after).toBeUndefined();
    bob.client.subscribeToJob('a', numbers(seen));
    await world.settle();
    tell(bob.socket, opened(1, FIRST), CREATED, live(1));
    expect(seen).toEqual([1]);
    bob.client.close();
  });
});

describe("The user's own stream", () => {
  it('is told by type, or as a whole', async () => {
    const { world, client, socket } = await connected();
    const tabs = vi.fn();
    const all = vi.fn();
    client.on('tab:update:v1', tabs);
    const leave = client.on('*', all);
    socket.tell('user', event(1, 'tab:update:v1', { tab: 1 }));
    socket.tell('user', { ...CREATED, jobId: 'z', notice: true });
    socket.tell('user', event(1, 'tab:update:v1', { tab: 1 }));
    expect(tabs).toHaveBeenCalledTimes(1);
    expect(all.mock.calls.map(([{ type }]) => type)).toEqual(['tab:update:v1', 'job:created:v1']);
    leave();
    await world.settle();
    client.close();
  });

  it('goes on where it was after a reload', async () => {
    const { world, client, socket } = await connected();
    socket.tell('user', event(1, 'tab:update:v1', { tab: 1 }));
    client.close();
    const next = world.client({ transports: ['websocket'] });
    next.connect();
    await world.settle();
    world.socket.open();
    expect(world.socket.registered('user')).toMatchObject([{ headers: { after: position(1) } }]);
    next.close();
  });

  it('is not there for a token that is good for jobs only, which is no reason to give up', async () => {
    const world = new World();
    const client = world.client({ transports: ['websocket'] });
    client.subscribeToJob('a', {});
    await world.settle();
    world.socket.open();
    world.socket.say({ type: 'err', address: 'user', failureCode: 403, failureType: 'RECIPIENT_FAILURE', message: 'forbidden' });
    tell(world.socket, opened(1, FIRST), CREATED, live(1));
    expect(client.status().state).toBe('connected');
    await world.pass(5000);
    expect(world.socket.registered('user')).toHaveLength(1);
    expect(client.job('a').view().state).toBe('created');
    client.close();
  });
});

describe('A job that is being created', () => {
  it('is followed once it is there', async () => {
    const { world, client, socket } = await connected();
    let created: (response: Response) => void = () => undefined;
    world.answer = () => new Promise((resolve) => (created = resolve));
    const jobId = client.startSearch('bicycles');
    client.subscribeToJob(jobId, {});
    await world.pass(100);
    expect(socket.registered(`job.${jobId}`)).toEqual([]);
    created(Response.json({ jobId, seq: 1 }, { status: 201 }));
    await world.settle();
    expect(socket.registered(`job.${jobId}`)).toHaveLength(1);
    expect(world.calls).toMatchObject([{ method: 'POST', path: '/api/jobs', body: { type: 'search', query: 'bicycles', jobId } }]);
    client.close();
  });

  it('and cannot be is told to who follows it', async () => {
    const { world, client } = await connected();
    world.answer = () => problem(422, 'unknown_type');
    const onError = vi.fn();
    client.subscribeToJob(client.startSearch('bicycles'), { onError });
    await world.pass(0);
    expect(onError).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ status: 422, code: 'unknown_type' }));
    client.close();
  });

  it('is followed although it was not there before', async () => {
    const { world, client, socket } = await connected();
    client.subscribeToJob('a', {});
    await world.settle();
    socket.say({ type: 'err', address: 'job.a', failureCode: 404, failureType: 'RECIPIENT_FAILURE', message: 'not_found' });
    world.answer = () => Response.json({ jobId: 'a', type: 'mail', seq: 1 } as Partial<Job>, { status: 201 });
    await client.jobs.create({ type: 'mail', jobId: 'a' });
    expect(socket.registered('job.a')).toHaveLength(2);
    expect(client.job('a').problem()).toBeUndefined();
    expect(client.job('a').view().job).toMatchObject({ type: 'mail' });
    client.close();
  });
});

describe('Control events', () => {
  it('of the connection are not told to jobs', async () => {
    const { world, client, socket } = await connected();
    const onEvent = vi.fn();
    client.subscribeToJob('a', { onEvent });
    await world.settle();
    tell(socket, opened(0, FIRST), control('auth:expiring:v1', { expiresAt: 1 }));
    expect(onEvent).toHaveBeenCalledTimes(1);
    client.close();
  });
});

describe('What only the bridge has', () => {
  it('is answered while connected, and refused without a connection', async () => {
    const { world, client, socket } = await connected();
    const asked = client.ask('presence.list');
    const { address, body, replyAddress } = socket.sent.find(({ type }) => type === 'send')!;
    expect({ address, body }).toEqual({ address: 'presence.list', body: {} });
    socket.tell(replyAddress, { devices: [] });
    expect(await asked).toEqual({ devices: [] });
    socket.shut(1006);
    await world.pass(0);
    await expect(client.ask('presence.list')).rejects.toMatchObject({ problem: { code: 'unreachable' } });
    client.close();
  });
});
