import { eventWrite } from '../../audit/record-event.ts';
import type { Id } from '../../kernel/ids.ts';
import { equals } from '../../store/clauses.ts';
import { cancelDue } from '../../store/due.ts';
import type { EraserWorkspace, Workspace } from '../../store/workspace.ts';
import { isWriteRefusal } from '../../store/write-refusal.ts';
import { ANYHOW } from '../../rights/plan/plan-store.ts';
import { isOver } from './held.ts';
import { endOf, keptFrom, type KeptItem } from './kept-item.ts';
import type { Sign } from '../receipt/receipt.ts';
import { supplementWrites } from './supplement.ts';

async function dueItem(workspace: Workspace, id: Id): Promise<KeptItem | 'gone' | 'not-yet'> {
  const [item] = await workspace.tables.get([workspace.keys.kept(id)]);
  const kept = keptFrom(item);
  if (!kept) return 'gone';
  return (await isOver(workspace, kept)) ? kept : 'not-yet';
}

/** Whether the end of a kept item has come. */
export async function keptState(workspace: Workspace, id: Id): Promise<'due' | 'gone' | 'not-yet'> {
  const found = await dueItem(workspace, id);
  return typeof found === 'string' ? found : 'due';
}

/**
 * Ends a kept item at the end of its statute or after the release of its hold: its key, the item and the way to it by number go in one transaction,
 * which files the supplementary receipt (RET-04). Before the end nothing happens; an item that is gone stays gone.
 */
export async function endKept(
  workspace: EraserWorkspace,
  id: Id,
  sign: Sign,
): Promise<'ended' | 'gone' | 'not-yet'> {
  const kept = await dueItem(workspace, id);
  if (typeof kept === 'string') return kept;
  const { keys, tables } = workspace;
  const filed = await supplementWrites(workspace, kept, sign);
  try {
    await tables.write([
      { delete: true, at: keys.kept(id), if: equals('key', kept.key) },
      { delete: true, at: keys.ownerKey(kept.key), if: ANYHOW },
      ...(kept.number ? [{ delete: true as const, at: keys.keptNumber(kept.number, id), if: ANYHOW }] : []),
      ...(kept.until ? [cancelDue(workspace, { at: endOf(kept.until), kind: 'kept', reference: id })] : []),
      ...filed,
      eventWrite(workspace, { action: 'kept.end', target: id, type: kept.type }),
    ]);
  } catch (error) {
    // Another run ended it at the same moment, and filed its receipt.
    if (isWriteRefusal(error, 0)) return 'gone';
    throw error;
  }
  return 'ended';
}
