// Every main screen, wide and narrow: pictures for people, and what can be judged without one.

import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Browser, Page, Route } from 'playwright-core';
import { launch, open, type Watched } from './browser.js';
import { layoutFaults } from './layout.js';
import { Service } from './service.js';

const PICTURES = resolve(import.meta.dirname, '../../../../../target/screenshots');
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const SIZES = [
  { width: 1280, height: 900 },
  { width: 390, height: 844 },
];

let service: Service;
let browser: Browser;
let admin: string;

/** Each main screen and where it is, in the states that look different. */
const SCREENS: Record<string, string> = {
  overview: '/',
  jobs: '/jobs',
  'jobs-none': '/jobs?tag=nothing',
  'job-running': '/jobs/report-for-the-board',
  'job-completed': '/jobs/summary-of-the-week',
  'job-failed': '/jobs/import-2026-11',
  'job-unknown': '/jobs/nothing-of-that-name',
  start: '/start',
  queues: '/queues',
  analytics: '/analytics',
  'analytics-month': '/analytics?days=30',
  connection: '/connection',
};
const IN_THE_DARK = ['overview', 'jobs', 'job-running', 'analytics'];

beforeAll(async () => {
  mkdirSync(PICTURES, { recursive: true });
  [service, browser] = await Promise.all([Service.start(), launch()]);
  admin = await service.token({ userId: 'ada', scopes: ['jobs:read', 'jobs:write', 'admin'] });
  const failing = { chunks: 20, failAt: 10, failAttempts: 9, everyMs: 5 };
  const [, completed, failed, cancelled] = await Promise.all([
    service.create(admin, { type: 'agent-like', jobId: 'report-for-the-board', input: { pieces: 1_000, everyMs: 250 }, tags: ['board', 'monthly'] }),
    service.create(admin, { type: 'agent-like', jobId: 'summary-of-the-week', input: { pieces: 30, everyMs: 5 } }),
    service.create(admin, { type: 'load.stream', jobId: 'import-2026-11', input: failing, maxAttempts: 2, backoff: { kind: 'fixed', delayMs: 50 } }),
    service.create(admin, { type: 'load.sleep', jobId: 'never-mind', input: { ms: 600_000 } }),
    service.create(admin, { type: 'load.noop', jobId: 'tomorrow', delayMs: 86_400_000 }),
  ]);
  await service.api(admin, `/api/jobs/${cancelled}/cancel`, { method: 'PATCH', body: '{"reason":"Not needed any more"}' });
  for (const [jobId, state] of [[completed, 'completed'], [failed, 'failed']] as const) {
    while ((await service.state(admin, jobId)) !== state) {
      await new Promise((next) => setTimeout(next, 50));
    }
  }
});

afterAll(async () => {
  await browser?.close();
  await service?.stop();
});

/** As if there were a type with a long name too. */
async function longNamed(route: Route): Promise<void> {
  const response = await route.fetch();
  const summary = (await response.json()) as { types: Record<string, unknown>[] };
  const types = [...summary.types, { ...summary.types[0], type: 'reports.quarterly-summary-for-all-departments' }];
  await route.fulfill({ response, json: { ...summary, types } });
}

/** Each screen as it is, that with the form for a type that says what it takes. */
async function shown(page: Page, name: string): Promise<void> {
  if (name === 'start') {
    await page.locator('select[name=type]').selectOption('load.stream');
    await page.getByLabel('chunks').waitFor();
  }
}

async function picture(page: Page, name: string, width: number): Promise<void> {
  await page.screenshot({ path: join(PICTURES, `${name}-${width}.png`), fullPage: true });
}

async function violations(page: Page): Promise<string[]> {
  await page.evaluate(AXE);
  return page.evaluate(async () => {
    const { axe } = window as unknown as { axe: { run(): Promise<{ violations: { id: string; nodes: { target: unknown[]; failureSummary: string }[] }[] }> } };
    const found = await axe.run();
    return found.violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.target.join(' ')}: ${node.failureSummary}`));
  });
}

async function faults(page: Page, name: string): Promise<string[]> {
  const found = [...(await page.evaluate(layoutFaults)), ...(await violations(page))];
  return found.map((fault) => `${name}: ${fault}`);
}

/** What is asked for has come. */
async function settled(page: Page, name: string): Promise<void> {
  await page.waitForFunction(() => !/Looking…|Counting…/.test(document.body.textContent ?? ''));
  await page.locator('.jw-status-connected').waitFor();
  if (name.startsWith('job-') && name !== 'job-unknown') {
    await page.locator('.timeline li').nth(3).waitFor();
    await page.locator('.facts').first().waitFor();
  }
  if (name === 'connection') {
    await page.locator('.devices li').first().waitFor();
  }
  if (name === 'overview' || name === 'analytics') {
    await page.locator('.figure').first().waitFor();
  }
  if (name === 'overview') {
    // Some seconds of history, so that there is a line to look at.
    await page.waitForFunction(() => (document.querySelector('.chart [role=img] path')?.getAttribute('d') ?? '').split('L').length > 2);
  }
}

describe.each(SIZES)('At $width px', (size) => {
  let watched: Watched;
  let page: Page;

  /** In the open tab: only what is behind the # changes. */
  async function shows(name: string, picturedAs: string): Promise<void> {
    await page.goto(`${service.url}/#${SCREENS[name]}`);
    await settled(page, name);
    await shown(page, name);
    await picture(page, picturedAs, size.width);
    expect([...(await faults(page, picturedAs)), ...watched.complaints]).toEqual([]);
  }

  beforeAll(async () => {
    watched = await open(browser, `${service.url}/`, size);
    page = watched.page;
    await page.getByRole('heading', { name: 'Jobwire' }).waitFor();
  });

  afterAll(async () => {
    await watched?.context.close();
  });

  it('signing in is readable, complete and within reach', async () => {
    await picture(page, 'sign-in', size.width);
    expect(await faults(page, 'sign-in')).toEqual([]);
    await page.route(/\/api\/analytics\/summary/, longNamed);
    await page.goto(`${service.url}/#token=${admin}`);
    await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();
    expect(page.url()).not.toContain('token');
  });

  it.each(Object.keys(SCREENS))('%s is too', (name) => shows(name, name));

  it.each(IN_THE_DARK)('%s is too, in the dark', async (name) => {
    await page.emulateMedia({ colorScheme: 'dark' });
    await shows(name, `${name}-dark`);
  });

  it('the question for another token is too', async () => {
    const short = await service.token({ userId: 'ada', ttlSeconds: 50 });
    const other = await open(browser, `${service.url}/#token=${short}`, size);
    await other.page.getByRole('region', { name: 'Your token ends at' }).waitFor();
    await settled(other.page, 'renewal');
    await picture(other.page, 'renewal', size.width);
    expect([...(await faults(other.page, 'renewal')), ...other.complaints]).toEqual([]);
    await other.context.close();
  });
});

describe('By keyboard', () => {
  it('one gets to the content, to a job, and to its buttons', async () => {
    const { page, context } = await open(browser, `${service.url}/#token=${admin}`);
    await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Skip to the content');
    await page.keyboard.press('Enter');
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('main');
    await page.getByRole('link', { name: 'report-for-the-board' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: 'report-for-the-board' }).waitFor();
    await page.getByRole('button', { name: 'Cancel' }).waitFor();
    for (let i = 0; i < 30; i++) {
      await page.keyboard.press('Tab');
      const focused = await page.evaluate(() => {
        const one = document.activeElement as HTMLElement;
        const { outlineStyle, outlineWidth } = getComputedStyle(one);
        return { text: one.textContent, visible: outlineStyle !== 'none' && outlineWidth !== '0px' };
      });
      expect(focused.visible, `the focus on ${focused.text}`).toBe(true);
      if (focused.text === 'Cancel') {
        await context.close();
        return;
      }
    }
    expect.unreachable('The button to cancel was not reached.');
  });
});
