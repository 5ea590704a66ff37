import { day, instant } from '../../kernel/time.ts';
import { ABSENT } from '../../store/clauses.ts';
import { isWriteRefusal } from '../../store/write-refusal.ts';
import type { Workspace } from '../../store/workspace.ts';
import { alertsOf } from '../request/clocks.ts';
import type { RequestItem } from '../request/model.ts';
import { historyWrite } from '../steps/store.ts';
import { PARTS, parts } from '../request/stored.ts';
import { reminderWrites } from './reminder-mails.ts';

/** A day on which a request asks for attention. */
interface Alert {
  readonly name: string;
  readonly on: string;
  readonly awaited: boolean;
}

/** Points of the clocks at which members who do not handle requests are told as well. */
const ESCALATED = ['promise-100', 'law', 'overdue'];

async function alertsUntil(workspace: Workspace, request: RequestItem, today: string): Promise<Alert[]> {
  // The clocks of a request that was taken up again are told of again.
  const round = request.reopened ? [request.reopened.length] : [];
  const clocks = alertsOf(request).map(({ name, on }) => ({ name, key: [name, ...round].join('-'), on }));
  const waiting = (await parts(workspace, request.id, 'waiting')).filter(({ state }) => state === 'open');
  return [
    ...clocks.map(({ key: name, on }) => ({ name, on, awaited: false })),
    ...waiting.map((item) => ({
      name: `waiting-${String(item['id'])}`,
      on: String(item['until']),
      awaited: true,
    })),
  ].filter(({ on }) => on <= today);
}

/** True for an alert of this point of the clocks, of whatever time that the request is taken up. */
function isOf({ name }: Alert, point: string): boolean {
  return name === point || name.startsWith(`${point}-`);
}

/** True when members beyond the officers are told. */
function isEscalated(alert: Alert): boolean {
  return ESCALATED.some((point) => isOf(alert, point));
}

/**
 * Notes each day that has come in the history of a request, once, and reminds those who see to it. Of several days that
 * have come since the last look, as when an old letter is recorded, only the latest one is a mail, beside what is awaited
 * and the last day for a refusal.
 */
export async function remind(workspace: Workspace, request: RequestItem, publicUrl?: string): Promise<void> {
  const alerts = await alertsUntil(workspace, request, day(workspace.now()));
  const keyOf = ({ name }: Alert) => workspace.keys.requestPart(request.id, PARTS.alert, name);
  const told = await workspace.tables.get(alerts.map(keyOf));
  const fresh = alerts.filter((_, position) => told[position] === undefined);
  const ownMail = (alert: Alert) => alert.awaited || isOf(alert, 'refusal');
  const latest = fresh.findLast((alert) => !ownMail(alert));
  for (const alert of fresh) {
    const { name, on, awaited } = alert;
    const mailed = ownMail(alert) || alert === latest;
    const mails = mailed
      ? await reminderWrites(workspace, request, {
          awaited,
          escalated: isEscalated(alert),
          lastToRefuse: isOf(alert, 'refusal'),
          publicUrl,
        })
      : [];
    try {
      await workspace.tables.write([
        { put: { at: instant(workspace.now()), on }, at: keyOf(alert), if: ABSENT },
        historyWrite(workspace, request.id, { alert: name, on }),
        ...mails,
      ]);
    } catch (error) {
      // Another tick was faster.
      if (!isWriteRefusal(error)) throw error;
    }
  }
}
