import { createHash, timingSafeEqual } from 'node:crypto';
import { eventWrite } from '../../audit/record-event.ts';
import { Problem } from '../../kernel/problems.ts';
import { instant } from '../../kernel/time.ts';
import { ABSENT, PRESENT, any, remove, set, stateIs, updates } from '../../store/clauses.ts';
import type { Binding, Item, Workspace } from '../../store/workspace.ts';
import { isWriteRefusal } from '../../store/write-refusal.ts';
import { isVerifyKey, refused } from './envelope.ts';

/** An authorised agent that the business trusts, as it is in the directory of a network (section 3.05.1). */
export interface TrustedAgent {
  readonly id: string;
  readonly name: string;
  /** Base64 of the Ed25519 public key that verifies what it signs. */
  readonly verifyKey: string;
}

/** An agent with what is known of it here. */
export interface KnownAgent extends TrustedAgent {
  /** Keyed token of its id. */
  readonly token: string;
  readonly state: 'trusted' | 'ended';
  readonly createdAt: string;
  /** SHA-256 of the secret of its bearer token, base64url. */
  readonly hash?: string;
}

const SECRET_LENGTH = 32;
const BEARER = /^([A-Za-z0-9_-]{32})\.([A-Za-z0-9_-]{43})$/;

const binding = (token: string): Binding => ({
  owner: 'tenant',
  type: 'agent',
  id: token,
  section: 'entry',
  schema: 1,
});

const tokenOf = ({ vault }: Workspace, id: string) => vault.externalToken('drp.agent', id);

async function agentFrom({ vault }: Workspace, item: Item): Promise<KnownAgent> {
  const { token, state, createdAt, hash, content } = item;
  const entry = vault.open(await vault.tenantKey(), binding(token as string), content as Uint8Array);
  const known = { token, state, createdAt, ...(hash ? { hash } : {}) } as unknown as KnownAgent;
  return { ...known, ...(entry as unknown as TrustedAgent) };
}

async function agentBy(workspace: Workspace, token: string): Promise<KnownAgent | undefined> {
  const [item] = await workspace.tables.get([workspace.keys.agent(token)]);
  return item && agentFrom(workspace, item);
}

/** The trusted agent of an id; refuses any other one. */
export async function trustedAgent(workspace: Workspace, id: string): Promise<KnownAgent> {
  const found = await agentBy(workspace, await tokenOf(workspace, id));
  if (found?.state !== 'trusted') throw refused();
  return found;
}

/**
 * Enters an agent, or changes it: its token ends with the entry that it was given for. `rule.violated` for a key that
 * is none.
 */
export async function trustAgent(workspace: Workspace, agent: TrustedAgent): Promise<KnownAgent> {
  const { keys, tables, vault } = workspace;
  const { id, name, verifyKey } = agent;
  if (!isVerifyKey(verifyKey))
    throw new Problem('rule.violated', { violations: [{ pointer: '/verifyKey', rule: 'Ed25519 key' }] });
  const token = await tokenOf(workspace, id);
  const createdAt = instant(workspace.now());
  const content = vault.seal(await vault.tenantKey(), binding(token), { id, name, verifyKey });
  const listed = { listPk: keys.list('agent', 0), listSk: `${createdAt}#${token}` };
  const known = { token, state: 'trusted', createdAt } as const;
  await tables.write([
    { put: { ...known, content, ...listed }, at: keys.agent(token), if: any(ABSENT, PRESENT) },
    eventWrite(workspace, { action: 'tenant.change', target: workspace.tenant, fields: ['agents'] }),
  ]);
  return { ...agent, ...known };
}

/** Trusts an agent no longer: its token and its signatures are refused from now on; `not-found` when there is none. */
export async function endAgent(workspace: Workspace, id: string): Promise<void> {
  const at = workspace.keys.agent(await tokenOf(workspace, id));
  try {
    await workspace.tables.write([
      { update: updates(set({ state: 'ended' }), remove('hash')), at, if: PRESENT },
      eventWrite(workspace, { action: 'tenant.change', target: workspace.tenant, fields: ['agents'] }),
    ]);
  } catch (error) {
    throw isWriteRefusal(error) ? new Problem('not-found') : error;
  }
}

/** Agents of a business, at most a hundred, newest first: a network has few. */
export async function listAgents(workspace: Workspace): Promise<KnownAgent[]> {
  const { items } = await workspace.tables.query({
    table: 'data',
    index: 'list',
    pk: workspace.keys.list('agent', 0),
    newestFirst: true,
    limit: 100,
  });
  return Promise.all(items.map((item) => agentFrom(workspace, item)));
}

const hashOf = (secret: string) => createHash('sha256').update(secret, 'ascii').digest();

/** Gives an agent its bearer token, which replaces the one before; of the token only a hash stays here. */
export async function issueToken(workspace: Workspace, { token }: KnownAgent): Promise<string> {
  const secret = workspace.random(SECRET_LENGTH).toString('base64url');
  const hash = hashOf(secret).toString('base64url');
  const at = workspace.keys.agent(token);
  await workspace.tables.write([{ update: set({ hash }), at, if: stateIs('trusted') }]);
  return `${token}.${secret}`;
}

/** The agent that a bearer token belongs to; an unknown token, a foreign one and an ended one are one refusal. */
export async function authenticate(workspace: Workspace, bearer: string | undefined): Promise<KnownAgent> {
  const [, token, secret] = BEARER.exec(bearer ?? '') ?? [];
  if (token === undefined || secret === undefined) throw refused();
  const agent = await agentBy(workspace, token);
  const stored = Buffer.from(agent?.hash ?? '', 'base64url');
  const given = hashOf(secret);
  const matches = stored.length === given.length && timingSafeEqual(stored, given);
  if (!matches || agent?.state !== 'trusted') throw refused();
  return agent;
}
