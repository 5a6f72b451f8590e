// What is left to do when everything is compiled: the styles beside the components, the license, the list of the dashboard's
// files for the service, and the promise about the core's size.

import { copyFileSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { gzipSync } from 'node:zlib';

const MOST = 12 * 1024;

copyFileSync('react/styles.css', 'dist/react/styles.css');
copyFileSync('../../../LICENSE', 'LICENSE');
// For compilers that want to know what an import of it is.
writeFileSync('dist/react/styles.css.d.ts', 'export {};\n');

const app = 'dist/app';
const files = readdirSync(app, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && entry.name !== 'files.txt')
  .map((entry) => relative(app, join(entry.parentPath ?? entry.path, entry.name)).split(sep).join('/'))
  .sort();
writeFileSync(join(app, 'files.txt'), files.join('\n') + '\n');

const size = gzipSync(readFileSync('dist/browser/jobwire.js'), { level: 9 }).length;
if (size > MOST) {
  console.error(`The core has ${size} bytes gzipped; ${MOST} is the most that is promised.`);
  process.exit(1);
}
console.log(`The core has ${size} bytes gzipped, of ${MOST} at most.`);
