import { eventWrite } from '../audit/record-event.ts';
import type { Id } from '../kernel/ids.ts';
import { Problem } from '../kernel/problems.ts';
import { set, versionIs } from '../store/clauses.ts';
import type { Workspace } from '../store/workspace.ts';
import { isWriteRefusal } from '../store/write-refusal.ts';
import { refuseRole } from './create-principal.ts';
import type { Member, Principal } from './principal.ts';
import { memberFrom, principalFrom } from './principal.ts';

/**
 * Changes role or state. Nobody changes their own, so that every loss of rights has a second person behind it and an
 * administrator always remains (`same-person`). It takes effect when the authorizer's cache of 30 s has run out.
 */
export async function changePrincipal(
  workspace: Workspace,
  id: Id,
  version: number,
  change: Partial<Pick<Principal, 'role' | 'state'>>,
): Promise<Member> {
  const at = workspace.keys.principal(id);
  const principal = principalFrom((await workspace.tables.get([at]))[0]);
  if (!principal) throw new Problem('not-found');
  if (id === workspace.actor.id) throw new Problem('same-person');
  if (change.role) refuseRole(principal.kind, change.role);
  const changed = { ...change, version: version + 1 };
  const fields = Object.keys(change);
  try {
    await workspace.tables.write([
      { update: set(changed), at, if: versionIs(version) },
      eventWrite(workspace, { action: 'member.change', target: id, fields }),
    ]);
  } catch (error) {
    throw isWriteRefusal(error, 0) ? new Problem('precondition.failed') : error;
  }
  return memberFrom(workspace.vault, await workspace.vault.tenantKey(), { ...principal, ...changed });
}
