import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { lockState } from '../../local/account/lock.ts';

/**
 * Forgets a state folder. Refuses one that a running local cloud works on, and one that is none: a folder with
 * contents but without a clock was never ours to delete.
 */
export function resetState(folder: string): void {
  if (!existsSync(folder) || readdirSync(folder).length === 0) return;
  const ours = ['clock.json', 'lock.json', 'assembly'].some((name) => existsSync(join(folder, name)));
  if (!ours) throw new Error('--reset refuses a folder that is no state folder');
  const release = lockState(folder);
  for (const name of readdirSync(folder))
    if (name !== 'lock.json') rmSync(join(folder, name), { recursive: true, force: true });
  release();
}
