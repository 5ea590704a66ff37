import type { APIGatewayAuthorizerResult } from 'aws-lambda';
import type { TenantId } from '../kernel/ids.ts';
import { day } from '../kernel/time.ts';
import { PRESENT, all, set, stateIs } from '../store/clauses.ts';
import type { Actor, Workspace } from '../store/workspace.ts';
import { isWriteRefusal } from '../store/write-refusal.ts';
import type { ApiKeyItem } from './api-key.ts';
import { apiKeyFrom, parseApiKey, secretMatches } from './api-key.ts';
import type { PrincipalItem } from './principal.ts';
import { principalFrom } from './principal.ts';

/** Opens a workspace of the tenant that a key names; the tenant is believed only once the secret was verified. */
export type OpenWorkspace = (tenant: TenantId, actor: Actor) => Workspace | Promise<Workspace>;

/** What the gateway's request authorizer hands in. */
export interface AuthorizerEvent {
  readonly methodArn: string;
  readonly headers?: Readonly<Record<string, string | undefined>> | null;
}

/** Who the product is while it looks at credentials. */
const AUTHORIZER: Actor = { kind: 'system', id: 'authorizer' };

const BEARER = /^Bearer ([\x21-\x7e]{1,200})$/i;

/** The gateway answers 401 to exactly this message, and 500 to every other one. */
const unauthorized = () => new Error('Unauthorized');

/**
 * Verifies `Authorization: Bearer bw_…`. Malformed, unknown, foreign and revoked keys and disabled principals are all the
 * same `Unauthorized`; an outage throws as it came, and nobody is let in. The policy covers the whole stage because the
 * gateway caches it for every route; each route's permission is decided in the chain.
 */
export async function authorizeRequest(
  open: OpenWorkspace,
  event: AuthorizerEvent,
): Promise<APIGatewayAuthorizerResult> {
  const sent = Object.entries(event.headers ?? {}).filter(([name]) => name.toLowerCase() === 'authorization');
  const parts = sent.length === 1 ? parseApiKey(BEARER.exec(sent[0]?.[1] ?? '')?.[1] ?? '') : undefined;
  if (!parts) throw unauthorized();
  const workspace = await open(parts.tenant, AUTHORIZER);
  const { keys, tables } = workspace;
  const [keyItem, tenantItem] = await tables.get([keys.apiKey(parts.id), keys.tenant()]);
  const key = apiKeyFrom(keyItem);
  if (!secretMatches(parts.secret, key?.hash) || key?.state !== 'live') throw unauthorized();
  // A tenant that is being set up, suspended or gone lets nobody in.
  if ((tenantItem?.['state'] ?? 'active') !== 'active') throw unauthorized();
  const [principalItem] = await tables.get([keys.principal(key.principal)]);
  const principal = principalFrom(principalItem);
  if (principal?.state !== 'active' || !principal.liveKeys.includes(key.id)) throw unauthorized();
  await noteUse(workspace, key);
  return allow(event.methodArn, parts.tenant, principal, key);
}

/** One write per key and day; a key revoked at this very moment is left alone. */
async function noteUse({ tables, keys, now }: Workspace, key: ApiKeyItem): Promise<void> {
  const lastUsedOn = day(now());
  if (key.lastUsedOn === lastUsedOn) return;
  try {
    await tables.write([
      { update: set({ lastUsedOn }), at: keys.apiKey(key.id), if: all(PRESENT, stateIs('live')) },
    ]);
  } catch (error) {
    if (!isWriteRefusal(error)) throw error;
    throw unauthorized();
  }
}

function allow(
  methodArn: string,
  tenant: TenantId,
  principal: PrincipalItem,
  key: ApiKeyItem,
): APIGatewayAuthorizerResult {
  const [api, stage] = methodArn.split('/');
  return {
    principalId: principal.id,
    policyDocument: {
      Version: '2012-10-17',
      Statement: [{ Action: 'execute-api:Invoke', Effect: 'Allow', Resource: `${api}/${stage}/*/*` }],
    },
    context: {
      tenant,
      principal: principal.id,
      role: principal.role,
      kind: principal.kind,
      scopes: key.scopes?.join(' ') ?? '*',
    },
  };
}
