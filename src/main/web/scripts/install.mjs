// Fetches what the lock file names, unless exactly that is here already: npm ci starts from nothing each time.

import { execSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';

const STAMP = 'node_modules/.fetched';
const wanted = readFileSync('package-lock.json', 'utf8') + process.version;

if (!existsSync(STAMP) || readFileSync(STAMP, 'utf8') !== wanted) {
  execSync('npm ci --no-progress --loglevel=error', { stdio: 'inherit' });
  writeFileSync(STAMP, wanted);
}
