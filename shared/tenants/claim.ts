import { createApiKey, type NewApiKey } from '../access/create-api-key.ts';
import { listApiKeys } from '../access/api-key-view.ts';
import { createPrincipal } from '../access/create-principal.ts';
import { revokeApiKey } from '../access/revoke-api-key.ts';
import { eventWrite } from '../audit/record-event.ts';
import type { Id } from '../kernel/ids.ts';
import { isProblem, Problem } from '../kernel/problems.ts';
import { instant } from '../kernel/time.ts';
import { lacks } from '../store/clauses.ts';
import type { Workspace } from '../store/workspace.ts';
import { isWriteRefusal } from '../store/write-refusal.ts';
import { NAME_BINDING, tenantSettings } from './settings.ts';

/** Who takes a new tenant over. */
export interface Claim {
  /** Name of the business. */
  readonly name: string;
  readonly admin: { readonly name: string; readonly email: string };
}

/** The first administrator and the one key; its secret is in no table, workflow or log. */
export interface Claimed {
  readonly principal: Id;
  readonly key: NewApiKey;
}

const already = () =>
  new Problem('gone', { detail: 'This tenant was claimed; its administrator makes further keys.' });

/**
 * Hands a new tenant to its first administrator, once: the name is sealed, the administrator and an API key are made,
 * and the secret is in this answer only. A call that broke off before the tenant was marked as claimed can be repeated
 * with the same address.
 */
export async function claimTenant(workspace: Workspace, claim: Claim): Promise<Claimed> {
  const settings = await tenantSettings(workspace);
  if (settings.claimedAt) throw already();
  const principal = await firstAdmin(workspace, claim);
  const key = await createApiKey(workspace, principal, undefined, undefined);
  const name = workspace.vault.seal(await workspace.vault.tenantKey(), NAME_BINDING, claim.name);
  try {
    await workspace.tables.write([
      {
        update: {
          expression: 'SET #claimedAt = :now, #name = :name',
          names: { '#claimedAt': 'claimedAt', '#name': 'name' },
          values: { ':now': instant(workspace.now()), ':name': name },
        },
        at: workspace.keys.tenant(),
        if: lacks('claimedAt'),
      },
      eventWrite(workspace, { action: 'tenant.change', target: workspace.tenant, fields: ['name'] }),
    ]);
  } catch (error) {
    throw isWriteRefusal(error) ? already() : error;
  }
  return { principal, key };
}

/** The administrator; one that an interrupted call has made is found by the address. */
async function firstAdmin(workspace: Workspace, { admin }: Claim): Promise<Id> {
  try {
    return (await createPrincipal(workspace, { kind: 'human', role: 'admin', ...admin })).id;
  } catch (error) {
    if (!isProblem(error, 'conflict')) throw error;
    const address = admin.email.normalize('NFC').toLowerCase();
    const token = await workspace.vault.externalToken('principal', address);
    const [item] = await workspace.tables.get([workspace.keys.externalId(token)]);
    if (!item) throw error;
    const principal = item['principal'] as Id;
    // Keys of a call that broke off were handed to nobody.
    for (const { id } of await listApiKeys(workspace, principal))
      await revokeApiKey(workspace, principal, id);
    return principal;
  }
}
