// The tests of the package; those in a real browser have a configuration of their own.

import { defineConfig } from 'vitest/config';

export default defineConfig({
  oxc: { jsx: { runtime: 'automatic' } },
  test: {
    reporters: ['dot', ['junit', { outputFile: '../../../target/web-reports/TEST-web.xml' }]],
    projects: [
      {
        extends: true,
        test: { name: 'web', include: ['test/**/*.test.{ts,tsx}'], exclude: ['test/browser/**'] },
      },
      {
        extends: true,
        resolve: { alias: [{ find: /^(react|react-dom)(?=\/|$)/, replacement: '$1-18' }] },
        test: { name: 'react 18', include: ['test/react/**/*.test.{ts,tsx}'], setupFiles: 'test/react/react18.ts' },
      },
    ],
  },
});
