// The examples of the package's README: all of them compile, and those that say so run.

import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { Service } from './service.js';

const PACKAGE = resolve(import.meta.dirname, '../..');
/** Within the package, so that its own name leads to what was built. */
const FOLDER = join(PACKAGE, 'dist/readme');
const run = promisify(execFile);

const examples = [...readFileSync(join(PACKAGE, 'README.md'), 'utf8').matchAll(/^```(tsx?)( \w+)?\n(.*?)^```/gms)].map(
  ([, kind, how = '', code], i) => ({ file: `example-${i}.${kind}`, how: how.trim(), code: code! }),
);

let service: Service;

beforeAll(async () => {
  service = await Service.start();
  rmSync(FOLDER, { recursive: true, force: true });
  mkdirSync(FOLDER, { recursive: true });
  examples.forEach(({ file, code }) => writeFileSync(join(FOLDER, file), code));
  const options = { extends: '../../tsconfig.json', compilerOptions: { noEmit: false, outDir: '.', rootDir: '.', noUnusedLocals: false, exactOptionalPropertyTypes: false, types: ['node'] }, include: ['*'], exclude: [] };
  writeFileSync(join(FOLDER, 'tsconfig.json'), JSON.stringify(options));
});

afterAll(async () => {
  rmSync(FOLDER, { recursive: true, force: true });
  await service?.stop();
});

it('has examples that compile', async () => {
  expect(examples.length).toBeGreaterThan(4);
  const { stdout } = await run(process.execPath, [join(PACKAGE, 'node_modules/typescript/bin/tsc'), '-p', FOLDER]).catch((failed) => failed);
  expect(stdout).toBe('');
});

it('has an example that follows a job to its end', async () => {
  const { file } = examples.find(({ how }) => how === 'run')!;
  const env = { ...process.env, JOBWIRE_URL: service.url, JOBWIRE_TOKEN: await service.token({ userId: 'ada' }) };
  const { stdout } = await run(process.execPath, [join(FOLDER, file.replace(/tsx?$/, 'js'))], { env, timeout: 30_000 });
  expect(stdout).toContain('1 job:created:v1');
  expect(stdout).toContain('job:completed:v1');
  expect(stdout).toContain('output 0: 1: 2: ');
});

it('has a worker that does a job, and goes in good order', async () => {
  const { file } = examples.find(({ how }) => how === 'worker')!;
  const user = await service.token({ userId: 'ada' });
  const token = await service.token({ userId: 'robot', scopes: ['worker'] });
  const env = { ...process.env, JOBWIRE_URL: service.url, JOBWIRE_TOKEN: token };
  const worker = spawn(process.execPath, [join(FOLDER, file.replace(/tsx?$/, 'js'))], { env, stdio: 'inherit' });
  try {
    const job = { jobId: 'thumbs', type: 'thumbnail', input: { sizes: [64, 128, 256] } };
    // The type is known once it was claimed.
    await vi.waitFor(async () => expect((await service.api(user, '/api/jobs', { method: 'POST', body: JSON.stringify(job) })).status).toBe(201), 10_000);
    const state = async () => (await service.api(user, '/api/jobs/thumbs/state')).json();
    await vi.waitFor(async () => expect(await state()).toMatchObject({ state: 'completed', output: '64 128 256 ', result: { sizes: 3 } }), 10_000);
    worker.kill('SIGTERM');
    expect(await once(worker, 'exit')).toEqual([0, null]);
  } finally {
    worker.kill('SIGKILL');
  }
});

it('has components that render on a server too', async () => {
  const { file } = examples.find(({ how }) => how === 'render')!;
  // A bundler takes the styles along; Node has no use for them.
  const compiled = join(FOLDER, file.replace(/tsx?$/, 'js'));
  writeFileSync(compiled, readFileSync(compiled, 'utf8').replace(/^import '.*\.css';$/m, ''));
  writeFileSync(
    join(FOLDER, 'render.mjs'),
    `import { createElement } from 'react';
     import { renderToString } from 'react-dom/server';
     import { App } from './${file.replace(/tsx?$/, 'js')}';
     console.log(renderToString(createElement(App, { jobId: 'a-job' })));`,
  );
  const { stdout } = await run(process.execPath, [join(FOLDER, 'render.mjs')]);
  expect(stdout).toContain('<h2>Waiting</h2>');
  expect(stdout).toContain('jw-panel');
});
