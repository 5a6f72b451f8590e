// The tests of the package; those in a real browser have a configuration of their own.

import { defineConfig } from 'vitest/config';

export default defineConfig({
  oxc: { jsx: { runtime: 'automatic' } },
  test: {
    include: ['test/**/*.test.{ts,tsx}'],
    exclude: ['test/browser/**'],
    reporters: ['dot', ['junit', { outputFile: '../../../target/web-reports/TEST-web.xml' }]],
  },
});
