import { createHmac, timingSafeEqual } from 'node:crypto';
import * as z from 'zod';
import type { Place, Principal } from '../front/service.ts';
import { refusal } from './refusal.ts';
import { signingTime } from './request.ts';

/** Finds who an access key belongs to. */
export interface Credentials {
  lookup(
    accessKeyId: string,
  ): { secret: string; sessionToken?: string; principal: Principal; expires?: number } | undefined;
}

const condition = z.union([
  z.record(z.string(), z.string()).refine((entry) => Object.keys(entry).length === 1),
  z.tuple([z.enum(['eq', 'starts-with']), z.string().startsWith('$'), z.string()]),
  z.tuple([
    z.literal('content-length-range'),
    z.coerce.number().int().min(0),
    z.coerce.number().int().min(0),
  ]),
]);

const document = z.strictObject({ expiration: z.iso.datetime(), conditions: z.array(condition) });

/** What a form may upload. */
export interface Grant {
  readonly principal: Principal;
  /** When the form was signed, epoch milliseconds. */
  readonly signed: number;
  /** Bytes. */
  readonly least: number;
  readonly most: number | undefined;
}

/** Fields that no condition must name. */
const FREE = ['x-amz-signature', 'file', 'policy', 'bucket'];

/**
 * Checks a presigned POST: signature, expiry on the virtual clock, and that every field meets a condition and every
 * condition a field. `fields` are lower-case and hold `bucket` and the final `key`.
 */
export function checkPolicy(
  fields: ReadonlyMap<string, string>,
  credentials: Credentials,
  place: Place,
  now: number,
): Grant {
  const { principal, signed } = checkSignature(fields, credentials, place, now);
  const policy = parsePolicy(fields.get('policy') ?? '');
  if (Date.parse(policy.expiration) <= now) throw denied('Policy expired.');
  const named = new Set<string>(FREE);
  let least = 0;
  let most: number | undefined;
  for (const entry of policy.conditions) {
    if (!Array.isArray(entry)) {
      const [[name, value] = ['', '']] = Object.entries(entry);
      assertField(fields, named, name, (found) => found === value);
    } else if (entry[0] === 'content-length-range') {
      least = Math.max(least, entry[1]);
      most = Math.min(most ?? Infinity, entry[2]);
    } else {
      const [operator, name, value] = entry;
      assertField(fields, named, name.slice(1), (found) =>
        operator === 'eq' ? found === value : startsWith(name, found, value),
      );
    }
  }
  for (const name of fields.keys())
    if (!named.has(name) && !name.startsWith('x-ignore-')) throw denied(`Extra input fields: ${name}`);
  return { principal, signed, least, most };
}

function assertField(
  fields: ReadonlyMap<string, string>,
  named: Set<string>,
  name: string,
  fits: (value: string) => boolean,
): void {
  const field = name.toLowerCase();
  named.add(field);
  if (!fits(fields.get(field) ?? '')) throw denied(`Policy Condition failed: ${field}`);
}

/** A list of content types meets a prefix when each of them does. */
const startsWith = (name: string, found: string, prefix: string): boolean =>
  name.toLowerCase() === '$content-type'
    ? found.split(',').every((part) => part.startsWith(prefix))
    : found.startsWith(prefix);

const denied = (detail: string) => refusal('AccessDenied', `Invalid according to Policy: ${detail}`);

function parsePolicy(base64: string): z.infer<typeof document> {
  try {
    return document.parse(JSON.parse(Buffer.from(base64, 'base64').toString('utf8')));
  } catch {
    throw refusal('InvalidPolicyDocument');
  }
}

function checkSignature(
  fields: ReadonlyMap<string, string>,
  credentials: Credentials,
  place: Place,
  now: number,
): { readonly principal: Principal; readonly signed: number } {
  const field = (name: string) => fields.get(name) ?? '';
  const [accessKeyId = '', day = '', region = '', service, terminator, ...more] =
    field('x-amz-credential').split('/');
  const date = field('x-amz-date');
  const signed = signingTime(date);
  const scoped =
    service === 's3' && terminator === 'aws4_request' && more.length === 0 && region === place.region;
  if (
    field('x-amz-algorithm') !== 'AWS4-HMAC-SHA256' ||
    !scoped ||
    signed === undefined ||
    !date.startsWith(day)
  )
    throw refusal('AuthorizationQueryParametersError');
  const credential = credentials.lookup(accessKeyId);
  if (!credential) throw refusal('InvalidAccessKeyId');
  if ((credential.sessionToken ?? '') !== field('x-amz-security-token')) throw refusal('InvalidToken');
  if (credential.expires !== undefined && credential.expires <= now) throw refusal('ExpiredToken');
  const mac = (key: string | Buffer, data: string) => createHmac('sha256', key).update(data).digest();
  const key = mac(mac(mac(mac(`AWS4${credential.secret}`, day), region), 's3'), 'aws4_request');
  const expected = Buffer.from(mac(key, field('policy')).toString('hex'));
  const given = Buffer.from(field('x-amz-signature'));
  if (expected.length !== given.length || !timingSafeEqual(expected, given))
    throw refusal('SignatureDoesNotMatch');
  return { principal: credential.principal, signed };
}
