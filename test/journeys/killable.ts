import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { freshFolder, reach, type Addresses, type Reachable } from './fixture.ts';

/** A stack in a process of its own. */
export interface KillableStack extends Reachable {
  /** Ends the process at once, as a power cut would; the folder stays for the next start. */
  kill(): Promise<void>;
  /** Resolves when the process has ended, for example at a crash point. */
  readonly ended: Promise<void>;
}

const SERVE = join(import.meta.dirname, 'serve.ts');
/** Half of a start is compiling; a program may keep what it has compiled (`flushCompileCache`). */
const COMPILED = join(import.meta.dirname, '..', '..', 'node_modules', '.cache', 'bailiwick-compiled');

/**
 * Starts a stack in a process of its own; on a folder that an earlier one has left, it goes on with that. Another
 * program than `serve.ts` gets the folder and further arguments, and tells its addresses in the same way.
 */
export async function startKillable(
  folder?: string,
  [program = SERVE, ...further]: readonly string[] = [],
): Promise<KillableStack> {
  const place = folder ?? (await freshFolder());
  const child = spawn(process.execPath, [program, place, ...further], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { NODE_COMPILE_CACHE: COMPILED, ...process.env },
  });
  const end = () => void child.kill('SIGKILL');
  process.once('exit', end);
  const ended = once(child, 'exit').then(() => void process.off('exit', end));
  const lines = createInterface(child.stdout);
  const first = await Promise.race([once(lines, 'line'), ended]);
  if (first === undefined) throw new Error('the stack did not start; see above');
  return {
    ...reach(JSON.parse(String(first[0])) as Addresses),
    ended,
    kill: async () => {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

/** Removes what a killed stack has left. */
export function removeFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
}
