import { eventWrite } from '../audit/record-event.ts';
import type { Id } from '../kernel/ids.ts';
import { Problem } from '../kernel/problems.ts';
import { all, equals, set, stateIs } from '../store/clauses.ts';
import type { Workspace } from '../store/workspace.ts';
import { isWriteRefusal } from '../store/write-refusal.ts';
import { principalFrom } from './principal.ts';

/** Revokes a principal's live key for good; another principal's, a revoked and an absent one are `not-found`. */
export async function revokeApiKey(workspace: Workspace, principalId: Id, id: Id): Promise<void> {
  const { keys, tables } = workspace;
  const at = keys.principal(principalId);
  const principal = principalFrom((await tables.get([at]))[0]);
  if (!principal?.liveKeys.includes(id)) throw new Problem('not-found');
  const liveKeys = principal.liveKeys.filter((live) => live !== id);
  const isTheirs = all(stateIs('live'), equals('principal', principalId));
  try {
    await tables.write([
      { update: set({ liveKeys }), at, if: equals('liveKeys', principal.liveKeys) },
      { update: set({ state: 'revoked' }), at: keys.apiKey(id), if: isTheirs },
      eventWrite(workspace, { action: 'apiKey.revoke', target: id }),
    ]);
  } catch (error) {
    throw isWriteRefusal(error) ? new Problem('conflict', { detail: 'Keys changed meanwhile.' }) : error;
  }
}
