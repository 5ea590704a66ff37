import { createHash } from 'node:crypto';
import type { Id, RandomBytes, TenantId } from '../../kernel/ids.ts';
import { isId } from '../../kernel/ids.ts';

/** Bytes of a link's secret: 256 bits. */
const SECRET_LENGTH = 32;
const SECRET = /^[A-Za-z0-9_-]{43}$/;

/** What a link in a mail says: where the request is, and a secret that opens nothing without a code. */
export interface Link {
  readonly tenant: TenantId;
  readonly request: Id;
  /** SHA-256 of the secret, base64url: all that is stored, and what the challenge is found by. */
  readonly digest: string;
}

const digestOf = (secret: string) => createHash('sha256').update(secret).digest('base64url');

/** A new link of a request; its text is in one mail only. */
export function newLink(
  tenant: TenantId,
  request: Id,
  random: RandomBytes,
): { readonly text: string; readonly digest: string } {
  const secret = random(SECRET_LENGTH).toString('base64url');
  return { text: `${tenant}.${request}.${secret}`, digest: digestOf(secret) };
}

/** Reads a link; undefined for a text that is none. */
export function linkFrom(text: string): Link | undefined {
  const [tenant = '', request = '', secret = '', ...more] = text.split('.');
  if (more.length > 0 || !isId(tenant) || !isId(request) || !SECRET.test(secret)) return undefined;
  return { tenant: tenant as string as TenantId, request, digest: digestOf(secret) };
}
