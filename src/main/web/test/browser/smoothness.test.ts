// A fast stream on the page: few renders, no long task, and still every character.

import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Browser, Page } from 'playwright-core';
import { launch, open } from './browser.js';
import { Service } from './service.js';

/** More than any machine shows before the traces are taken; then the job is cancelled. */
const CHUNKS = 60_000;
const LEAST_PER_SECOND = 400;
/** `i:` and as many `x` as make 24, and a space. */
const CHUNK_LENGTH = 25;
const TRACES = 5;
const TRACE_MS = 1_500;
const LONG_TASK_US = 50_000;

interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  readonly dur?: number;
  readonly tdur?: number;
  readonly args?: { readonly name?: string };
}

let service: Service;
let browser: Browser;

beforeAll(async () => {
  [service, browser] = await Promise.all([Service.start(), launch()]);
});

afterAll(async () => {
  await browser?.close();
  await service?.stop();
});

/** How long the longest task of a page took of its thread, in microseconds. */
function longestTask(trace: Buffer): number {
  const { traceEvents } = JSON.parse(trace.toString()) as { traceEvents: TraceEvent[] };
  const mains = new Set(
    traceEvents.filter((one) => one.name === 'thread_name' && one.args?.name === 'CrRendererMain').map((one) => `${one.pid} ${one.tid}`),
  );
  const scripts = traceEvents.filter((one) => ['FunctionCall', 'EvaluateScript', 'RunMicrotasks', 'TimerFire'].includes(one.name));
  return Math.max(0, ...scripts.filter((one) => mains.has(`${one.pid} ${one.tid}`)).map((one) => one.tdur ?? one.dur ?? 0));
}

interface Shown {
  readonly at: number;
  readonly chunks: number;
}

function shown(page: Page): Promise<Shown> {
  return page.evaluate((length) => ({
    at: performance.now(),
    chunks: Math.floor((document.querySelector('.jw-text')?.textContent ?? '').length / length),
  }), CHUNK_LENGTH);
}

/** How many pieces came in a second between two looks. */
function pace(from: Shown, to: Shown): number {
  return (to.chunks - from.chunks) / ((to.at - from.at) / 1000);
}

it('shows 500 pieces of text a second smoothly', async () => {
  const token = await service.token({ userId: 'ada' });
  const jobId = await service.create(token, { type: 'load.stream', input: { chunks: CHUNKS, everyMs: 2, bytes: 24 } });
  const { page, complaints } = await open(browser, `${service.url}/#token=${token}`);
  await page.goto(`${service.url}/#/jobs/${jobId}`);
  await page.locator('.jw-text').waitFor();
  await page.evaluate(() => {
    const counts = { renders: 0, began: performance.now() };
    (window as unknown as { counts: typeof counts }).counts = counts;
    // A render changes the page in one go, and is told of once.
    new MutationObserver(() => counts.renders++).observe(document.querySelector('.jw-text')!, { childList: true, subtree: true, characterData: true });
  });
  const longest: number[] = [];
  const paces: number[] = [];
  const before = await shown(page);
  for (let i = 0; i < TRACES; i++) {
    await browser.startTracing(page, { categories: ['devtools.timeline', 'disabled-by-default-devtools.timeline'] });
    const from = await shown(page);
    await page.waitForTimeout(TRACE_MS);
    paces.push(pace(from, await shown(page)));
    longest.push(longestTask(await browser.stopTracing()));
  }
  const after = await shown(page);
  const perSecond = await page.evaluate(() => {
    const { counts } = window as unknown as { counts: { renders: number; began: number } };
    return counts.renders / ((performance.now() - counts.began) / 1000);
  });
  console.log(`renders a second: ${perSecond.toFixed(1)}; longest tasks, ms: ${longest.map((us) => (us / 1000).toFixed(1)).join(' ')}; pieces a second: ${paces.map((one) => one.toFixed(0)).join(' ')}`);
  // Otherwise there was nothing to be smooth about.
  expect(after.chunks).toBeLessThan(CHUNKS);
  expect(pace(before, after)).toBeGreaterThanOrEqual(LEAST_PER_SECOND);
  paces.forEach((one) => expect(one).toBeGreaterThanOrEqual(LEAST_PER_SECOND));
  expect(perSecond).toBeGreaterThan(1);
  expect(perSecond).toBeLessThanOrEqual(20);
  expect(longest.filter((us) => us <= LONG_TASK_US).length).toBeGreaterThanOrEqual(3);

  await service.api(token, `/api/jobs/${jobId}/cancel`, { method: 'PATCH', body: '{}' });
  await page.locator('.jw-panel .jw-badge-cancelled').waitFor();
  const whole = await service.output(token, jobId);
  expect(await page.locator('.jw-text').evaluate((one) => one.textContent)).toBe(whole);
  expect(complaints).toEqual([]);
});
