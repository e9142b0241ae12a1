import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

const root = fileURLToPath(new URL('.', import.meta.url));

export default defineConfig({
  root,
  plugins: [react()],
  resolve: { alias: { '@ui': `${root}ui` } },
  test: {
    environment: 'jsdom',
    setupFiles: ['ui/tools/test_setup.ts'],
    include: ['ui/**/*.test.{ts,tsx}', 'slices/*/ui/**/*.test.{ts,tsx}'],
    css: false,
    maxWorkers: 2,
  },
});
