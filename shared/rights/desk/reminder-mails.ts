import { principalFrom, type Member } from '../../access/principal.ts';
import { listPrincipals, readPrincipal } from '../../access/read-principals.ts';
import type { Role } from '../../access/roles.ts';
import type { Id } from '../../kernel/ids.ts';
import { mailWrites } from '../../mail/outbox.ts';
import type { Workspace, Write } from '../../store/workspace.ts';
import { tenantSettings } from '../../tenants/settings.ts';
import { clocksOf } from '../request/clocks.ts';
import { languageOf } from '../letters/content.ts';
import { render } from '../letters/render.ts';
import type { RequestItem } from '../request/model.ts';
import { RIGHTS } from '../rights.ts';
import { requestKey } from '../request/sealed.ts';
import { PARTS } from '../request/stored.ts';
import { reminder } from './letters/reminder.ts';
import { daysLeft } from './queue.ts';

/** Members who are told at most. */
const TOLD = 10;

async function seesToIt(workspace: Workspace, ids: readonly (Id | undefined)[]): Promise<Member[]> {
  const wanted = ids.filter((id) => id !== undefined);
  const found = await workspace.tables.get(wanted.map((id) => workspace.keys.principal(id)));
  const active = wanted.filter((_, position) => principalFrom(found[position])?.state === 'active');
  return Promise.all(active.map((id) => readPrincipal(workspace, id)));
}

/** Mailboxes of the active members of some roles. */
export async function mailboxesOf(workspace: Workspace, roles: readonly Role[]): Promise<string[]> {
  if (roles.length === 0) return [];
  const { items } = await listPrincipals(workspace, { limit: 100 });
  const told = items.filter(({ role, state }) => state === 'active' && roles.includes(role));
  return [...new Set(told.flatMap(({ email }) => email ?? []))].slice(0, TOLD);
}

/** Mailboxes of those who see to a request, or of all officers while nobody does; of administrators when escalated. */
async function mailboxes(workspace: Workspace, request: RequestItem, escalated: boolean): Promise<string[]> {
  const own = await seesToIt(workspace, [request.assignee, request.deputy]);
  if (own.length > 0 && !escalated) return own.flatMap(({ email }) => email ?? []);
  const roles: Role[] = [
    ...(own.length > 0 ? [] : ['officer' as const]),
    ...(escalated ? ['admin' as const] : []),
  ];
  const others = await mailboxesOf(workspace, roles);
  return [...new Set([...own.flatMap(({ email }) => email ?? []), ...others])].slice(0, TOLD);
}

/** Why members are told, and where they read the request. */
export interface Reminding {
  readonly awaited: boolean;
  readonly escalated: boolean;
  readonly lastToRefuse: boolean;
  readonly publicUrl: string | undefined;
}

/** The writes that remind members of a request: its number, the right and the days left, nothing of the person. */
export async function reminderWrites(
  workspace: Workspace,
  request: RequestItem,
  { publicUrl, ...why }: Reminding,
): Promise<Write[]> {
  const to = await mailboxes(workspace, request, why.escalated);
  if (to.length === 0) return [];
  const { country, name } = await tenantSettings(workspace);
  const facts = {
    ...why,
    business: name ?? workspace.tenant,
    reference: request.id,
    article: RIGHTS[request.type].article,
    daysLeft: daysLeft(request, clocksOf(request).earliest, workspace.now()),
    ...(publicUrl ? { url: `${publicUrl}/v1/requests/${request.id}` } : {}),
  };
  const language = languageOf(country);
  const mail = render(reminder(facts, language), language, facts);
  const owner = { request: request.id, key: await requestKey(workspace, request), part: PARTS.reminder };
  return to.flatMap((mailbox) => mailWrites(workspace, owner, 'reminder', { to: mailbox, ...mail }));
}
