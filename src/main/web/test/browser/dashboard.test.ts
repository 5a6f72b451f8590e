// The dashboard in a real browser, on a real service.

import { createHmac } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Browser, Page } from 'playwright-core';
import { another, launch, open, type Watched } from './browser.js';
import { Service, type ServiceOptions } from './service.js';

const ADMIN = ['jobs:read', 'jobs:write', 'admin'];

let service: Service;
let browser: Browser;
let ada: string;
const opened: Watched[] = [];
/** Of single tests. */
const others: Service[] = [];

beforeAll(async () => {
  [service, browser] = await Promise.all([Service.start(), launch()]);
  ada = await service.token({ userId: 'ada', scopes: ADMIN });
});

afterEach(async () => {
  const complaints = opened.flatMap((one) => one.complaints);
  await Promise.all(opened.splice(0).map((one) => one.context.close()));
  await Promise.all(others.splice(0).map((one) => one.stop()));
  expect(complaints).toEqual([]);
});

afterAll(async () => {
  await browser?.close();
  await service?.stop();
});

async function anotherService(options?: ServiceOptions): Promise<Service> {
  const one = await Service.start(options);
  others.push(one);
  return one;
}

async function signedIn(token: string, place = '/', at = service): Promise<Watched> {
  const watched = await open(browser, `${at.url}/#token=${token}`);
  opened.push(watched);
  await watched.page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();
  if (place !== '/') {
    await watched.page.goto(`${at.url}/#${place}`);
  }
  return watched;
}

function output(page: Page): Promise<string> {
  return page.locator('.jw-text').evaluate((one) => one.textContent ?? '');
}

async function seen(page: Page, state: string): Promise<void> {
  await page.locator(`.jw-panel .jw-badge-${state}`).waitFor();
}

async function textLongerThan(page: Page, length: number): Promise<void> {
  await page.waitForFunction((least) => (document.querySelector('.jw-text')?.textContent ?? '').length > least, length);
}

/** The text in the page is the job's output, character for character. */
async function isWhole(page: Page, token: string, jobId: string): Promise<void> {
  const whole = await service.output(token, jobId);
  await page.waitForFunction((length) => (document.querySelector('.jw-text')?.textContent ?? '').length >= length, whole.length);
  expect(await output(page)).toBe(whole);
}

/** The same claims, with another secret. */
function signedAnew(token: string, secret: string): string {
  const signed = token.split('.', 2).join('.');
  return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`;
}

/** How many views the cache of that name keeps. */
function viewsIn(page: Page, name: string): Promise<number> {
  return page.evaluate(async (database) => {
    const done = <T>(request: IDBRequest<T>) =>
      new Promise<T>((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
    const opened = await done(indexedDB.open(database));
    const count = await done(opened.transaction('views').objectStore('views').count());
    opened.close();
    return count;
  }, name);
}

function agentLike(pieces: number, everyMs: number) {
  return { type: 'agent-like', input: { pieces, everyMs } };
}

describe('The dashboard', () => {
  it('takes the token out of the address at once', async () => {
    const { page } = await signedIn(ada);
    expect(page.url()).not.toContain('token');
    expect(await page.evaluate(() => history.length)).toBeLessThanOrEqual(2);
  });

  it('starts a job from the form and shows its steps and its text to the end', async () => {
    const { page } = await signedIn(ada);
    await page.getByRole('link', { name: 'New job' }).click();
    await page.locator('select[name=type]').selectOption('agent-like');
    await page.getByLabel('Input').fill('{"pieces": 30, "everyMs": 40}');
    await page.getByRole('button', { name: 'Start' }).click();
    await page.locator('.jw-step[aria-current="step"]').first().waitFor();
    await textLongerThan(page, 20);
    await seen(page, 'completed');
    const jobId = decodeURIComponent(page.url().split('/jobs/')[1]!);
    expect(await page.locator('.jw-step').allTextContents()).toHaveLength(5);
    await isWhole(page, ada, jobId);
    expect(await page.locator('.jw-text b').count()).toBe(0);
  });

  it('has a field for each thing that a type takes, and says at the field what is wrong with it', async () => {
    const { page } = await signedIn(ada, '/start');
    await page.locator('select[name=type]').selectOption('load.stream');
    const chunks = page.getByLabel('chunks required');
    expect(await chunks.inputValue()).toBe('60');
    await chunks.fill('-1');
    await page.getByLabel('as', { exact: true }).selectOption('event');
    await page.getByRole('button', { name: 'Start' }).click();
    await page.getByRole('alert').getByText('input.chunks: must be at least 0').waitFor();
    const flaw = page.locator('.flaw');
    expect(await flaw.allTextContents()).toEqual(['must be at least 0']);
    expect(await chunks.getAttribute('aria-describedby')).toContain(await flaw.getAttribute('id'));
    expect(await chunks.getAttribute('aria-invalid')).toBe('true');
    await page.getByText('As JSON').click();
    expect(JSON.parse(await page.getByLabel('Input').inputValue())).toEqual({ chunks: -1, bytes: 24, everyMs: 200, as: 'event' });
    await page.getByLabel('Input').fill('{"chunks": 3,');
    await page.getByText('The fields are back').waitFor();
    await page.getByLabel('Input').fill('{"chunks": 3}');
    expect(await chunks.inputValue()).toBe('3');
    await page.getByLabel('bytes').fill('10');
    await page.getByRole('button', { name: 'Start' }).click();
    await seen(page, 'completed');
    expect(await output(page)).toBe('0:xxxxxxxx 1:xxxxxxxx 2:xxxxxxxx ');
  });

  it('goes on after a reload in mid-stream', async () => {
    const jobId = await service.create(ada, agentLike(80, 40));
    const { page } = await signedIn(ada, `/jobs/${jobId}`);
    await textLongerThan(page, 200);
    await page.reload();
    await textLongerThan(page, 400);
    await page.reload();
    await seen(page, 'completed');
    await isWhole(page, ada, jobId);
  });

  it('keeps what was done without a network, and does each of it exactly once', async () => {
    const running = await service.create(ada, agentLike(4_000, 50));
    const { page, context } = await signedIn(ada, `/jobs/${running}`);
    await textLongerThan(page, 50);
    await context.setOffline(true);
    await page.locator('.jw-status-offline, .jw-status-reconnecting').first().waitFor();
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.goto(`${service.url}/#/start`);
    const ids = [`off-${Date.now()}-1`, `off-${Date.now()}-2`];
    for (const id of ids) {
      await page.getByText('More', { exact: true }).click();
      await page.getByLabel('Type').fill('agent-like');
      await page.getByLabel('Id').fill(id);
      await page.getByLabel('Input').fill('{"pieces": 5, "everyMs": 10}');
      await page.getByRole('button', { name: 'Start' }).click();
      await page.getByText(id).waitFor();
      await page.getByText('More', { exact: true }).click();
    }
    await context.setOffline(false);
    await page.locator('.sent .badge.started').nth(1).waitFor();
    expect(await service.state(ada, running)).toBe('cancelled');
    for (const id of ids) {
      const events = (await (await service.api(ada, `/api/jobs/${id}/events?limit=500`)).json()) as { events: { type: string }[] };
      expect(events.events.filter((event) => event.type === 'job:created:v1')).toHaveLength(1);
    }
    const log = (await (await service.api(ada, `/api/jobs/${running}/events?limit=500`)).json()) as { events: { type: string }[] };
    expect(log.events.filter((event) => event.type === 'job:cancelled:v1')).toHaveLength(1);
    await page.goto(`${service.url}/#/jobs/${running}`);
    await seen(page, 'cancelled');
    await isWhole(page, ada, running);
  });

  it('shows the same in a second tab, and nothing of it to a second user', async () => {
    const jobId = await service.create(ada, agentLike(60, 40));
    const first = await signedIn(ada, `/jobs/${jobId}`);
    const second = await another(first.context, `${service.url}/#token=${ada}`);
    opened.push(second);
    await second.page.goto(`${service.url}/#/jobs/${jobId}`);
    const ben = await service.token({ userId: 'ben' });
    const other = await signedIn(ben, `/jobs/${jobId}`);
    await other.page.getByRole('heading', { name: 'There is no such job' }).waitFor();
    await other.page.goto(`${service.url}/#/jobs`);
    await other.page.getByText('You have no jobs yet.').waitFor();
    for (const { page } of [first, second]) {
      await seen(page, 'completed');
      await isWhole(page, ada, jobId);
    }
    expect(await other.page.content()).not.toContain(jobId);
  });

  it('goes on by itself when the service is killed and started again', async () => {
    const jobId = await service.create(ada, agentLike(120, 40));
    const { page } = await signedIn(ada, `/jobs/${jobId}`);
    await textLongerThan(page, 500);
    await service.kill();
    await page.locator('.jw-status-reconnecting').waitFor();
    await page.getByText('goes on').first().waitFor();
    await service.start();
    await page.locator('.jw-status-connected').waitFor();
    await seen(page, 'completed');
    await isWhole(page, ada, jobId);
    expect(await page.locator('.timeline .attempt').count()).toBeGreaterThan(1);
  });

  it('takes a token put into the address of an open tab, and signs its user in', async () => {
    const gus = await service.token({ userId: 'gus' });
    const jobId = await service.create(ada, agentLike(5, 10));
    const { page } = await signedIn(ada, `/jobs/${jobId}`);
    await seen(page, 'completed');
    await page.goto(`${service.url}/#token=${gus}`);
    await page.locator('.who', { hasText: 'gus' }).waitFor();
    await page.getByText('You have no jobs yet.').waitFor();
    expect(page.url()).toBe(`${service.url}/#/`);
    expect(await page.content()).not.toContain(jobId);
  });

  it('asks for another token before the end of the first, and takes it while connected', async () => {
    const short = await service.token({ userId: 'ada', scopes: ADMIN, ttlSeconds: 18 });
    const jobId = await service.create(ada, agentLike(480, 50));
    const { page, sockets } = await signedIn(short, `/jobs/${jobId}`);
    const renewal = page.getByRole('region', { name: 'Your token ends at' });
    await renewal.waitFor();
    expect(await renewal.evaluate((one) => one.contains(document.activeElement))).toBe(false);
    expect(await renewal.getByRole('heading').getByRole('alert').textContent()).toContain('Your token ends at');
    // Longer than the client waits for an answer.
    await page.waitForTimeout(12_000);
    await page.getByLabel('Token', { exact: true }).fill(await service.token({ userId: 'ada', scopes: ADMIN }));
    await page.getByRole('button', { name: 'Go on' }).click();
    await renewal.waitFor({ state: 'detached' });
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('main');
    // Beyond the end of the first.
    await page.waitForTimeout(8_000);
    expect(sockets.map((socket) => socket.isClosed())).toEqual([false]);
    await seen(page, 'completed');
    await isWhole(page, ada, jobId);
  });

  it('goes on in place with another token when the first has ended', async () => {
    const short = await service.token({ userId: 'ada', scopes: ADMIN, ttlSeconds: 8 });
    const jobId = await service.create(ada, agentLike(220, 60));
    const { page } = await signedIn(short, `/jobs/${jobId}`);
    await textLongerThan(page, 50);
    await page.getByRole('region', { name: 'Your token ends at' }).waitFor();
    await page.getByRole('region', { name: 'Your token has ended' }).waitFor();
    await page.locator('.jw-status-connected').waitFor({ state: 'detached' });
    await page.getByLabel('Token', { exact: true }).fill(await service.token({ userId: 'ben' }));
    await page.getByRole('button', { name: 'Go on' }).click();
    await page.getByText('This is a token of ben, and ada is signed in here. Sign out first.').waitFor();
    await page.getByLabel('Token', { exact: true }).fill(await service.token({ userId: 'ada', scopes: ADMIN }));
    await page.getByRole('button', { name: 'Go on' }).click();
    await page.locator('.jw-status-connected').waitFor();
    await seen(page, 'completed');
    await isWhole(page, ada, jobId);
  });

  it('asks for another token when the service does not take the first any more', async () => {
    const own = await anotherService();
    const first = await own.token({ userId: 'ada', scopes: ADMIN });
    const { page } = await signedIn(first, '/', own);
    await own.kill();
    const secret = 'another one, of more than 32 bytes in all';
    await own.start({ JOBWIRE_AUTH_SECRET: secret });
    await page.getByRole('region', { name: 'The service does not take your token any more' }).waitFor();
    await page.getByLabel('Token', { exact: true }).fill(signedAnew(first, secret));
    await page.getByRole('button', { name: 'Go on' }).click();
    await page.getByRole('region', { name: 'The service does not take' }).waitFor({ state: 'detached' });
    await page.locator('.jw-status-connected').waitFor();
  });

  it('leaves nothing of a user to the next one in the same tab', async () => {
    const jobId = await service.create(ada, agentLike(5, 10));
    const { page, context } = await signedIn(ada, `/jobs/${jobId}`);
    await seen(page, 'completed');
    await context.setOffline(true);
    await page.locator('.jw-status-offline, .jw-status-reconnecting').first().waitFor();
    await page.goto(`${service.url}/#/start`);
    const queued = `left-${Date.now()}`;
    await page.getByText('More', { exact: true }).click();
    await page.getByLabel('Type').fill('agent-like');
    await page.getByLabel('Id').fill(queued);
    await page.getByRole('button', { name: 'Start' }).click();
    await page.getByText('waits for the network').waitFor();
    await page.goto(`${service.url}/#/jobs/${jobId}`);
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('heading', { name: 'Sign in with a token' }).waitFor();
    expect(await page.evaluate(() => [location.hash, document.title, sessionStorage.length])).toEqual(['#/', 'Sign in · Jobwire', 0]);
    expect(await viewsIn(page, 'jobwire.ada')).toBe(0);
    await context.setOffline(false);
    const fay = await service.token({ userId: 'fay', scopes: ADMIN });
    await page.getByLabel('Token', { exact: true }).fill(fay);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.locator('.jw-status-connected').waitFor();
    await page.getByText('You have no jobs yet.').waitFor();
    await page.waitForTimeout(1_000);
    for (const token of [ada, fay]) {
      expect((await service.api(token, `/api/jobs/${queued}`)).status).toBe(404);
    }
    const kept = await page.content() + (await page.evaluate(() => JSON.stringify(sessionStorage)));
    expect(kept).not.toContain(jobId);
    expect(kept).not.toContain(queued);
    expect(kept).not.toContain('>ada<');
  });

  it('shows what is kept of a job that has had more events, and says what is not', async () => {
    const own = await anotherService({ defaultBacklog: true });
    const token = await own.token({ userId: 'ada' });
    const jobId = await own.create(token, { type: 'load.stream', input: { chunks: 400, bytes: 24 } });
    while ((await own.state(token, jobId)) !== 'completed') {
      await new Promise((next) => setTimeout(next, 50));
    }
    const { events } = (await (await own.api(token, `/api/jobs/${jobId}/state`)).json()) as { events: { seq: number }[] };
    const first = events[0]!.seq;
    expect(first).toBeGreaterThan(100);
    const { page } = await signedIn(token, `/jobs/${jobId}`, own);
    await page.locator('.timeline .gap', { hasText: `Events 1 to ${first - 1} are not kept any more.` }).waitFor();
    expect(await page.locator('.timeline .gap').count()).toBe(1);
    const lines = page.locator('.timeline li:not(.gap)');
    expect(await lines.first().textContent()).toContain(`${first}–402`);
    expect(await lines.last().textContent()).toContain('403completed');
  });

  it('begins the timeline anew when the service has lost its memory, and says so', async () => {
    const own = await anotherService();
    const secret = 'known to both, and longer than 32 bytes';
    const token = signedAnew(await own.token({ userId: 'ada' }), secret);
    await own.kill();
    await own.start({ JOBWIRE_AUTH_SECRET: secret });
    const job = { type: 'load.stream', jobId: 'again', input: { chunks: 50, bytes: 24 } };
    await own.create(token, job);
    const { page, context } = await signedIn(token, '/jobs/again', own);
    await page.locator('.timeline .number', { hasText: /^53$/ }).waitFor();
    await context.setOffline(true);
    await own.kill();
    await own.start({ JOBWIRE_AUTH_SECRET: secret, JOBWIRE_DATA_FOLDER: './another' });
    await own.create(token, { ...job, input: { chunks: 5, bytes: 24 } });
    await context.setOffline(false);
    await page.locator('.timeline .gap', { hasText: 'begun another history' }).waitFor();
    await page.locator('.timeline li', { hasText: '3–7' }).waitFor();
    expect(await page.locator('.timeline .number').allTextContents()).toEqual(['1', '2', '3–7', '8']);
  });

  it('starts one job where it was clicked twice, also without a network', async () => {
    const hal = await service.token({ userId: 'hal' });
    const { page, context } = await signedIn(hal, '/start');
    // As on a page that is not secure.
    await page.evaluate(() => Reflect.deleteProperty(Crypto.prototype, 'randomUUID'));
    await page.locator('select[name=type]').selectOption('agent-like');
    await page.getByRole('button', { name: 'Start' }).dblclick();
    await page.getByRole('heading', { level: 1, name: /^job-/ }).waitFor();
    await page.goto(`${service.url}/#/start`);
    await page.locator('select[name=type]').selectOption('agent-like');
    await context.setOffline(true);
    await page.locator('.jw-status-offline, .jw-status-reconnecting').first().waitFor();
    await page.getByRole('button', { name: 'Start' }).dblclick();
    await page.getByText('waits for the network').waitFor();
    await context.setOffline(false);
    await page.locator('.sent .badge.started').waitFor();
    expect(await page.locator('.sent li').count()).toBe(1);
    const { jobs } = (await (await service.api(hal, '/api/jobs')).json()) as { jobs: unknown[] };
    expect(jobs).toHaveLength(2);
  });

  it('says that a signal waits, tells after a reload that it was refused, and leaves who is elsewhere there', async () => {
    const over = await service.create(ada, agentLike(5, 10));
    const running = await service.create(ada, agentLike(4_000, 50));
    const { page, context } = await signedIn(ada, `/jobs/${running}`);
    await textLongerThan(page, 20);
    await context.setOffline(true);
    await page.locator('.jw-status-offline, .jw-status-reconnecting').first().waitFor();
    await page.getByLabel('Name').fill('faster');
    await page.getByRole('button', { name: 'Send' }).click();
    await page.getByText('It waits for the network').waitFor();
    expect(await page.locator('form button', { hasText: 'Sending' }).getAttribute('aria-disabled')).toBe('true');
    await page.goto(`${service.url}/#/connection`);
    await page.getByRole('heading', { level: 1, name: 'Connection' }).waitFor();
    await service.api(ada, `/api/jobs/${running}/cancel`, { method: 'PATCH', body: '{}' });
    // After a reload nobody waits for its answer any more.
    await page.route('**/signals', (route) => route.abort());
    await context.setOffline(false);
    await page.reload();
    await page.unroute('**/signals');
    const notice = page.locator('.unsent');
    await notice.getByText(`A signal to ${running}`).waitFor();
    await notice.getByRole('button', { name: 'Dismiss' }).click();
    await notice.waitFor({ state: 'detached' });
    await page.goto(`${service.url}/#/jobs/${over}`);
    await seen(page, 'completed');
    await context.setOffline(true);
    await page.locator('.jw-status-offline, .jw-status-reconnecting').first().waitFor();
    await page.getByRole('button', { name: 'Delete this job' }).click();
    await page.goto(`${service.url}/#/connection`);
    await context.setOffline(false);
    await expect.poll(async () => (await service.api(ada, `/api/jobs/${over}`)).status).toBe(404);
    await page.locator('.jw-status-connected').waitFor();
    await page.waitForTimeout(500);
    expect(page.url()).toContain('#/connection');
  });

  it('tells who is elsewhere by then that a job was not started', async () => {
    const { page, context } = await signedIn(ada);
    await context.setOffline(true);
    await page.locator('.jw-status-offline, .jw-status-reconnecting').first().waitFor();
    await page.goto(`${service.url}/#/start`);
    await page.getByLabel('Type').fill('nobody-does-this');
    await page.getByRole('button', { name: 'Start' }).click();
    await page.getByText('waits for the network').waitFor();
    await page.goto(`${service.url}/#/connection`);
    await context.setOffline(false);
    await page.locator('.unsent [role=alert]', { hasText: 'No worker serves the type nobody-does-this' }).waitFor();
  });

  it('keeps a type that was written before the others were known', async () => {
    const { page } = await signedIn(ada);
    let tell = (): void => {};
    const told = new Promise<void>((resolve) => (tell = resolve));
    await page.route('**/api/types', async (route) => {
      await told;
      await route.continue();
    });
    await page.goto(`${service.url}/#/start`);
    await page.getByLabel('Type').fill('nobody-does-this');
    tell();
    await page.locator('select[name=type]').waitFor();
    expect(await page.getByLabel('Type').inputValue()).toBe('nobody-does-this');
  });

  it('counts the attempts of a job that was resumed', async () => {
    const input = { chunks: 3, failAt: 1, failAttempts: 9 };
    const jobId = await service.create(ada, { type: 'load.stream', input, maxAttempts: 1 });
    await expect.poll(() => service.state(ada, jobId)).toBe('failed');
    const { page } = await signedIn(ada, `/jobs/${jobId}`);
    await page.locator('.facts', { hasText: '1 of 1' }).waitFor();
    await page.getByRole('button', { name: 'Resume' }).click();
    const attempt = page.locator('.facts div', { hasText: 'Attempt' }).locator('dd');
    await expect.poll(() => attempt.textContent()).toBe('2');
  });

  it('lists 300 jobs, live and by what is looked for', async () => {
    const eve = await service.token({ userId: 'eve', scopes: ADMIN });
    const jobs = Array.from({ length: 300 }, (_, i) => ({ type: 'load.noop', jobId: `eve-${i}`, tags: [i % 3 === 0 ? 'third' : 'other'] }));
    await service.api(eve, '/api/jobs/batch', { method: 'POST', body: JSON.stringify({ jobs }) });
    const { page } = await signedIn(eve, '/jobs');
    // Each page is asked for when the one before has come.
    await page.waitForFunction(() => {
      const more = document.querySelector<HTMLButtonElement>('.button.more');
      if (more?.disabled === false) {
        more.click();
      }
      return document.querySelectorAll('.rows.jobs tbody tr').length === 300;
    });
    const id = await service.create(eve, agentLike(5, 20));
    await page.getByRole('link', { name: id }).waitFor();
    await page.locator('tr', { hasText: id }).locator('.badge.completed').waitFor();
    await page.getByLabel('Tag').fill('third');
    await page.getByLabel('Tag').press('Enter');
    await page.waitForFunction(() => document.querySelectorAll('.rows.jobs tbody tr').length === 100);
    expect(page.url()).toContain('tag=third');
    await page.reload();
    await page.waitForFunction(() => document.querySelectorAll('.rows.jobs tbody tr').length === 100);
  });

  it('pauses and resumes a queue', async () => {
    const { page } = await signedIn(ada, '/queues');
    await page.getByRole('button', { name: 'Pause load.sleep' }).click();
    await page.locator('tr', { hasText: 'load.sleep' }).locator('.badge.paused').waitFor();
    await page.getByRole('button', { name: 'Resume load.sleep' }).click();
    await page.getByRole('button', { name: 'Pause load.sleep' }).waitFor();
  });
});
