// The core as one file, for a plain <script type="module">.

import { defineConfig } from 'vite';

export default defineConfig({
  publicDir: false,
  build: {
    outDir: 'dist/browser',
    emptyOutDir: true,
    minify: true,
    modulePreload: false,
    target: 'es2022',
    rolldownOptions: {
      input: 'client/index.ts',
      preserveEntrySignatures: 'strict',
      output: { format: 'es', entryFileNames: 'jobwire.js' },
    },
  },
});
