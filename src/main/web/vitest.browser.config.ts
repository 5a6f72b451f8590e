// The dashboard in a real browser, served by the real jar.

import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/browser/**/*.test.ts'],
    fileParallelism: false,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    reporters: ['default', ['junit', { outputFile: '../../../target/web-reports/TEST-browser.xml' }]],
  },
});
