import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';

/** Where `npm run dev` finds a running server; the built page is served by that server itself. */
const server = process.env['SOJOURN_URL'] ?? 'http://127.0.0.1:8080';

export default defineConfig({
  plugins: [svelte()],
  build: {
    target: 'es2022',
    // Nothing inlined: the page's content security policy allows no inline scripts, and
    // separate files with a hash in their name can be cached for ever.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // MapLibre is large and comes only after the first picture.
    chunkSizeWarningLimit: 1200,
  },
  server: {
    proxy: Object.fromEntries(['/api', '/ogc', '/tiles', '/analysis'].map((path) => [path, server])),
  },
  test: { include: ['test/**/*.test.ts'] },
});
