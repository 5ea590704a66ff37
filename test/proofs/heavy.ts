// Runs every proof in its long variant; `BAILIWICK_SEED` repeats a run, further arguments go to vitest.
import { spawn } from 'node:child_process';
import { join } from 'node:path';

const tool = join(import.meta.dirname, '..', '..', 'tools', 'test.mjs');
const child = spawn(
  process.execPath,
  [tool, '--project', 'proofs', '--project', 'shares', ...process.argv.slice(2)],
  {
    stdio: 'inherit',
    env: { ...process.env, BAILIWICK_HEAVY: '1' },
  },
);
child.once('exit', (code) => process.exit(code ?? 1));
