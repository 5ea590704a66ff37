import { eventWrite } from '../audit/record-event.ts';
import type { Id } from '../kernel/ids.ts';
import { Problem } from '../kernel/problems.ts';
import { day, instant } from '../kernel/time.ts';
import { all, remove, set, stateIs, updates, versionIs } from '../store/clauses.ts';
import type { Clause, Workspace } from '../store/workspace.ts';
import { isWriteRefusal } from '../store/write-refusal.ts';
import type { NewRecipient } from './create-recipient.ts';
import { recipientsById, refusePurposes, sealEntry, type Recipient } from './recipient.ts';
import { refuseTransfer } from './transfers.ts';

/** What is changed of a recipient; members as a whole, `transfer: null` for one that has come into the EEA. */
export type RecipientChange = Partial<Omit<NewRecipient, 'transfer'>> & {
  readonly transfer?: NewRecipient['transfer'] | null;
};

async function writeChange(
  workspace: Workspace,
  { id, version }: Pick<Recipient, 'id' | 'version'>,
  update: Clause,
  fields: readonly string[],
): Promise<void> {
  const { keys, tables } = workspace;
  try {
    await tables.write([
      { update, at: keys.recipient(id), if: all(versionIs(version), stateIs('active')) },
      eventWrite(workspace, { action: 'recipient.change', target: id, fields }),
    ]);
  } catch (error) {
    if (!isWriteRefusal(error, 0)) throw error;
    throw new Problem('precondition.failed');
  }
}

/** The recipient at the version that the caller has seen; an ended one is `gone`. */
async function seen(workspace: Workspace, id: Id, version: number): Promise<Recipient> {
  const recipient = (await recipientsById(workspace, [id])).get(id);
  if (!recipient) throw new Problem('not-found');
  if (recipient.state === 'ended')
    throw new Problem('gone', { detail: 'Nothing is disclosed to it any more.' });
  if (recipient.version !== version) throw new Problem('precondition.failed');
  return recipient;
}

/** Changes a recipient at a version; the whole of it has to be allowed today, as if it were entered anew. */
export async function changeRecipient(
  workspace: Workspace,
  id: Id,
  version: number,
  change: RecipientChange,
): Promise<Recipient> {
  const before = await seen(workspace, id, version);
  const { transfer: _transfer, transferUntil: _until, ...rest } = before;
  const { transfer = before.transfer, ...given } = change;
  const next = { ...rest, ...given, ...(transfer ? { transfer } : {}) };
  refusePurposes(next.purposes);
  refuseTransfer(next, day(workspace.now()), '/transfer');
  const { kind, country, purposes, language } = next;
  const entry = await sealEntry(workspace, id, next);
  const setting = set({
    kind,
    country,
    purposes,
    language,
    entry,
    transfer: transfer ?? undefined,
    version: version + 1,
  });
  const update = transfer ? setting : updates(setting, remove('transfer'));
  await writeChange(workspace, before, update, Object.keys(change));
  return (await recipientsById(workspace, [id])).get(id) as Recipient;
}

/** Ends a recipient: nothing more is disclosed to it, and what it has got it is still told about. */
export async function endRecipient(workspace: Workspace, id: Id, version: number): Promise<Recipient> {
  const before = await seen(workspace, id, version);
  const endedAt = instant(workspace.now());
  await writeChange(workspace, before, set({ state: 'ended', endedAt, version: version + 1 }), ['state']);
  return { ...before, state: 'ended', endedAt, version: version + 1 };
}
