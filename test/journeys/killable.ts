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

/** Starts a stack in a process of its own; on a folder that an earlier one has left, it goes on with that. */
export async function startKillable(folder?: string): Promise<KillableStack> {
  const place = folder ?? (await freshFolder());
  const child = spawn(process.execPath, [join(import.meta.dirname, 'serve.ts'), place], {
    stdio: ['ignore', 'pipe', 'inherit'],
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
