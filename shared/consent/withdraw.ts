import { eventWrite } from '../audit/record-event.ts';
import type { Id, SubjectId } from '../kernel/ids.ts';
import { Problem } from '../kernel/problems.ts';
import { instant } from '../kernel/time.ts';
import { all, lacks, PRESENT, set } from '../store/clauses.ts';
import { isWriteRefusal } from '../store/write-refusal.ts';
import type { Workspace, Write } from '../store/workspace.ts';
import { controlFrom, controlWrite, type SubjectControl } from '../subjects/control.ts';
import { restrictWrite, restrictionsOf } from '../subjects/restrictions.ts';
import { suppressionWrites } from '../subjects/suppressions.ts';
import type { Consent } from './consents.ts';

/**
 * The writes that end a consent and stop what rests on it, in one transaction; none when it has ended before.
 * `not-found` for a consent that this person did not give.
 */
export async function withdrawalWrites(
  workspace: Workspace,
  person: SubjectId,
  control: SubjectControl | undefined,
  id: Id,
  request?: Id,
): Promise<Write[]> {
  const at = workspace.keys.consent(person, id);
  const [item] = await workspace.tables.get([at]);
  if (!item) throw new Problem('not-found');
  const { purpose, withdrawnAt } = item as unknown as Consent;
  if (withdrawnAt) return [];
  const stopped = restrictionsOf(control).some(
    ({ ground, purposes }) => ground === 'withdrawal' && purposes !== 'all' && purposes.includes(purpose),
  );
  const since = instant(workspace.now());
  const from = request ? { request } : {};
  const consents = (control?.consents ?? []).filter((one) => one !== purpose);
  const stop = { id, ground: 'withdrawal', purposes: [purpose], records: 'all', since, ...from } as const;
  return [
    { update: set({ withdrawnAt: since }), at, if: all(PRESENT, lacks('withdrawnAt')) },
    stopped
      ? controlWrite(workspace, person, control, { consents })
      : restrictWrite(workspace, person, control, stop, { consents }),
    ...(await suppressionWrites(workspace, [person], stop)),
    eventWrite(workspace, { action: 'consent.withdraw', subject: person, target: id, purpose, ...from }),
  ];
}

/** How often a withdrawal is prepared anew when the person's control changes meanwhile. */
const ATTEMPTS = 5;

/** Withdraws a consent: one call, as giving it was (Art. 7(3)); doing it twice does nothing more. */
export async function withdrawConsent(workspace: Workspace, person: SubjectId, id: Id): Promise<void> {
  for (let tries = 1; ; tries++) {
    const control = controlFrom((await workspace.tables.get([workspace.keys.subject(person)]))[0]);
    const writes = await withdrawalWrites(workspace, person, control, id);
    if (writes.length === 0) return;
    try {
      await workspace.tables.write(writes);
      return;
    } catch (error) {
      if (!isWriteRefusal(error)) throw error;
      if (tries >= ATTEMPTS) throw new Problem('unavailable', { retryAfter: 1 });
    }
  }
}
