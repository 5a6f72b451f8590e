// Follows one job with a browser's own EventSource, in a real headless Chromium, and prints each
// event as a line of JSON: what reconnects here is the browser, with the id that it has kept.
import chromium from '@sparticuz/chromium';
import { existsSync } from 'node:fs';
import { chromium as playwright } from 'playwright-core';

const { url, path } = JSON.parse(process.argv[2]);
const types = [
  'stream:open:v1', 'stream:live:v1', 'stream:end:v1', 'stream:snapshot:v1', 'stream:output:v1',
  'job:created:v1', 'job:running:v1', 'job:retrying:v1', 'job:checkpoint:v1', 'model:chunk:v1',
  'job:completed:v1', 'job:cancelled:v1', 'job:failed:v1', 'job:resumed:v1',
];

const executablePath =
  process.env.CHROMIUM && existsSync(process.env.CHROMIUM)
    ? process.env.CHROMIUM
    : await chromium.executablePath();
const browser = await playwright.launch({
  executablePath,
  headless: true,
  args: [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-dev-shm-usage',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ],
});

function say(line) {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

const page = await browser.newPage();
await page.exposeFunction('say', say);
const over = new Promise((resolve) => page.exposeFunction('over', resolve));
await page.goto(`${url}/docs`);
await page.evaluate(
  ([path, types]) => {
    const source = new EventSource(path);
    for (const type of types) {
      source.addEventListener(type, (event) => {
        window.say({ ...JSON.parse(event.data), lastEventId: event.lastEventId });
      });
    }
    source.onerror = () => {
      window.say({ readyState: source.readyState });
      if (source.readyState === EventSource.CLOSED) {
        window.over();
      }
    };
  },
  [path, types],
);
await over;
await browser.close();
process.exit(0);
