import { eventWrite } from '../../audit/record-event.ts';
import { newId, type SubjectId } from '../../kernel/ids.ts';
import { instant } from '../../kernel/time.ts';
import { ABSENT } from '../../store/clauses.ts';
import { dueWrite } from '../../store/due.ts';
import type { Workspace, Write } from '../../store/workspace.ts';
import { tenantSettings } from '../../tenants/settings.ts';
import { alertWrites, dueDays } from '../request/clocks.ts';
import { queueWrites } from '../steps/queue-entry.ts';
import { languageOf } from '../letters/content.ts';
import type { RequestItem } from '../request/model.ts';
import { zoneOfReceipt } from '../deadlines/zone.ts';
import { sealable } from '../opening/open-request.ts';
import { historyWrite } from '../steps/store.ts';
import { requestBinding } from '../request/sealed.ts';
import { DUTIES, type DutyName } from '../request/duties.ts';

/**
 * The writes by which the business asks itself to erase somebody: the officers have it in their queue, and the clock
 * begins once the time for their review is over. It has no mark: what the person asks for is a request of its own.
 */
export async function dutyWrites(
  workspace: Workspace,
  name: DutyName,
  person: SubjectId,
): Promise<{ readonly request: RequestItem; readonly writes: readonly Write[] }> {
  const settings = await tenantSettings(workspace);
  const { country } = settings;
  const { key, write } = await workspace.vault.newOwnerKey('request');
  const id = newId(workspace.random);
  const now = workspace.now();
  const reviewUntil = now + DUTIES[name].review;
  const clocked = {
    type: 'erasure',
    receivedAt: instant(now),
    calendar: country,
    ...zoneOfReceipt(settings, country),
    suspensions: [],
  } as const;
  const request: RequestItem = {
    id,
    state: 'received',
    version: 1,
    channel: 'internal',
    duty: { name, reviewUntil: instant(reviewUntil) },
    ...clocked,
    ...dueDays(clocked),
    openedBy: workspace.actor.id,
    createdAt: instant(now),
    candidates: [],
    subject: person,
    language: languageOf(country),
    attempt: 0,
    marks: [],
    key: key.id,
    content: workspace.vault.seal(key, requestBinding(id, id, 'content'), sealable({ identifiers: [] })),
  };
  const list = { listPk: workspace.keys.list('request', 0), listSk: `${request.createdAt}#${id}` };
  const writes = [
    { put: { ...request, ...list }, at: workspace.keys.request(id), if: ABSENT },
    write,
    ...queueWrites(workspace, request),
    historyWrite(workspace, id, { step: 'open', to: request.state, duty: name }),
    eventWrite(workspace, {
      action: 'request.open',
      target: id,
      request: id,
      type: request.type,
      subject: person,
    }),
    ...alertWrites(workspace, request),
    dueWrite(workspace, { at: reviewUntil, kind: 'request', reference: id }),
  ];
  return { request, writes };
}
