import { defineConfig } from 'vitest/config';

const SHARES = [
  'test/proofs/crash/**/*.test.ts',
  'test/proofs/policies/policies.test.ts',
  'test/local/start/start.test.ts',
  'test/journeys/demo.test.ts',
  'test/journeys/onboarding-crash.test.ts',
  'test/journeys/records-crash.test.ts',
  'test/local/cloud/kill.test.ts',
  'test/local/dynamodb/durability.test.ts',
  'test/journeys/erasures-at-once.test.ts',
];
const elsewhere = SHARES.map((path) => `!${path}`);

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
      project('local', ['test/local/**/*.test.ts', ...elsewhere], true),
      project('journeys', ['test/journeys/**/*.test.ts', ...elsewhere], true),
      project('proofs', ['test/proofs/**/*.test.ts', 'test/model/**/*.test.ts', ...elsewhere], true),
      // Seeded shares of proofs that kill processes and strike statements, many erasures at once, and the commands that a
      // newcomer runs, each with a cloud of its own from nothing: npm run test:shares, and CI.
      project('shares', SHARES, true),
    ],
  },
});
