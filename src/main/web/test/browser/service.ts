// The real jar as a process of its own, which the tests start, kill and start again.

import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { createInterface } from 'node:readline';

const ROOT = resolve(import.meta.dirname, '../../../../..');
const CLASSES = ['target/jobwire.jar', 'target/test-classes', 'src/test/browser'].map((path) => join(ROOT, path));
const PATIENCE_MS = 30_000;

export interface TokenWish {
  readonly userId: string;
  readonly scopes?: readonly string[];
  readonly ttlSeconds?: number;
}

export interface ServiceOptions {
  /** With as many events kept for each job as there are when nobody says anything else; otherwise with all that a test makes. */
  readonly defaultBacklog?: boolean;
}

export class Service {
  #process: ChildProcess | undefined;
  readonly #folder = mkdtempSync(join(tmpdir(), 'jobwire-browser-'));
  readonly #port: number;
  readonly #options: ServiceOptions;

  private constructor(port: number, options: ServiceOptions) {
    this.#port = port;
    this.#options = options;
  }

  static async start(options: ServiceOptions = {}): Promise<Service> {
    const service = new Service(await freePort(), options);
    await service.start();
    return service;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** Again too; then with other settings, if any are given, by the names of their variables. */
  async start(settings: Readonly<Record<string, string>> = {}): Promise<void> {
    const backlog = { JOBWIRE_BACKLOG_EVENTS: '20000', JOBWIRE_BACKLOG_BYTES: String(16 << 20) };
    const child = spawn('java', ['-Xmx512m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-cp', CLASSES.join(delimiter), 'io.jobwire.Jobwire'], {
      cwd: this.#folder,
      stdio: ['ignore', 'pipe', 'inherit'],
      env: {
        ...process.env,
        PORT: String(this.#port),
        JOBWIRE_MANAGEMENT_PORT: '0',
        JOBWIRE_HANDLERS_LOAD: 'true',
        ...(!this.#options.defaultBacklog && backlog),
        JOBWIRE_LIMITS_CREATES_PER_MINUTE: '0',
        JOBWIRE_JOBS_LEASE_MS: '2000',
        JOBWIRE_JOBS_SWEEP_MS: '300',
        // Nobody waits for what a test leaves running.
        JOBWIRE_DRAIN_MS: '1000',
        ...settings,
      },
    });
    this.#process = child;
    // Read to the end: a full pipe would stop it.
    createInterface({ input: child.stdout! }).on('line', () => {});
    const deadline = Date.now() + PATIENCE_MS;
    while (!(await this.#isReady())) {
      if (Date.now() > deadline || child.exitCode !== null) {
        throw new Error('The service did not start.');
      }
      await new Promise((next) => setTimeout(next, 50));
    }
  }

  async #isReady(): Promise<boolean> {
    try {
      return (await fetch(`${this.url}/health`)).ok;
    } catch {
      return false;
    }
  }

  /** As if the power had gone. */
  async kill(): Promise<void> {
    const child = this.#process!;
    const gone = once(child, 'exit');
    child.kill('SIGKILL');
    await gone;
  }

  async stop(): Promise<void> {
    const child = this.#process;
    if (child !== undefined && child.exitCode === null && child.signalCode === null) {
      const gone = once(child, 'exit');
      child.kill('SIGTERM');
      await gone;
    }
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async token({ userId, scopes = ['jobs:read', 'jobs:write'], ttlSeconds = 3_600 }: TokenWish): Promise<string> {
    const answer = await fetch(`${this.url}/api/dev/token`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ userId, scopes, ttlSeconds }),
    });
    return ((await answer.json()) as { token: string }).token;
  }

  async api(token: string, path: string, init: RequestInit = {}): Promise<Response> {
    return fetch(this.url + path, {
      ...init,
      headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json', ...init.headers },
    });
  }

  async create(token: string, job: Record<string, unknown>): Promise<string> {
    const answer = await this.api(token, '/api/jobs', { method: 'POST', body: JSON.stringify(job) });
    if (!answer.ok) {
      throw new Error(`${answer.status} ${await answer.text()}`);
    }
    return ((await answer.json()) as { jobId: string }).jobId;
  }

  async output(token: string, jobId: string): Promise<string> {
    return ((await (await this.api(token, `/api/jobs/${jobId}/state`)).json()) as { output: string }).output;
  }

  async state(token: string, jobId: string): Promise<string> {
    return ((await (await this.api(token, `/api/jobs/${jobId}`)).json()) as { state: string }).state;
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}
