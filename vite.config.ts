import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const root = fileURLToPath(new URL('.', import.meta.url));
const api = process.env.MAINSTAY_API ?? 'http://127.0.0.1:8091';

/** One file of words for each language, so that a page never waits for its texts. */
function chunkOf(id: string): string | undefined {
  const locale = /\/locales\/(en|zh)\.json$/.exec(id);
  if (locale) return `words-${locale[1]}`;
  if (/node_modules\/(react|react-dom|scheduler)\//.test(id)) return 'react';
  return undefined;
}

export default defineConfig({
  root: `${root}ui`,
  plugins: [react()],
  resolve: { alias: { '@ui': `${root}ui` } },
  server: { port: 5173, fs: { allow: [root] }, proxy: { '/api': api } },
  build: {
    outDir: `${root}build/ui`,
    emptyOutDir: true,
    sourcemap: false,
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    manifest: true,
    rollupOptions: { output: { manualChunks: chunkOf } },
  },
});
