import type { Json } from '../kernel/canonical-json.ts';
import { canonicalJson } from '../kernel/canonical-json.ts';
import type { Id } from '../kernel/ids.ts';
import { newId } from '../kernel/ids.ts';
import { Problem } from '../kernel/problems.ts';
import { DAY, MINUTE, SECOND } from '../kernel/time.ts';
import { ABSENT, all, any, equals, lacks, set } from './clauses.ts';
import type { Binding, Claim, Clause, Item, OwnerKey, Workspace, Write } from './workspace.ts';
import { isWriteRefusal } from './write-refusal.ts';

/** How long an answer is given again. */
export const ANSWER_TTL = DAY;
/** How long a first request may run; it is above the longest time of a function that answers a call. */
export const LEASE = MINUTE;

/** A call that must take effect once: who calls what, with which key and which parsed request. */
export interface IdempotentCall {
  /** The principal and the route (method and path pattern): keys of two callers or routes never meet. */
  readonly scope: readonly string[];
  readonly key: string;
  /** Everything of the request that decides what it does (path, query, body). */
  readonly request: unknown;
}

/** What begins a call: either carry it out, or give the stored answer again. */
export type Begun = { readonly claim: Claim } | { readonly answer: Json };

/** `claim` holds the call, and its answer is not there yet. */
const held = (claim: unknown): Clause => all(equals('claim', claim), lacks('answer'));

const binding = (digest: string): Binding => ({
  owner: 'tenant',
  type: 'idempotency',
  id: digest,
  section: 'answer',
  schema: 1,
});

/** `attribute` is a time (epoch ms) that has passed. */
const past = (attribute: string, now: number): Clause => ({
  expression: '#time <= :now',
  names: { '#time': attribute },
  values: { ':now': now },
});

/**
 * Claims a call. Refuses with `idempotency.reused` when the key came with another request, `idempotency.in-flight`
 * while the first request runs. Keys and requests are stored as keyed tokens only: they may hold personal data.
 */
export async function beginIdempotent(workspace: Workspace, call: IdempotentCall): Promise<Begun> {
  const { vault, tables, keys, random } = workspace;
  const digest = await vault.externalToken('idempotency.key', canonicalJson([...call.scope, call.key]));
  const fingerprint = await vault.externalToken('idempotency.request', canonicalJson(call.request));
  const now = workspace.now();
  const claim = newId(random);
  const expires = now + ANSWER_TTL;
  const put = { claim, fingerprint, lease: now + LEASE, expires, ttl: Math.ceil(expires / SECOND) };
  const unanswered = all(lacks('answer'), past('lease', now), equals('fingerprint', fingerprint));
  try {
    await tables.write([
      {
        put,
        at: keys.idempotency(digest),
        if: any(ABSENT, past('expires', now), all(lacks('effect'), unanswered)),
      },
    ]);
    return { claim: { digest, claim, tookEffect: false } };
  } catch (error) {
    if (!isWriteRefusal(error)) throw error;
    const found = error.failed.get(0);
    if (!found) throw new Problem('idempotency.in-flight', { retryAfter: 1 });
    if (found['fingerprint'] !== fingerprint) throw new Problem('idempotency.reused');
    if (found['effect'] === true && Number(found['lease']) <= now && !found['answer'])
      return { claim: await takenOver(workspace, { digest, claim, tookEffect: true }, found['claim']) };
    return { answer: await storedAnswer(workspace, digest, found) };
  }
}

/** A call that was cut off after it took effect: what is left of it is its answer. */
async function takenOver(workspace: Workspace, claim: Claim, from: unknown): Promise<Claim> {
  const update = set({ claim: claim.claim, lease: workspace.now() + LEASE });
  try {
    await workspace.tables.write([{ update, at: workspace.keys.idempotency(claim.digest), if: held(from) }]);
    return claim;
  } catch (error) {
    if (!isWriteRefusal(error)) throw error;
    throw new Problem('idempotency.in-flight', { retryAfter: 1 });
  }
}

async function storedAnswer(workspace: Workspace, digest: string, found: Item): Promise<Json> {
  const { vault } = workspace;
  const sealed = found['answer'];
  if (!(sealed instanceof Uint8Array)) throw new Problem('idempotency.in-flight', { retryAfter: 1 });
  const [key] = await vault.ownerKeys([found['key'] as Id]);
  // The person in the answer was erased since.
  if (!key) throw new Problem('gone');
  return vault.open(key, binding(digest), sealed);
}

/**
 * The write by which a call takes effect, as part of the transaction in which it does: whoever takes the call over
 * afterwards answers it and does nothing again, and whoever it was taken from is refused. Nothing without a claim.
 */
export function effectWrites({ keys, claim }: Workspace): Write[] {
  if (!claim) return [];
  return [{ update: set({ effect: true }), at: keys.idempotency(claim.digest), if: held(claim.claim) }];
}

/**
 * The write that stores a call's answer; as part of the call's own transaction it makes the call take effect once
 * under every crash, since a claim that was taken over refuses it. Personal answers are sealed under `owner`.
 */
export async function answerWrite(
  workspace: Workspace,
  { digest, claim }: Claim,
  answer: Json,
  owner?: OwnerKey,
): Promise<Write> {
  const key = owner ?? (await workspace.vault.tenantKey());
  const sealed = workspace.vault.seal(key, binding(digest), answer);
  return {
    update: set({ answer: sealed, key: key.id }),
    at: workspace.keys.idempotency(digest),
    if: held(claim),
  };
}

/** Stores the answer by itself, for a call whose effect needs no transaction. */
export async function completeIdempotent(
  workspace: Workspace,
  claim: Claim,
  answer: Json,
  owner?: OwnerKey,
): Promise<void> {
  await workspace.tables.write([await answerWrite(workspace, claim, answer, owner)]);
}

/** Gives the claim back after a refusal, unless the call took effect before it, so that the same key may be used again. */
export async function abandonIdempotent(workspace: Workspace, { digest, claim }: Claim): Promise<void> {
  const mine = any(ABSENT, all(held(claim), lacks('effect')));
  try {
    await workspace.tables.write([{ delete: true, at: workspace.keys.idempotency(digest), if: mine }]);
  } catch (error) {
    // Another claim, or an answer: not ours to take away.
    if (!isWriteRefusal(error)) throw error;
  }
}
