import type { Id } from '../../kernel/ids.ts';
import { loadHold } from '../../rights/desk/holds/hold.ts';
import { dueWrite } from '../../store/due.ts';
import type { Workspace } from '../../store/workspace.ts';
import { writeAll } from '../../rights/plan/plan-store.ts';
import { endOf, type KeptItem } from './kept-item.ts';

/** True once nothing keeps a kept item any more: its last day is over, or its hold was released. */
export async function isOver(workspace: Workspace, kept: KeptItem): Promise<boolean> {
  if (kept.hold === undefined) return workspace.now() >= endOf(kept.until);
  return (await loadHold(workspace, kept.hold)).state === 'released';
}

/** Ids of the kept items that bear a number; of a hold, its id is the number. */
export async function waysTo(
  { keys, tables, vault }: Workspace,
  number: string,
  options: { readonly limit?: number } = {},
): Promise<Id[]> {
  const token = await vault.lookupToken('number', number);
  if (!token) return [];
  const found = await tables.query({ table: 'data', pk: keys.keptNumber(token, '' as Id).pk, ...options });
  return found.items.map(({ sk }) => sk as Id);
}

/** Makes the end of everything that a hold has kept due once it is released; a repeated call does nothing more. */
export async function endHeld(workspace: Workspace, hold: Id): Promise<void> {
  if ((await loadHold(workspace, hold)).state !== 'released') return;
  const ids = await waysTo(workspace, hold);
  const at = workspace.now();
  await writeAll(
    workspace,
    ids.map((reference) => dueWrite(workspace, { at, kind: 'kept', reference })),
  );
}
