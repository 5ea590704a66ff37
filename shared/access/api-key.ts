import { createHash, timingSafeEqual } from 'node:crypto';
import type { Id, RandomBytes, TenantId } from '../kernel/ids.ts';
import type { Item } from '../store/workspace.ts';
import type { Permission } from './roles.ts';

/** The three parts of an API key as its owner holds it. */
export interface ApiKeyParts {
  /** The tenant is part of the key, so that its session comes before any of its data. */
  readonly tenant: TenantId;
  readonly id: Id;
  /** 43 characters of base64url: 256 random bits. */
  readonly secret: string;
}

/** A stored API key: never the secret. */
export interface ApiKeyItem {
  readonly id: Id;
  readonly principal: Id;
  /** SHA-256 of the secret in base64url; a fast hash suffices for 256 random bits. */
  readonly hash: string;
  readonly scopes?: readonly Permission[];
  readonly state: 'live' | 'revoked';
  readonly createdAt: string;
  readonly createdBy: string;
  /** The last day (UTC) on which it was used. */
  readonly lastUsedOn?: string;
}

const KEY = /^bw_([0-9A-HJKMNP-TV-Z]{26})_([0-9A-HJKMNP-TV-Z]{26})_([A-Za-z0-9_-]{43})$/;

/** Writes an API key. */
export function formatApiKey({ tenant, id, secret }: ApiKeyParts): string {
  return `bw_${tenant}_${id}_${secret}`;
}

/** Reads an API key; undefined for anything else. Nothing is trimmed or repaired. */
export function parseApiKey(text: string): ApiKeyParts | undefined {
  const [, tenant, id, secret] = KEY.exec(text) ?? [];
  if (tenant === undefined || id === undefined || secret === undefined) return undefined;
  return { tenant: tenant as TenantId, id: id as Id, secret };
}

/** A new secret. */
export function newSecret(random: RandomBytes): string {
  return random(32).toString('base64url');
}

/** The hash of a secret as it is stored. */
export function hashSecret(secret: string): string {
  return createHash('sha256').update(secret, 'ascii').digest('base64url');
}

/** Compares in constant time; an absent hash takes as long as a wrong one and never matches. */
export function secretMatches(secret: string, hash: string | undefined): boolean {
  const given = Buffer.from(hashSecret(secret), 'ascii');
  const stored = Buffer.from(hash ?? hashSecret(''), 'ascii');
  return given.length === stored.length && timingSafeEqual(given, stored) && hash !== undefined;
}

/** Reads a stored API key. */
export function apiKeyFrom(item: Item | undefined): ApiKeyItem | undefined {
  return item as unknown as ApiKeyItem | undefined;
}
