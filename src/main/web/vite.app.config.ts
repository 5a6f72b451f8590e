// The dashboard, as the jar serves it: under /, its parts under names that change with their content.

import { defineConfig } from 'vite';

export default defineConfig({
  root: 'app',
  base: '/',
  publicDir: false,
  oxc: { jsx: { runtime: 'automatic' } },
  server: {
    proxy: Object.fromEntries(
      ['/api', '/client', '/pages', '/docs', '/openapi.yaml', '/health'].map((path) => [path, 'http://127.0.0.1:8080']).concat([['/eventbus', 'ws://127.0.0.1:8080']]),
    ),
  },
  build: {
    outDir: '../dist/app',
    emptyOutDir: true,
    target: 'es2022',
    // Data addresses are another origin to the strict policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
});
