import { defineConfig } from 'vitest/config';

// Each test file has a store of its own; two at a time, as there are two cores. The limits are for what hangs: a test that
// takes seconds here takes minutes where others compile.
export default defineConfig({
  test: {
    testTimeout: 300_000,
    hookTimeout: 600_000,
    maxWorkers: 2,
    include: ['scripts/**/*.test.ts', 'http/**/*.test.ts', 'browser/**/*.test.ts', 'load/**/*.test.ts'],
  },
});
