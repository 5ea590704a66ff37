import { eventWrite } from '../audit/record-event.ts';
import type { Json } from '../kernel/canonical-json.ts';
import { newId } from '../kernel/ids.ts';
import type { Id } from '../kernel/ids.ts';
import { Problem } from '../kernel/problems.ts';
import { instant } from '../kernel/time.ts';
import { ABSENT, all, any, equals, lacks, stateIs } from '../store/clauses.ts';
import type { Workspace, Write } from '../store/workspace.ts';
import { isWriteRefusal } from '../store/write-refusal.ts';
import type { DirectoryEntry, Member, PrincipalItem, PrincipalKind } from './principal.ts';
import { ROLES_OF, entryBinding, memberFrom } from './principal.ts';
import type { Role } from './roles.ts';

/** Who is to become a principal. */
export type NewPrincipal =
  | { readonly kind: 'human'; readonly role: Role; readonly name: string; readonly email: string }
  | { readonly kind: 'service'; readonly role: Role; readonly name: string; readonly owner: Id };

/** Refuses a role that the kind of principal may not have. */
export function refuseRole(kind: PrincipalKind, role: Role): void {
  const allowed: readonly Role[] = ROLES_OF[kind];
  if (allowed.includes(role)) return;
  throw new Problem('rule.violated', { violations: [{ pointer: '/role', rule: `not-for-${kind}` }] });
}

/**
 * Creates a principal in one transaction with the token of its address and its event. One address is one person in a
 * tenant, and a service needs an active person who answers for it: `conflict` and `reference.unknown` (IAM-01).
 * `alongside` joins the transaction; its refusal is the caller's.
 */
export async function createPrincipal(
  workspace: Workspace,
  principal: NewPrincipal,
  alongside: (id: Id) => readonly Write[] = () => [],
): Promise<Member> {
  refuseRole(principal.kind, principal.role);
  const { keys, vault } = workspace;
  const id = newId(workspace.random);
  const entry: DirectoryEntry =
    principal.kind === 'human' ? { name: principal.name, email: principal.email } : { name: principal.name };
  const tenantKey = await vault.tenantKey();
  const createdAt = instant(workspace.now());
  const item: PrincipalItem = {
    id,
    kind: principal.kind,
    role: principal.role,
    state: 'active',
    version: 1,
    createdAt,
    ...(principal.kind === 'service' && { owner: principal.owner }),
    liveKeys: [],
    entry: vault.seal(tenantKey, entryBinding(id), entry as unknown as Json),
  };
  const listed = { listPk: keys.list('principal', 0), listSk: `${createdAt}#${id}` };
  const only =
    principal.kind === 'human'
      ? await addressWrite(workspace, id, principal.email)
      : ownerCheck(workspace, principal.owner);
  const writes: Write[] = [
    only,
    { put: { ...item, ...listed }, at: keys.principal(id), if: ABSENT },
    eventWrite(workspace, { action: 'member.create', target: id }),
    ...alongside(id),
  ];
  try {
    await workspace.tables.write(writes);
  } catch (error) {
    if (!isWriteRefusal(error, 0)) throw error;
    throw principal.kind === 'human'
      ? new Problem('conflict', { detail: 'A member with this address exists.' })
      : new Problem('reference.unknown', {
          violations: [{ pointer: '/owner', rule: 'not-an-active-person' }],
        });
  }
  return memberFrom(vault, tenantKey, item);
}

/** The keyed token of an address, in lower case and normal form C: the uniqueness of members. */
export function addressToken({ vault }: Workspace, email: string): Promise<string> {
  return vault.externalToken('principal', email.normalize('NFC').toLowerCase());
}

/** An address is nobody's, or was a former member's. */
async function addressWrite(workspace: Workspace, id: Id, email: string): Promise<Write> {
  const at = workspace.keys.externalId(await addressToken(workspace, email));
  return { put: { principal: id }, at, if: any(ABSENT, lacks('principal')) };
}

const ownerCheck = (workspace: Workspace, owner: Id): Write => ({
  check: true,
  at: workspace.keys.principal(owner),
  if: all(equals('kind', 'human' satisfies PrincipalKind), stateIs('active')),
});
