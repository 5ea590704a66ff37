import { defineConfig } from 'vitest/config';

const SHARES = ['test/proofs/crash/**/*.test.ts', 'test/proofs/policies/policies.test.ts'];
const PROOFS = ['test/proofs/**/*.test.ts', 'test/model/**/*.test.ts', ...SHARES.map((path) => `!${path}`)];

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
      project('proofs', PROOFS, true),
      // Seeded shares of proofs that kill processes and strike statements: npm run test:shares, and CI.
      project('shares', SHARES, true),
    ],
  },
});
