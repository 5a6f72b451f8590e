// The dashboard in a real browser, on a real service.

import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Browser, Page } from 'playwright-core';
import { another, launch, open, type Watched } from './browser.js';
import { Service } from './service.js';

const ADMIN = ['jobs:read', 'jobs:write', 'admin'];

let service: Service;
let browser: Browser;
let ada: string;
const opened: Watched[] = [];

beforeAll(async () => {
  [service, browser] = await Promise.all([Service.start(), launch()]);
  ada = await service.token({ userId: 'ada', scopes: ADMIN });
});

afterEach(async () => {
  const complaints = opened.flatMap((one) => one.complaints);
  await Promise.all(opened.splice(0).map((one) => one.context.close()));
  expect(complaints).toEqual([]);
});

afterAll(async () => {
  await browser?.close();
  await service?.stop();
});

async function signedIn(token: string, place = '/'): Promise<Watched> {
  const watched = await open(browser, `${service.url}/#token=${token}`);
  opened.push(watched);
  await watched.page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();
  if (place !== '/') {
    await watched.page.goto(`${service.url}/#${place}`);
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
    await page.getByLabel('Type').selectOption('agent-like');
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

  it('asks for another token before the end of the first, and goes on in place', async () => {
    const short = await service.token({ userId: 'ada', scopes: ADMIN, ttlSeconds: 8 });
    const jobId = await service.create(ada, agentLike(220, 60));
    const { page } = await signedIn(short, `/jobs/${jobId}`);
    await textLongerThan(page, 50);
    await page.getByRole('alertdialog').waitFor();
    await page.locator('.jw-status-connected').waitFor({ state: 'detached' });
    await page.getByLabel('Token', { exact: true }).fill(await service.token({ userId: 'ada', scopes: ADMIN }));
    await page.getByRole('button', { name: 'Go on' }).click();
    await page.locator('.jw-status-connected').waitFor();
    await seen(page, 'completed');
    await isWhole(page, ada, jobId);
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
