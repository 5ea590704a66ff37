import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const root = join(import.meta.dirname, '..');
const run = promisify(execFile);

/** Where the story plays: an API, and how the platform's operator signs. */
export interface Stage {
  readonly api: string;
  /** Credentials file of the operator; absent: those of the environment. */
  readonly credentials?: string;
  /** Address of the local cloud's own pages (outbox, clock); absent on a deployment. */
  readonly local?: string;
  /** Folder of the local cloud's state. */
  readonly state?: string;
  close(): Promise<void>;
}

/** Runs one command of the platform team's command line and reads its JSON. */
// oxlint-disable-next-line typescript/no-explicit-any
export async function bw(stage: Stage, ...args: string[]): Promise<any> {
  const where = ['--api', stage.api, ...(stage.credentials ? ['--credentials', stage.credentials] : [])];
  const { stdout } = await run(process.execPath, [
    join(root, 'bin/bailiwick.ts'),
    ...args,
    ...where,
    '--json',
  ]);
  return JSON.parse(stdout);
}

/** Runs a command that may fail: its exit status and what it printed. */
export async function bwStatus(...args: string[]): Promise<{ status: number; output: string }> {
  try {
    const { stdout } = await run(process.execPath, [join(root, 'bin/bailiwick.ts'), ...args]);
    return { status: 0, output: stdout };
  } catch (error) {
    const { code, stdout, stderr } = error as { code?: number; stdout?: string; stderr?: string };
    return { status: code ?? 1, output: `${stdout ?? ''}${stderr ?? ''}` };
  }
}

/** Starts a local cloud of its own for the story, in a folder that goes with it; ends it however the story ends. */
export async function startLocal(clock: string | undefined, say: (line: string) => void): Promise<Stage> {
  const state = mkdtempSync(join(tmpdir(), 'bailiwick-demo-'));
  const args = ['bin/start.ts', '--state', state, '--port', '0', ...(clock ? ['--clock', clock] : [])];
  const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] });
  const close = async () => {
    await ended(child);
    rmSync(state, { recursive: true, force: true });
  };
  process.once('exit', () => child.kill('SIGKILL'));
  try {
    const { api, local } = await addresses(child, say);
    return { api, local, state, credentials: join(state, 'credentials'), close };
  } catch (error) {
    await close();
    throw error;
  }
}

function addresses(
  child: ChildProcess,
  say: (line: string) => void,
): Promise<{ api: string; local: string }> {
  return new Promise((resolve, reject) => {
    let printed = '';
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      for (const line of text.split('\n')) if (line.startsWith('[')) say(line);
      printed += text;
      const api = /API\s+(http:\/\/\S+?)\/v1/.exec(printed)?.[1];
      const local = /AWS calls\s+(http:\/\/\S+)/.exec(printed)?.[1];
      if (api && local && printed.includes('Ctrl-C')) resolve({ api, local });
    });
    child.once('exit', (code) => reject(new Error(`the local cloud ended with status ${code}`)));
  });
}

function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    child.once('exit', () => resolve());
    child.kill('SIGTERM');
    setTimeout(() => child.kill('SIGKILL'), 10_000).unref();
  });
}
