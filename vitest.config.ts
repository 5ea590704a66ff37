import { defineConfig } from 'vitest/config';

const project = (name: string, include: string[], isolate = false) => ({
  extends: true as const,
  test: { name, include, isolate },
});

export default defineConfig({
  test: {
    testTimeout: 60_000,
    hookTimeout: 120_000,
    maxWorkers: 2,
    projects: [
      project('unit', ['test/unit/**/*.test.ts', 'test/laws/**/*.test.ts', 'test/architecture/**/*.test.ts']),
      project('template', ['test/template/**/*.test.ts']),
      project('local', ['test/local/**/*.test.ts'], true),
      project('journeys', ['test/journeys/**/*.test.ts'], true),
      project('proofs', ['test/proofs/**/*.test.ts'], true),
    ],
  },
});
