// A real headless Chromium, and pages in it that keep account of everything that must not happen.

import chromium from '@sparticuz/chromium';
import { chromium as playwright, type Browser, type BrowserContext, type Page, type WebSocket } from 'playwright-core';

/** What the browser itself says while a server is away, or a network. */
const BROWSERS_OWN = [/^Failed to load resource/, /^WebSocket connection to .* failed/, /net::ERR_/];

export async function launch(): Promise<Browser> {
  return playwright.launch({
    executablePath: process.env.CHROMIUM ?? (await chromium.executablePath()),
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
}

export interface Watched {
  readonly context: BrowserContext;
  readonly page: Page;
  /** Errors on the console, exceptions, and reports of the content security policy. */
  readonly complaints: string[];
  /** Each that was ever opened. */
  readonly sockets: WebSocket[];
}

export async function open(browser: Browser, address: string, size = { width: 1280, height: 900 }): Promise<Watched> {
  const context = await browser.newContext({ viewport: size });
  return watch(context, await context.newPage(), address);
}

export async function another(context: BrowserContext, address: string): Promise<Watched> {
  return watch(context, await context.newPage(), address);
}

async function watch(context: BrowserContext, page: Page, address: string): Promise<Watched> {
  const complaints: string[] = [];
  const sockets: WebSocket[] = [];
  page.on('websocket', (socket) => sockets.push(socket));
  page.on('pageerror', (error) => complaints.push(`exception: ${error.message}`));
  page.on('console', (message) => {
    const text = message.text();
    if (message.type() === 'error' && !BROWSERS_OWN.some((own) => own.test(text))) {
      complaints.push(`console: ${text}`);
    }
  });
  await page.exposeFunction('reportPolicy', (what: string) => complaints.push(`policy: ${what}`));
  await page.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) => {
      (window as unknown as { reportPolicy: (what: string) => void }).reportPolicy(
        `${event.violatedDirective} ${event.blockedURI}`,
      );
    });
  });
  await page.goto(address);
  return { context, page, complaints, sockets };
}
