import { cpSync, mkdirSync, readFileSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pauseFor } from 'node:timers/promises';
import { synthesized } from '../../bin/start/synthesized.ts';

const CACHE = join(import.meta.dirname, '..', '..', 'node_modules', '.cache', 'bailiwick-journeys');
const LOCK = join(CACHE, 'lock');

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** One process synthesizes, the others wait; a lock of a process that died is taken over. */
async function locked<Value>(work: () => Promise<Value>): Promise<Value> {
  mkdirSync(CACHE, { recursive: true });
  for (;;) {
    try {
      mkdirSync(LOCK);
      break;
    } catch (error) {
      if ((error as { code?: string }).code !== 'EEXIST') throw error;
    }
    let holder = process.pid;
    try {
      holder = Number(readFileSync(join(LOCK, 'pid'), 'utf8'));
    } catch {
      // Between making the folder and naming its holder.
    }
    if (holder !== process.pid && !alive(holder)) rmSync(LOCK, { recursive: true, force: true });
    else await pauseFor(50);
  }
  writeFileSync(join(LOCK, 'pid'), String(process.pid));
  try {
    return await work();
  } finally {
    rmSync(join(LOCK, 'pid'), { force: true });
    rmdirSync(LOCK);
  }
}

/**
 * Copies the assembly of the present sources into a folder, synthesizing it if nobody has yet. A copy, because the
 * next synthesis replaces the cached one while functions still load their code.
 */
export async function assemblyInto(folder: string): Promise<void> {
  await locked(async () => {
    const cached = await synthesized(CACHE, () => undefined);
    cpSync(cached, folder, { recursive: true });
  });
}
