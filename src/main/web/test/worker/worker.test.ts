// A worker in a world whose time passes when a test says so, at a desk that behaves as the service does.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AttemptOver, createWorker, JobError, publishJobComplete, publishJobError, publishModelChunk, publishModelComplete } from '../../worker/index.js';
import { Seam } from '../../worker/seam.js';
import type { Handler, JobContext, JobWorker, WorkerOptions } from '../../worker/types.js';
import { createWorker as createIn } from '../../worker/worker.js';
import { problem } from '../client/service.js';
import { World } from '../client/world.js';
import { Desk, LEASE_MS, TRACE } from './desk.js';

let world: World;
let desk: Desk;
let worker: JobWorker;
let told: unknown[];

beforeEach(() => {
  world = new World();
  desk = new Desk(world);
  told = [];
});

afterEach(async () => {
  const stopped = worker?.stop();
  await world.pass(60_000);
  await stopped;
  // The answers to claims that were hung up come at their own time.
  await world.pass(60_000);
  expect(world.timers).toBe(0);
});

function work(handler: Handler, options: Partial<WorkerOptions> = {}): void {
  const given = { url: world.origin!, handlers: { t: handler }, drainOn: [], onError: (failure: unknown) => told.push(failure), ...options };
  worker = createIn(options.getToken ? given : { token: 'token-1', ...given }, world);
}

/** A handler that a test leads by the hand. */
function led(): { readonly handler: Handler; readonly job: () => JobContext; end: (result?: any) => void } {
  let context: JobContext | undefined;
  const lead = {
    handler: (job: JobContext) => ((context = job), new Promise<void>((resolve) => (lead.end = resolve))),
    job: () => context!,
    end: (): void => undefined,
  };
  return lead;
}

describe('What a handler is told', () => {
  it('is what the claim says', async () => {
    desk.add('a');
    const { handler, job, end } = led();
    work(handler);
    await world.pass(1000);
    expect(job()).toMatchObject({ jobId: 'a', userId: 'ada', type: 't', attempt: 1, attemptKey: 'a.e.1', traceparent: TRACE });
    end();
  });
});

describe('What a handler tells', () => {
  it('is numbered from 1, and what waited while a request was under way goes out together', async () => {
    const row = desk.add('a');
    work(async (job) => {
      for (let i = 0; i < 120; i++) {
        void job.chunk(`${i} `);
      }
      await job.saveCheckpoint({ at: 120 }, 'half');
      await job.progress(250, 'Counting');
      await job.task('Count', 'done', 100);
      return { n: 120 };
    });
    await world.pass(1000);
    expect(desk.steps('events').map(({ first, events }) => [first, events.length])).toEqual([[1, 50], [51, 50], [101, 20], [122, 1], [123, 1]]);
    expect(desk.steps('checkpoint')).toEqual([{ lease: 'lease-1', first: 121, data: { at: 120 }, label: 'half' }]);
    expect(desk.steps('complete')).toEqual([{ lease: 'lease-1', first: 124, result: { n: 120 } }]);
    expect(row.output).toBe(Array.from({ length: 120 }, (_, i) => `${i} `).join(''));
    expect(row.events[7]).toEqual({ type: 'model:chunk:v1', data: { text: '7 ', index: 7 } });
    expect(row.events[120]).toEqual({ type: 'job:progress:v1', data: { percent: 100, step: 'Counting' } });
    expect(row.state).toBe('completed');
  });

  it('stays below the size of a request', async () => {
    desk.add('a');
    work(async (job) => {
      await Promise.all(Array.from({ length: 40 }, () => job.chunk('é'.repeat(15_000))));
    });
    await world.pass(1000);
    const sizes = desk.steps('events').map((body) => Buffer.byteLength(JSON.stringify(body)));
    expect(sizes.length).toBe(3);
    expect(Math.max(...sizes)).toBeLessThan(600 * 1024);
  });

  it('is as it was when it was told, whatever becomes of the object', async () => {
    const row = desk.add('a');
    work(async (job) => {
      const data = { n: 1 };
      void job.event('x:own:v1', data);
      data.n = 2;
    });
    await world.pass(1000);
    expect(row.events).toEqual([{ type: 'x:own:v1', data: { n: 1 } }]);
  });

  it('can be told by functions, of which two end the job', async () => {
    const [one, two] = [desk.add('one'), desk.add('two')];
    work(async (job) => {
      await publishModelChunk(job, { text: 'Hé', total: 1 });
      await publishModelComplete(job, { model: 'm', tokens: {}, firstTokenMs: 1, durationMs: 2 });
      await (job.jobId === 'one' ? publishJobComplete(job, 'mine') : publishJobError(job, { code: 'mine', message: 'No.', retryable: false }));
      await expect(job.chunk('too late')).rejects.toMatchObject({ code: 'ended' });
      expect(job.signal.aborted).toBe(false);
      return 'ignored';
    });
    await world.pass(1000);
    expect(one.events).toEqual([
      { type: 'model:chunk:v1', data: { text: 'Hé', index: 0, total: 1 } },
      { type: 'model:complete:v1', data: { model: 'm', tokens: {}, firstTokenMs: 1, durationMs: 2 } },
    ]);
    expect([one.end, two.end]).toEqual(['mine', { code: 'mine', message: 'No.', retryable: false }]);
    expect(told).toEqual([]);
  });

  it('is cut between characters, and mended where it cannot be', async () => {
    const row = desk.add('a');
    work(async (job) => {
      await job.chunk('a\uD83D');
      await job.chunk('\uDE00b\uD83D');
    });
    await world.pass(1000);
    expect(row.events.map(({ data }) => data.text)).toEqual(['a', '😀b', '\uFFFD']);
    const seam = new Seam();
    expect([seam.next('\uD83D'), seam.next('x\uDE00'), seam.rest()]).toEqual(['', '\uFFFDx\uFFFD', '']);
  });

  it('does not pile up without an end', async () => {
    const row = desk.add('a');
    const lead = led();
    work(lead.handler);
    await world.pass(100);
    const text = 'x'.repeat(60_000);
    for (let i = 0; i < 200; i++) {
      void lead.job().chunk(text);
    }
    await world.pass(1000);
    expect(row.end).toEqual({ code: 'too_large', message: 'Too many writes are waiting: await them.', retryable: false });
    expect(lead.job().signal.reason).toMatchObject({ code: 'too_large' });
    lead.end();
  });
});

describe('A request without an answer', () => {
  /** On the way there, or back; or it comes twice, and late. */
  function trouble(seed: number): void {
    const { random } = new World(seed);
    world.answer = async (url, init) => {
      const roll = random();
      if (roll < 0.15) {
        throw new TypeError('lost on the way there');
      }
      const answer = await desk.take(url, init);
      if (roll < 0.3) {
        throw new TypeError('lost on the way back');
      }
      if (roll < 0.4) {
        return problem(503, 'unavailable', { 'Retry-After': '1' });
      }
      if (roll < 0.5) {
        await desk.take(url, { ...init, signal: null });
      }
      return answer;
    };
  }

  it.each(Array.from({ length: 60 }, (_, i) => i + 1))('is sent again as it was, and nothing doubles or is lost (seed %i)', async (seed) => {
    trouble(seed);
    const rows = ['a', 'b', 'c'].map((id) => desk.add(id));
    work(async (job) => {
      let { i } = (job.checkpoint ?? { i: 0 }) as { i: number };
      for (; i < 30; i++) {
        const written = job.chunk(`${i} `);
        await (i % 4 === 0 && written);
        await (i % 7 === 0 && job.saveCheckpoint({ i: i + 1 }));
      }
      return 'done';
    }, { concurrency: 2 });
    await world.pass(300_000);
    const whole = Array.from({ length: 30 }, (_, i) => `${i} `).join('');
    expect(rows.map(({ output, end }) => [output, end])).toEqual(rows.map(() => [whole, 'done']));
  });

  it('is given up when one that was sent after the lease was over has failed too', async () => {
    desk.add('a');
    const lead = led();
    work(lead.handler);
    await world.pass(100);
    const away = world.now();
    world.answer = () => Promise.reject(new TypeError('no network'));
    const chunk = lead.job().chunk('x');
    await world.pass(LEASE_MS - 200);
    expect(lead.job().signal.aborted).toBe(false);
    await world.pass(LEASE_MS / 5 + 700);
    expect(lead.job().signal.reason).toBeInstanceOf(AttemptOver);
    expect(lead.job().signal.reason.code).toBe('lease_lost');
    await expect(chunk).rejects.toBe(lead.job().signal.reason);
    expect(world.calls.filter(({ path }) => path.endsWith('/events')).length).toBeGreaterThan(5);
    expect(world.now() - away).toBeGreaterThan(LEASE_MS);
    lead.end();
  });

  it('that hangs is cut off, and sent again', async () => {
    const row = desk.add('a');
    let hung = 0;
    world.answer = (url, init) =>
      url.endsWith('/events') && hung++ === 0
        ? new Promise((_, reject) => init.signal!.addEventListener('abort', () => reject(new DOMException('aborted', 'AbortError'))))
        : desk.take(url, init);
    work((job) => job.chunk('x'));
    await world.pass(LEASE_MS / 3 + 1000);
    expect(row).toMatchObject({ output: 'x', state: 'completed' });
  });

  it('is none of a token that is refused: another one is fetched, once for all who wait', async () => {
    const rows = ['a', 'b'].map((id) => desk.add(id));
    const asked: (string | undefined)[] = [];
    const getToken = (refused?: string) => (asked.push(refused), `token-${asked.length}`);
    world.answer = (url, init) =>
      new Headers(init.headers).get('Authorization') === 'Bearer token-1' && url.includes('/jobs/') ? problem(401, 'unauthorized') : desk.take(url, init);
    work((job) => job.chunk('x'), { getToken, concurrency: 2 });
    await world.pass(1000);
    expect(asked).toEqual([undefined, 'token-1']);
    expect(rows.map(({ state }) => state)).toEqual(['completed', 'completed']);
  });
});

describe('An attempt that is over', () => {
  it.each(['lease_lost', 'job_cancelled'] as const)('by %s is told so within half a second, also when it tells nothing', async (code) => {
    desk.add('a');
    const lead = led();
    work(lead.handler);
    await world.pass(5_000);
    desk.takeAway('a', code === 'lease_lost' ? 'running' : 'cancelled');
    await world.pass(510);
    expect(lead.job().signal.reason).toMatchObject({ code });
    await expect(lead.job().chunk('x')).rejects.toMatchObject({ code: 'ended' });
    await expect(lead.job().signals.next()).rejects.toMatchObject({ code });
    const asked = desk.asked.length;
    lead.end('whatever');
    const next = desk.add('b');
    await world.pass(1000);
    expect(desk.asked.slice(asked).filter(({ body }) => body.lease === 'lease-1')).toEqual([]);
    expect(next.state).toBe('running');
    expect(told).toEqual([]);
  });

  it('because the service has lost writes hands the job back, and says so', async () => {
    const row = desk.add('a');
    const lead = led();
    work(lead.handler);
    await world.pass(100);
    await Promise.all([lead.job().chunk('x'), world.pass(100)]);
    row.next = 1;
    void lead.job().chunk('y');
    await world.pass(100);
    expect(lead.job().signal.reason).toMatchObject({ code: 'events_missing' });
    expect(desk.steps('release')).toEqual([{ lease: 'lease-1', first: 1 }]);
    expect(told).toEqual([lead.job().signal.reason]);
    lead.end();
  });

  it.each([[413, 'too_large', 'events', 'too_large'], [422, 'invalid', 'events', 'invalid'], [413, 'too_large', 'complete', 'result_too_large']] as const)(
    'by %i %s of %s fails its job for good, and is not tried again',
    async (status, code, step, failedAs) => {
      const row = desk.add('a');
      desk.refuse = (asked) => (asked === step ? problem(status, code) : undefined);
      work(async (job) => void (await job.chunk('x').catch(() => undefined)));
      await world.pass(30_000);
      expect(row.end).toEqual({ code: failedAs, message: code, retryable: false });
      expect(desk.steps(step).length).toBe(1);
      expect(told).toMatchObject([{ code }]);
    },
  );
});

describe('A handler', () => {
  it.each([
    ['says how it failed', () => { throw new JobError('no_page', 'There is no page.', { retryable: false }); }, { code: 'no_page', message: 'There is no page.', retryable: false }, 0],
    ['throws anything', () => { throw new Error('password=secret'); }, { code: 'handler_error', message: 'The handler failed; its log names the attempt a.e.1.', retryable: true }, 1],
    ['returns what is no JSON', () => 1n as never, { code: 'result_invalid', message: 'The result is no JSON.', retryable: false }, 0],
    ['tells what is no JSON', (job: JobContext) => job.event('x:own:v1', { n: 1n } as never), { code: 'invalid', message: 'A write is no JSON.', retryable: false }, 0],
  ] as const)('that %s fails its job so', async (_, handler, error, reported) => {
    const row = desk.add('a');
    work(handler as Handler);
    await world.pass(1000);
    expect(row.end).toEqual(error);
    expect(told.length).toBe(reported);
  });

  it('that tells nothing keeps its lease by a heartbeat each half second; one that tells needs none', async () => {
    desk.add('a');
    const lead = led();
    work(lead.handler);
    await world.pass(30_100);
    expect(desk.steps('heartbeat').length).toBe(60);
    for (let i = 0; i < 100; i++) {
      void lead.job().chunk('x');
      await world.pass(100);
    }
    expect(desk.steps('heartbeat').length).toBe(60);
    lead.end();
  });

  it('gets the signals once and in order, however often answers bring them', async () => {
    const row = desk.add('a');
    const heard: string[] = [];
    work(async (job) => {
      for await (const { signalId } of job.signals) {
        heard.push(signalId);
        await job.chunk('.');
      }
      expect(job.signal.reason).toMatchObject({ code: 'job_cancelled' });
    });
    await world.pass(100);
    for (let n = 1; n <= 7; n++) {
      row.signals.push({ n, signalId: `s-${n}`, name: 'hint', payload: null, by: 'ada' });
    }
    await world.pass(3_000);
    expect(heard).toEqual(['s-1', 's-2', 's-3', 's-4', 's-5', 's-6', 's-7']);
    expect(row.seen).toBe(7);
    desk.takeAway('a', 'cancelled');
  });
});

describe('A worker', () => {
  it('takes as many jobs as it has room for, and asks again when one is done', async () => {
    const rows = Array.from({ length: 5 }, (_, i) => desk.add(`job-${i}`));
    const ends: (() => void)[] = [];
    work(() => new Promise<void>((resolve) => ends.push(resolve)), { concurrency: 3 });
    await world.pass(1000);
    expect([worker.running, desk.steps('claim').length]).toEqual([3, 1]);
    ends[1]!();
    await world.pass(1000);
    expect(rows.map(({ state }) => state)).toEqual(['running', 'completed', 'running', 'running', 'created']);
    expect(desk.steps('claim').map(({ max }) => max)).toEqual([3, 1]);
    ends.forEach((end) => end());
    await world.pass(1000);
    ends.forEach((end) => end());
  });

  it('waits longer and longer for a service that is away, and says so', async () => {
    world.answer = () => Promise.reject(new TypeError('no network'));
    work(() => undefined);
    await world.pass(60_000);
    expect(told.length).toBeGreaterThan(8);
    expect(told.length).toBeLessThan(40);
  });

  it('that is to stop tells its handlers, takes no more, and hands back what is not done in time', async () => {
    const [quick, slow] = [desk.add('quick'), desk.add('slow')];
    const jobs: JobContext[] = [];
    work(async (job) => {
      jobs.push(job);
      await new Promise((resolve) => job.draining.addEventListener('abort', resolve));
      await job.saveCheckpoint(1);
      await (job.jobId === 'slow' && new Promise(() => undefined));
    }, { concurrency: 2, drainMs: 5_000 });
    await world.pass(1000);
    let isClosed = false;
    void worker.closed.then(() => (isClosed = true));
    void worker.stop();
    const late = desk.add('late');
    await world.pass(4_900);
    expect([quick.state, slow.state, late.state, isClosed]).toEqual(['completed', 'running', 'created', false]);
    await world.pass(200);
    expect([slow.state, slow.checkpoint, isClosed]).toEqual(['created', 1, true]);
    expect(jobs[1]!.signal.reason).toMatchObject({ code: 'released' });
  });

  it('that is to stop hands back a job that was on its way already', async () => {
    // The claim is answered at the service, and the answer does not get here.
    world.answer = (url, init) => {
      world.answer = (again, init) => desk.take(again, init);
      void desk.take(url, { ...init, signal: null });
      return new Promise((_, reject) => init.signal!.addEventListener('abort', () => reject(new DOMException('aborted', 'AbortError'))));
    };
    work(() => undefined);
    await world.pass(1000);
    const row = desk.add('a');
    expect(row.state).toBe('running');
    void worker.stop();
    await world.pass(2_000);
    expect(row).toMatchObject({ state: 'created', attempt: 1 });
    expect(desk.steps('release')).toEqual([{ lease: 'lease-1', first: 1 }]);
  });

  it('that could take very many asks for no more than one claim may bring', async () => {
    work(() => undefined, { concurrency: 250 });
    await world.pass(10);
    expect(desk.steps('claim').map(({ max }) => max)).toEqual([100]);
  });

  it('needs a handler for each type, a token, and numbers that make sense', () => {
    const handlers = { t: () => undefined };
    expect(() => createWorker({ url: '', token: 'x', handlers: {} })).toThrow('createWorker needs a handler for each of its types');
    expect(() => createWorker({ url: '', token: 'x', handlers, types: ['u'] })).toThrow('u');
    expect(() => createWorker({ url: '', token: 'x', handlers, concurrency: NaN })).toThrow('concurrency must be a whole number');
    expect(() => createWorker({ url: '', token: 'x', handlers, waitMs: 30_001 })).toThrow('waitMs must be a whole number from 0 to 30000, not 30001');
    expect(() => createWorker({ url: '', handlers })).toThrow('createWorker needs token or getToken');
  });
});
