// Holds the core to its size: minified and packed, as an application would ship it.
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'vite';

const MOST_BYTES = 12 * 1024;

export async function coreSize() {
  const { output } = await build({
    configFile: false,
    logLevel: 'error',
    root: fileURLToPath(new URL('..', import.meta.url)),
    build: { write: false, minify: true, target: 'es2022', rolldownOptions: { input: 'client/index.ts', preserveEntrySignatures: 'strict', output: { format: 'es' } } },
  });
  return gzipSync(output[0].code, { level: 9 }).length;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const size = await coreSize();
  console.log(`The core has ${size} bytes of ${MOST_BYTES}`);
  process.exit(size > MOST_BYTES ? 1 : 0);
}
