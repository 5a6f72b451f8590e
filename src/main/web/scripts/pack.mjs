// The package as npm takes it, under one name whatever the version.

import { execSync } from 'node:child_process';
import { mkdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';

const target = join('..', '..', '..', 'target');
mkdirSync(target, { recursive: true });
const [packed] = JSON.parse(execSync(`npm pack --json --pack-destination "${target}"`, { stdio: ['ignore', 'pipe', 'ignore'] }).toString());
renameSync(join(target, packed.filename.replace('@', '').replace('/', '-')), join(target, 'jobwire-client.tgz'));
