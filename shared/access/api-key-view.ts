import type { Id } from '../kernel/ids.ts';
import { Problem } from '../kernel/problems.ts';
import type { Workspace } from '../store/workspace.ts';
import type { ApiKeyItem } from './api-key.ts';
import { apiKeyFrom } from './api-key.ts';
import { principalFrom } from './principal.ts';

/** An API key as members see it: nothing of the secret. */
export type ApiKeyView = Pick<ApiKeyItem, 'id' | 'createdAt' | 'createdBy' | 'scopes' | 'lastUsedOn'>;

/** What may be shown of a stored key. */
export function apiKeyView({ id, createdAt, createdBy, scopes, lastUsedOn }: ApiKeyItem): ApiKeyView {
  return { id, createdAt, createdBy, ...(scopes && { scopes }), ...(lastUsedOn && { lastUsedOn }) };
}

/** The live keys of a principal, oldest first. */
export async function listApiKeys(workspace: Workspace, principalId: Id): Promise<readonly ApiKeyView[]> {
  const { keys, tables } = workspace;
  const principal = principalFrom((await tables.get([keys.principal(principalId)]))[0]);
  if (!principal) throw new Problem('not-found');
  if (principal.liveKeys.length === 0) return [];
  const items = await tables.get(principal.liveKeys.map((id) => keys.apiKey(id)));
  return items.flatMap((item) => apiKeyFrom(item) ?? []).map(apiKeyView);
}
