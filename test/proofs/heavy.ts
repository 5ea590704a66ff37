// Runs every proof in its long variant; `BAILIWICK_SEED` repeats a run. Arguments go to vitest; `crash` and what follows
// it go to the run through every crash point alone.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

const tool = join(import.meta.dirname, '..', '..', 'tools', 'test.mjs');
const crash = join(import.meta.dirname, 'crash', 'everything.ts');
const given = process.argv.slice(2);
const proofs = [tool, '--project', 'proofs', '--project', 'shares', ...given];

const runs =
  given[0] === 'crash' ? [[crash, ...given.slice(1)]] : given.length > 0 ? [proofs] : [proofs, [crash]];
for (const run of runs) {
  const env = { ...process.env, BAILIWICK_HEAVY: '1' };
  const [code] = await once(spawn(process.execPath, run, { stdio: 'inherit', env }), 'exit');
  if (code !== 0) process.exitCode = 1;
}
