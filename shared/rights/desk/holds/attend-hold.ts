import { eventWrite } from '../../../audit/record-event.ts';
import type { Id } from '../../../kernel/ids.ts';
import { PRESENT, remove } from '../../../store/clauses.ts';
import { isWriteRefusal } from '../../../store/write-refusal.ts';
import type { Attendance } from '../attend.ts';
import { HOLD_STATES, loadHold } from './hold.ts';
import { settleErasures } from './decide-hold.ts';
import { remindOfReview } from './review.ts';

/**
 * Does what is due for a hold, judged by its state: what it means for erasures, should whoever placed or released it have
 * died; reminds of its review; and the key of the note of a hold that has ended is destroyed.
 */
export async function attendHold({ workspace, eraser, start, publicUrl }: Attendance, id: Id): Promise<void> {
  const hold = await loadHold(workspace, id);
  await settleErasures(workspace, hold, start);
  await remindOfReview(workspace, hold, publicUrl);
  if (!HOLD_STATES[hold.state].final || !hold.content) return;
  const able = eraser();
  try {
    await able.tables.write([
      { delete: true, at: able.keys.ownerKey(hold.key), if: PRESENT },
      { update: remove('content'), at: able.keys.hold(id), if: PRESENT },
      eventWrite(able, { action: 'hold.end', target: id, subject: hold.person }),
    ]);
  } catch (error) {
    // Destroyed before.
    if (!isWriteRefusal(error)) throw error;
  }
}
