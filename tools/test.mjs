// Runs the test projects and closes with one plain line, `N passed, N failed`; skipped and todo tests count as failed,
// because a promise is kept only by a test that ran. Without arguments everything runs but the project `shares`, which
// starts and kills processes by the dozen and has a command of its own (npm run test:shares). Arguments are handed to
// vitest (a file, -t 'TEN-02', --project unit).
// A full run fails when docs/reference/promises.md claims more than it has proven; with --promises it writes that page.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkPage, writePage } from './promises.mjs';

const root = join(import.meta.dirname, '..');
const given = process.argv.slice(2);
const writes = given.includes('--promises');
const selection = given.filter((argument) => argument !== '--promises');
const full = selection.length === 0;
if (writes && !full) {
  console.error('--promises goes with a full run only: a selection of tests proves no promise');
  process.exit(2);
}

const folder = mkdtempSync(join(tmpdir(), 'bailiwick-test-'));
const report = join(folder, 'report.json');
const vitest = join(root, 'node_modules/vitest/vitest.mjs');
const args = [
  'run',
  '--reporter=default',
  '--reporter=json',
  `--outputFile.json=${report}`,
  ...(full ? ['--project', '!shares'] : selection),
];

/** Numbers of the closing line; a broken file and a claim that is not proven each count as one failure. */
function sums() {
  const results = JSON.parse(readFileSync(report, 'utf8'));
  const broken = results.testResults.filter(
    ({ status, assertionResults }) =>
      status === 'failed' && !assertionResults.some((test) => test.status === 'failed'),
  ).length;
  if (writes) writePage(results);
  const unproven = full ? checkPage(results).length : 0;
  const passed = results.numPassedTests;
  return { passed, failed: results.numTotalTests - passed + broken + unproven };
}

/**
 * Where temporary folders go: into memory when the machine has room there, since every stack of a test writes its
 * stores durably. A process that is killed loses nothing there; only a machine that is switched off would.
 */
function temporary() {
  const memory = '/dev/shm';
  try {
    const { bavail, bsize } = statfsSync(memory);
    return bavail * bsize > 4 * 2 ** 30 ? memory : tmpdir();
  } catch {
    return tmpdir();
  }
}

await import('./generate.mjs').then(({ generate }) => generate());
const child = spawn(process.execPath, [vitest, ...args], {
  cwd: root,
  stdio: 'inherit',
  env: { ...process.env, NO_COLOR: '1', TMPDIR: temporary() },
});
child.on('exit', (code) => {
  let counted = { passed: 0, failed: 1 };
  try {
    counted = sums();
  } catch (error) {
    console.error(error instanceof Error ? error.message : 'the report cannot be read');
  }
  rmSync(folder, { recursive: true, force: true });
  const { passed, failed } = counted;
  console.log(`${passed} passed, ${failed} failed`);
  process.exit(code !== 0 || failed > 0 || passed === 0 ? 1 : 0);
});
