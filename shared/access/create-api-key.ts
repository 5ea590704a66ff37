import { eventWrite } from '../audit/record-event.ts';
import type { Id } from '../kernel/ids.ts';
import { newId } from '../kernel/ids.ts';
import { Problem } from '../kernel/problems.ts';
import { instant } from '../kernel/time.ts';
import { ABSENT, all, equals, set, stateIs } from '../store/clauses.ts';
import type { Workspace } from '../store/workspace.ts';
import { isWriteRefusal } from '../store/write-refusal.ts';
import type { ApiKeyItem } from './api-key.ts';
import { formatApiKey, hashSecret, newSecret } from './api-key.ts';
import type { ApiKeyView } from './api-key-view.ts';
import { apiKeyView } from './api-key-view.ts';
import type { PrincipalItem } from './principal.ts';
import { LIVE_KEYS, principalFrom } from './principal.ts';
import type { Permission } from './roles.ts';
import { may } from './roles.ts';

/** A new API key: the only moment at which it can be read. */
export interface NewApiKey extends ApiKeyView {
  readonly apiKey: string;
}

/**
 * Makes an API key for an active principal, at most `LIVE_KEYS` at once (`conflict`), so that one can replace the other
 * without an outage. Scopes lie within the principal's role; `within` are the scopes of the key that asks, which
 * nobody can step out of by making another one.
 */
export async function createApiKey(
  workspace: Workspace,
  principalId: Id,
  scopes: readonly Permission[] | undefined,
  within: readonly Permission[] | undefined,
): Promise<NewApiKey> {
  const { keys, tables } = workspace;
  const at = keys.principal(principalId);
  const principal = principalFrom((await tables.get([at]))[0]);
  if (!principal) throw new Problem('not-found');
  refuseScopes(principal, scopes, within);
  if (principal.state !== 'active') throw new Problem('conflict', { detail: 'This member is disabled.' });
  if (principal.liveKeys.length >= LIVE_KEYS) {
    throw new Problem('conflict', { detail: 'Revoke one of the two live keys first.' });
  }
  const id = newId(workspace.random);
  const secret = newSecret(workspace.random);
  const item: ApiKeyItem = {
    id,
    principal: principalId,
    hash: hashSecret(secret),
    ...(scopes && { scopes: [...new Set<Permission>([...scopes, 'self:read'])] }),
    state: 'live',
    createdAt: instant(workspace.now()),
    createdBy: workspace.actor.id,
  };
  const unchanged = all(stateIs('active'), equals('liveKeys', principal.liveKeys));
  try {
    await tables.write([
      { update: set({ liveKeys: [...principal.liveKeys, id] }), at, if: unchanged },
      { put: { ...item }, at: keys.apiKey(id), if: ABSENT },
      eventWrite(workspace, { action: 'apiKey.create', target: id }),
    ]);
  } catch (error) {
    throw isWriteRefusal(error, 0) ? new Problem('conflict', { detail: 'Keys changed meanwhile.' }) : error;
  }
  return { ...apiKeyView(item), apiKey: formatApiKey({ tenant: workspace.tenant, id, secret }) };
}

function refuseScopes(
  principal: PrincipalItem,
  scopes: readonly Permission[] | undefined,
  within: readonly Permission[] | undefined,
): void {
  if (within && !scopes) throw new Problem('forbidden');
  for (const [position, scope] of (scopes ?? []).entries()) {
    if (within && !within.includes(scope)) throw new Problem('forbidden');
    if (may(principal.role, scope)) continue;
    const pointer = `/scopes/${position}`;
    throw new Problem('rule.violated', { violations: [{ pointer, rule: 'beyond-the-role' }] });
  }
}
