// Runs the test projects and closes with one plain line, `N passed, N failed`; skipped and todo tests count as failed,
// because a promise is kept only by a test that ran. Arguments are handed to vitest (a file, -t 'TEN-02', --project unit).
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const folder = mkdtempSync(join(tmpdir(), 'bailiwick-test-'));
const report = join(folder, 'report.json');
const vitest = join(root, 'node_modules/vitest/vitest.mjs');
const args = ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`, ...process.argv.slice(2)];

await import('./generate.mjs').then(({ generate }) => generate());
const child = spawn(process.execPath, [vitest, ...args], {
  cwd: root,
  stdio: 'inherit',
  env: { ...process.env, NO_COLOR: '1' },
});
child.on('exit', (code) => {
  let passed = 0;
  let failed = 0;
  let brokenFiles = 0;
  try {
    const results = JSON.parse(readFileSync(report, 'utf8'));
    passed = results.numPassedTests;
    failed = results.numTotalTests - results.numPassedTests;
    brokenFiles = results.testResults.filter(
      ({ status, assertionResults }) => status === 'failed' && !assertionResults.some((test) => test.status === 'failed'),
    ).length;
  } catch {
    brokenFiles = 1;
  }
  rmSync(folder, { recursive: true, force: true });
  console.log(`${passed} passed, ${failed + brokenFiles} failed`);
  process.exit(code !== 0 || failed + brokenFiles > 0 || passed === 0 ? 1 : 0);
});
