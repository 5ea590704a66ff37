import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Another local cloud works on the same state folder. */
export class StateInUse extends Error {
  readonly code = 'state.in-use';
  readonly pid: number;

  constructor(pid: number) {
    super(`the state folder is in use by process ${pid}`);
    this.name = 'StateInUse';
    this.pid = pid;
  }
}

interface Owner {
  readonly pid: number;
  /** Start of the process as Linux counts it, so that a reused pid is not taken for the owner. */
  readonly started?: string | undefined;
}

/** Field 22 of /proc/<pid>/stat; undefined on systems without it. */
function startOf(pid: number): string | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return text.slice(text.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    return undefined;
  }
}

function alive({ pid, started }: Owner): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as { code?: string }).code !== 'EPERM') return false;
  }
  const now = startOf(pid);
  return started === undefined || now === undefined || started === now;
}

function ownerOf(file: string): Owner | undefined {
  try {
    const owner = JSON.parse(readFileSync(file, 'utf8')) as Owner;
    return Number.isInteger(owner.pid) ? owner : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Takes the state folder for this process and returns what gives it back. A lock left by a killed process is taken over.
 * @throws StateInUse when a running process holds it.
 */
export function lockState(stateDir: string): () => void {
  mkdirSync(stateDir, { recursive: true, mode: 0o700 });
  const file = join(stateDir, 'lock.json');
  const mine = JSON.stringify({ pid: process.pid, started: startOf(process.pid) });
  for (let attempt = 0; ; attempt++) {
    try {
      writeFileSync(file, mine, { flag: 'wx', mode: 0o600 });
      return () => rmSync(file, { force: true });
    } catch (error) {
      if ((error as { code?: string }).code !== 'EEXIST' || attempt > 1) throw error;
    }
    const owner = ownerOf(file);
    if (owner !== undefined && alive(owner)) throw new StateInUse(owner.pid);
    rmSync(file, { force: true });
  }
}
