import { defineConfig } from 'vitest/config';

// Each test file has a store of its own; two at a time, as there are two cores.
export default defineConfig({
  test: {
    testTimeout: 120_000,
    hookTimeout: 300_000,
    maxWorkers: 2,
    include: ['scripts/**/*.test.ts', 'http/**/*.test.ts', 'browser/**/*.test.ts'],
  },
});
