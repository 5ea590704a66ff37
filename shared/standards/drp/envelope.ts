import { createPublicKey, verify } from 'node:crypto';
import * as z from 'zod';
import { parseJsonText } from '../../kernel/json-text.ts';
import { Problem, isProblem } from '../../kernel/problems.ts';
import { MINUTE } from '../../kernel/time.ts';

/** Bytes of an Ed25519 signature, which stands before the message that it signs. */
const SIGNATURE_LENGTH = 64;
/** Bytes of an Ed25519 public key. */
const KEY_LENGTH = 32;

/** Whom a message has to be from and for, and when it is read (epoch milliseconds). */
export interface Expected {
  /** Base64 of the agent's Ed25519 public key. */
  readonly verifyKey: string;
  readonly agent: string;
  readonly business: string;
  readonly now: number;
  /** Milliseconds from its issue to its expiry at most. */
  readonly longest: number;
}

/** The one refusal of a message that is not what it says: which check failed is told to nobody. */
export const refused = (): Problem => new Problem('forbidden');

/** Bytes of a base64 text; undefined for any other one, so that no two texts are the same bytes. */
function bytesOf(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, 'base64');
  return bytes.toString('base64') === text ? bytes : undefined;
}

/** True for the base64 of an Ed25519 public key. */
export function isVerifyKey(text: string): boolean {
  return bytesOf(text)?.length === KEY_LENGTH;
}

const claims = z.object({
  'agent-id': z.string(),
  'business-id': z.string(),
  'issued-at': z.iso.datetime({ offset: true }),
  'expires-at': z.iso.datetime({ offset: true }),
});

/** The message of a base64 text that its signature belongs to (section 3.07.1); refuses any other. */
export function verifiedMessage(text: string, verifyKey: string): unknown {
  const bytes = bytesOf(text);
  if (!bytes || bytes.length <= SIGNATURE_LENGTH) throw refused();
  const x = Buffer.from(verifyKey, 'base64').toString('base64url');
  const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
  const message = bytes.subarray(SIGNATURE_LENGTH);
  if (!verify(null, message, key, bytes.subarray(0, SIGNATURE_LENGTH))) throw refused();
  try {
    return parseJsonText(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(message));
  } catch (error) {
    if (isProblem(error) || error instanceof TypeError) throw refused();
    throw error;
  }
}

/**
 * Opens a signed message, with the checks in the order of section 3.07: base64, signature, agent, business, issued
 * before now, not expired. Who sent one that has only expired is proven, hence told: `gone` (section 2.01); so is who
 * sent one that could be used again for longer than `longest` milliseconds: `rule.violated`.
 */
export function openEnvelope(text: string, { verifyKey, agent, business, now, longest }: Expected): unknown {
  const message = verifiedMessage(text, verifyKey);
  const parsed = claims.safeParse(message);
  if (!parsed.success) throw refused();
  const { data } = parsed;
  const issued = Date.parse(data['issued-at']);
  const expires = Date.parse(data['expires-at']);
  const holds = data['agent-id'] === agent && data['business-id'] === business && issued <= now;
  if (!holds) throw refused();
  if (expires <= now) throw new Problem('gone', { detail: 'The message has expired; sign a new one.' });
  if (expires - issued > longest)
    throw new Problem('rule.violated', {
      detail: `A message is valid for ${longest / MINUTE} minutes at most.`,
    });
  return message;
}
