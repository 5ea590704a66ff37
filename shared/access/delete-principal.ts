import { eventWrite } from '../audit/record-event.ts';
import type { Id } from '../kernel/ids.ts';
import { Problem } from '../kernel/problems.ts';
import { ABSENT, PRESENT, all, any, equals, remove, set, stateIs, updates } from '../store/clauses.ts';
import { dueWrite } from '../store/due.ts';
import { pagesOf } from '../store/pages.ts';
import type { Clause, EraserWorkspace, Workspace, Write } from '../store/workspace.ts';
import { isWriteRefusal } from '../store/write-refusal.ts';
import { adminCheck, noAdmin } from './change-principal.ts';
import { addressToken } from './create-principal.ts';
import type { PrincipalItem } from './principal.ts';
import { directoryEntry, principalFrom } from './principal.ts';

/**
 * Ends a principal in one transaction: its live keys are revoked, its directory entry is erased, its address can be
 * used again. The id stays, since events name it. The token of the address is deleted by `forgetAddress`: only the
 * eraser's session may. `onlyIf` is a further condition on each of its live keys.
 */
export async function endWrites(
  workspace: Workspace,
  principal: PrincipalItem,
  onlyIf?: Clause,
): Promise<readonly [Write, ...Write[]]> {
  const { keys, vault } = workspace;
  const { id, version, liveKeys } = principal;
  const entry = directoryEntry(vault, await vault.tenantKey(), principal);
  const freed = entry?.email === undefined ? undefined : await addressToken(workspace, entry.email);
  const revocable = all(stateIs('live'), equals('principal', id), ...(onlyIf ? [onlyIf] : []));
  return [
    {
      update: updates(
        set({ state: 'former', version: version + 1, liveKeys: [], freed }),
        remove('entry', 'listPk', 'listSk'),
      ),
      at: keys.principal(id),
      if: all(equals('version', version), equals('liveKeys', liveKeys)),
    },
    ...liveKeys.flatMap((key): Write[] => [
      { update: set({ state: 'revoked' }), at: keys.apiKey(key), if: revocable },
      eventWrite(workspace, { action: 'apiKey.revoke', target: key }),
    ]),
    ...(freed === undefined
      ? []
      : [
          { put: { freed: id }, at: keys.externalId(freed), if: equals('principal', id) },
          dueWrite(workspace, { at: workspace.now(), kind: 'member', reference: id }),
        ]),
    eventWrite(workspace, { action: 'member.delete', target: id }),
  ];
}

/** Refuses while active services name the member as the one who answers for them; it goes by a list, which may lag. */
async function refuseOwner({ tables, keys }: Workspace, id: Id): Promise<void> {
  const services = pagesOf(tables, {
    table: 'data',
    index: 'list',
    pk: keys.list('principal', 0),
    filter: all(equals('owner', id), stateIs('active')),
  });
  for await (const { length } of services)
    if (length > 0)
      throw new Problem('conflict', { detail: 'Delete or disable the services of this member first.' });
}

/**
 * Deletes a member at the version that was read. Nobody deletes oneself (`same-person`), and whoever deletes is an
 * administrator at that very moment, so that one always remains (`conflict`). What is left is a former member.
 */
export async function deletePrincipal(workspace: Workspace, id: Id, version: number): Promise<void> {
  const { keys, tables, actor } = workspace;
  const principal = principalFrom((await tables.get([keys.principal(id)]))[0]);
  if (!principal) throw new Problem('not-found');
  if (principal.state === 'former') throw new Problem('gone', { detail: 'This member was deleted.' });
  if (id === actor.id) throw new Problem('same-person');
  if (principal.version !== version) throw new Problem('precondition.failed');
  await refuseOwner(workspace, id);
  try {
    await tables.write([adminCheck(workspace), ...(await endWrites(workspace, principal))]);
  } catch (error) {
    if (!isWriteRefusal(error)) throw error;
    throw isWriteRefusal(error, 0) ? noAdmin() : new Problem('precondition.failed');
  }
}

/** Deletes the token of a former member's address, unless somebody has the address by now; twice does nothing more. */
export async function forgetAddress({ keys, tables }: EraserWorkspace, id: Id): Promise<void> {
  const at = keys.principal(id);
  const [item] = await tables.get([at]);
  const freed = item?.['freed'];
  if (typeof freed !== 'string') return;
  const forgotten: Write = { update: remove('freed'), at, if: PRESENT };
  const token: Write = { delete: true, at: keys.externalId(freed), if: any(ABSENT, equals('freed', id)) };
  try {
    await tables.write([token, forgotten]);
  } catch (error) {
    if (!isWriteRefusal(error, 0)) throw error;
    await tables.write([forgotten]);
  }
}
