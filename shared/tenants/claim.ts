import { createApiKey, type NewApiKey } from '../access/create-api-key.ts';
import { createPrincipal } from '../access/create-principal.ts';
import { endWrites } from '../access/delete-principal.ts';
import { principalFrom } from '../access/principal.ts';
import { eventWrite } from '../audit/record-event.ts';
import type { Id } from '../kernel/ids.ts';
import { Problem } from '../kernel/problems.ts';
import { instant } from '../kernel/time.ts';
import { all, equals, lacks, remove, set } from '../store/clauses.ts';
import type { Workspace, Write } from '../store/workspace.ts';
import { isWriteRefusal } from '../store/write-refusal.ts';
import { NAME_BINDING, tenantSettings, type TenantSettings } from './settings.ts';

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
  new Problem('gone', { detail: 'The key of this tenant is in use; its administrator makes further keys.' });
const meanwhile = () => new Problem('conflict', { detail: 'Another claim is under way; repeat this one.' });

/**
 * Hands a tenant to its first administrator: the name is sealed, the administrator and an API key are made, and the
 * secret is in this answer only. Until the authorizer has accepted that key for the first time the claim can be
 * repeated, for an answer that was lost: the unused key and its administrator end, and new ones are made. `gone`
 * afterwards.
 */
export async function claimTenant(workspace: Workspace, claim: Claim): Promise<Claimed> {
  const settings = await tenantSettings(workspace);
  if (settings.claimedBy) await takeBack(workspace, settings, settings.claimedBy);
  const { id } = await firstAdmin(workspace, claim);
  const key = await createApiKey(workspace, id, undefined, undefined);
  const name = workspace.vault.seal(await workspace.vault.tenantKey(), NAME_BINDING, claim.name);
  try {
    await workspace.tables.write([
      {
        update: set({ claimedAt: instant(workspace.now()), claimKey: key.id, name }),
        at: workspace.keys.tenant(),
        if: all(equals('claimedBy', id), lacks('claimKey')),
      },
      eventWrite(workspace, { action: 'tenant.change', target: workspace.tenant, fields: ['name'] }),
    ]);
  } catch (error) {
    throw isWriteRefusal(error) ? meanwhile() : error;
  }
  return { principal: id, key };
}

/** The administrator, named by the settings from the first moment: whoever repeats a claim knows whom to end. */
async function firstAdmin(workspace: Workspace, { admin }: Claim) {
  const noted = (id: Id): Write[] => [
    { update: set({ claimedBy: id }), at: workspace.keys.tenant(), if: lacks('claimedBy') },
  ];
  try {
    return await createPrincipal(workspace, { kind: 'human', role: 'admin', ...admin }, noted);
  } catch (error) {
    throw isWriteRefusal(error) ? meanwhile() : error;
  }
}

/** Ends the administrator and the key of an earlier claim; a key that was accepted, ever or just now, is `gone`. */
async function takeBack(workspace: Workspace, { claimKey }: TenantSettings, id: Id): Promise<void> {
  const { keys, tables } = workspace;
  const [item, key] = await tables.get([keys.principal(id), ...(claimKey ? [keys.apiKey(claimKey)] : [])]);
  const principal = principalFrom(item);
  if (key?.['lastUsedOn'] !== undefined || !principal || principal.state !== 'active') throw already();
  const same = claimKey === undefined ? lacks('claimKey') : equals('claimKey', claimKey);
  const unclaimed: Write = {
    update: remove('claimedBy', 'claimKey', 'claimedAt', 'name'),
    at: keys.tenant(),
    if: all(equals('claimedBy', id), same),
  };
  try {
    await tables.write([unclaimed, ...(await endWrites(workspace, principal, lacks('lastUsedOn')))]);
  } catch (error) {
    if (!isWriteRefusal(error)) throw error;
    const [now] = await tables.get(claimKey ? [keys.apiKey(claimKey)] : []);
    throw now?.['lastUsedOn'] === undefined ? meanwhile() : already();
  }
}
