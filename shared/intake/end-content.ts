import type { Id } from '../kernel/ids.ts';
import { DAY, instant } from '../kernel/time.ts';
import type { TenantObjects } from '../files/objects.ts';
import { parts } from '../rights/request/stored.ts';
import { PRESENT } from '../store/clauses.ts';
import { dueWrite } from '../store/due.ts';
import type { EraserWorkspace, Workspace } from '../store/workspace.ts';
import { isWriteRefusal } from '../store/write-refusal.ts';
import { arrivalFrom, arrivalKey, changeArrival } from './arrival-store.ts';
import { noticeWrites } from './letters-out.ts';
import { unmarkWrites } from './marks.ts';
import type { ArrivalItem } from './model.ts';
import { REMINDER } from './receive.ts';
import { WATCH } from './turn.ts';

/** How long a message that was closed without a request can still be looked at: a mistake is seen by then. */
const CLOSED_STAY = 30 * DAY;

/** What attending to a message needs. */
export interface ArrivalAttendance {
  readonly workspace: Workspace;
  readonly objects: TenantObjects;
  /** The session that may delete keys; opened only when one is to end. */
  readonly eraser: () => EraserWorkspace;
  /** Takes the line that an alarm is raised by: opaque ids only. */
  readonly alarm: (line: string) => void;
}

/** The name by which the alarm about a message that was not passed on in time is found in the log. */
export const OVERDUE = 'forwarding-overdue';

const lettersOf = async (workspace: Workspace, { id }: ArrivalItem) => parts(workspace, id, 'mail');

/** True when nobody of the business has heard of the message. */
async function untold(workspace: Workspace, arrival: ArrivalItem): Promise<boolean> {
  if (arrival.state === 'held') return true;
  if (arrival.state !== 'open' || arrival.seenAt) return false;
  const letters = await lettersOf(workspace, arrival);
  return !letters.some(({ template, state }) => template === 'notice' && state === 'sent');
}

/** True when nothing needs what the person wrote any more. */
async function isOver(workspace: Workspace, arrival: ArrivalItem): Promise<boolean> {
  const letters = await lettersOf(workspace, arrival);
  if (letters.some(({ state }) => state === 'waiting' || state === 'claimed')) return false;
  if (arrival.state === 'closed') return workspace.now() - Date.parse(arrival.endedAt ?? '') >= CLOSED_STAY;
  const requests = await workspace.tables.get(arrival.requests.map((id) => workspace.keys.request(id)));
  return requests.every((request) => request === undefined || request['keyEndedAt'] !== undefined);
}

/** Destroys the key of a message with its originals, and forgets its marks. */
async function endContent({ workspace, objects, eraser }: ArrivalAttendance, arrival: ArrivalItem) {
  const able = eraser();
  try {
    await able.tables.write([{ delete: true, at: able.keys.ownerKey(arrival.key), if: PRESENT }]);
  } catch (error) {
    // Destroyed before; what is left is to note it.
    if (!isWriteRefusal(error)) throw error;
  }
  for (const original of arrival.originals) await objects.remove('vault', original);
  const marks = [...arrival.marks, arrival.sender];
  for (let from = 0; from < marks.length; from += 90)
    await workspace.tables.write(unmarkWrites(workspace, arrival.id, marks.slice(from, from + 90)));
  await changeArrival(workspace, arrival, {
    action: 'arrival.end',
    set: { keyEndedAt: instant(workspace.now()), marks: [], originals: [] },
    remove: ['content', 'sender'],
  });
}

/**
 * Does what is due for a message, judged by its state: raises the alarm when what the vendor received has not reached
 * the business in time (DSR-12), reminds the officers of what still waits, destroys the content of what is over.
 */
export async function attendArrival(attendance: ArrivalAttendance, reference: Id): Promise<void> {
  const { workspace, alarm } = attendance;
  const [item] = await workspace.tables.get([workspace.keys.arrival(reference)]);
  if (!item || item['keyEndedAt'] !== undefined) return;
  const arrival = arrivalFrom(item);
  const now = workspace.now();
  const again = (at: number) => dueWrite(workspace, { at, kind: 'arrival', reference });
  if (arrival.state !== 'open' && arrival.state !== 'held') {
    if (await isOver(workspace, arrival)) await endContent(attendance, arrival);
    else await workspace.tables.write([again(now + WATCH)]);
    return;
  }
  if (arrival.forwardBy && Date.parse(arrival.forwardBy) <= now && (await untold(workspace, arrival)))
    alarm(JSON.stringify({ level: 'error', alarm: OVERDUE, tenant: workspace.tenant, arrival: reference }));
  const owner = await arrivalKey(workspace, arrival);
  await workspace.tables.write([
    ...(await noticeWrites(workspace, { ...arrival, owner }, arrival)),
    again(now + REMINDER),
  ]);
}
