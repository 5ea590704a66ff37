import { execFile } from 'node:child_process';
import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startStack, type Stack } from './fixture.ts';

const ROOT = join(import.meta.dirname, '..', '..');
let stack: Stack;
beforeAll(async () => {
  stack = await startStack();
});
afterAll(() => stack.stop());

/** Runs the demo as a user does, against the running stack. */
function demo(...args: readonly string[]): Promise<{ status: number; out: string }> {
  const where = ['--api', stack.apiUrl, '--local', stack.awsUrl];
  const credentials = ['--credentials', join(stack.stateDir, 'credentials')];
  return new Promise((resolve) => {
    const options = { cwd: ROOT, env: { PATH: process.env['PATH'] ?? '', NO_COLOR: '1' } };
    execFile(process.execPath, ['demo/main.ts', ...args, ...where, ...credentials], options, (error, out) => {
      resolve({ status: typeof error?.code === 'number' ? error.code : 0, out });
    });
  });
}

test(
  'the demo tells the whole story on its own data, and every claim holds',
  { timeout: 240_000 },
  async () => {
    const { status, out } = await demo();
    expect(out).toMatch(/\b(\d\d) of \1 claims hold/);
    expect(out).toContain('✓ the receipt verifies offline');
    expect(status).toBe(0);
  },
);

test('a claim that does not hold makes the demo fail and is named', { timeout: 120_000 }, async () => {
  const folder = join(stack.folder, 'torn-data');
  cpSync(join(ROOT, 'demo/data'), folder, { recursive: true });
  const file = join(folder, 'customers.csv');
  writeFileSync(file, readFileSync(file, 'utf8').replace('ines.albrecht@example.org', 'no address'));
  const { status, out } = await demo('--data', folder);
  rmSync(folder, { recursive: true });
  expect(out).toContain('✗ every row of every file was taken');
  expect(out).toMatch(/does not hold: /);
  expect(status).toBe(1);
});
