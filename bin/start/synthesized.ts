import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { sourceHash } from '../../tools/bundle.ts';

const root = join(import.meta.dirname, '..', '..');

/** Everything that a template follows from. */
const SOURCES = [
  'bin/app.ts',
  'cdk.json',
  'package-lock.json',
  'lib/**/*.{ts,json}',
  'functions/**/*.ts',
  'shared/**/*.ts',
  'tools/bundle.ts',
  'tools/bundle/*.ts',
];

/** Runs the same program as `cdk synth`, in a process of its own: the CDK's memory is not needed afterwards. */
function synthesize(outdir: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const env = { ...process.env, CDK_OUTDIR: outdir };
    const child = spawn(process.execPath, ['bin/app.ts'], { cwd: root, env, stdio: 'inherit' });
    const end = () => void child.kill('SIGKILL');
    process.once('exit', end);
    child.once('error', reject);
    child.once('exit', (code) => {
      process.off('exit', end);
      if (code === 0) resolve();
      else reject(new Error('the app does not synthesize; see above'));
    });
  });
}

/** The assembly of the present sources, synthesized once and kept below the state folder. */
export async function synthesized(state: string, say: (line: string) => void): Promise<string> {
  const folder = join(state, 'assembly');
  const stage = process.env['BAILIWICK_STAGE'] ?? 'dev';
  const name = `${stage}-${sourceHash(SOURCES).slice(0, 16)}`;
  const wanted = join(folder, name);
  if (existsSync(join(wanted, 'manifest.json'))) {
    say('the template is as before');
    return wanted;
  }
  say('synthesizing the template');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const fresh = join(folder, `new-${process.pid}`);
  rmSync(fresh, { recursive: true, force: true });
  await synthesize(fresh);
  for (const old of readdirSync(folder))
    if (join(folder, old) !== fresh) rmSync(join(folder, old), { recursive: true, force: true });
  renameSync(fresh, wanted);
  return wanted;
}
