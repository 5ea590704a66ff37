import { createPrincipal } from '../../../../shared/access/create-principal.ts';
import type { Role } from '../../../../shared/access/roles.ts';
import type { Id } from '../../../../shared/kernel/ids.ts';
import { attend } from '../../../../shared/rights/desk/attend.ts';
import { PUBLIC_URL, type Firm } from '../firm.ts';

/** A member of the firm with a mailbox of its own. */
export async function member(firm: Firm, role: Role, mailbox: string): Promise<Id> {
  const { id } = await createPrincipal(firm.as(firm.officer), {
    kind: 'human',
    role,
    name: mailbox,
    email: `${mailbox}@lindqvist.example`,
  });
  return id;
}

/** What the clock does for a request. */
export async function tick({ bench, tenant, start }: Firm, request: Id): Promise<void> {
  const actor = { kind: 'system', id: 'tick' } as const;
  const workspace = bench.office.workspace(tenant, actor);
  const eraser = () => ({ ...bench.office.eraserWorkspace(tenant, actor) });
  await attend({ workspace, eraser, start, publicUrl: PUBLIC_URL }, request);
}
