// Nothing of an earlier build is left in what is packed.

import { rmSync } from 'node:fs';

rmSync('dist', { recursive: true, force: true });
rmSync('../../../target/classes/web', { recursive: true, force: true });
