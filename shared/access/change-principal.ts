import { eventWrite } from '../audit/record-event.ts';
import type { Id } from '../kernel/ids.ts';
import { Problem } from '../kernel/problems.ts';
import { all, equals, set, stateIs, versionIs } from '../store/clauses.ts';
import type { Workspace, Write } from '../store/workspace.ts';
import { isWriteRefusal } from '../store/write-refusal.ts';
import { refuseRole } from './create-principal.ts';
import type { Member, Principal } from './principal.ts';
import { memberFrom, principalFrom } from './principal.ts';
import type { Role } from './roles.ts';

/** Whoever changes or deletes members is an administrator at that very moment: two never end each other. */
export function adminCheck({ keys, actor }: Workspace): Write {
  return {
    check: true,
    at: keys.principal(actor.id as Id),
    if: all(stateIs('active'), equals('role', 'admin' satisfies Role)),
  };
}

/** The refusal of somebody who is no administrator any more. */
export const noAdmin = () => new Problem('conflict', { detail: 'An administrator has to remain.' });

/**
 * Changes role or state. Nobody changes their own, so that every loss of rights has a second person behind it and an
 * administrator always remains (`same-person`). It takes effect when the authorizer's cache of 30 s has run out.
 */
export async function changePrincipal(
  workspace: Workspace,
  id: Id,
  version: number,
  change: { readonly role?: Role; readonly state?: Exclude<Principal['state'], 'former'> },
): Promise<Member> {
  const at = workspace.keys.principal(id);
  const principal = principalFrom((await workspace.tables.get([at]))[0]);
  if (!principal) throw new Problem('not-found');
  if (principal.state === 'former') throw new Problem('gone', { detail: 'This member was deleted.' });
  if (id === workspace.actor.id) throw new Problem('same-person');
  if (change.role) refuseRole(principal.kind, change.role);
  const changed = { ...change, version: version + 1 };
  const fields = Object.keys(change);
  try {
    await workspace.tables.write([
      adminCheck(workspace),
      { update: set(changed), at, if: all(versionIs(version), stateIs('active', 'disabled')) },
      eventWrite(workspace, { action: 'member.change', target: id, fields }),
    ]);
  } catch (error) {
    if (!isWriteRefusal(error)) throw error;
    throw isWriteRefusal(error, 0) ? noAdmin() : new Problem('precondition.failed');
  }
  return memberFrom(workspace.vault, await workspace.vault.tenantKey(), { ...principal, ...changed });
}
