import type { Bucket, LockMode } from './bucket.ts';
import type { Headers } from './headers.ts';
import { refusal } from './refusal.ts';
import type { Lock, Version } from './version.ts';

const DAY = 86_400_000;

/** The lock a new version gets: what its writer asks for, else the bucket's default. */
export function lockFor(headers: Headers, bucket: Bucket, now: number): Lock {
  const mode = headers['x-amz-object-lock-mode'];
  const until = headers['x-amz-object-lock-retain-until-date'];
  const hold = headers['x-amz-object-lock-legal-hold'];
  const rule = bucket.config.lock;
  if ((mode ?? until ?? hold) !== undefined && !rule) throw noLock();
  if ((mode === undefined) !== (until === undefined))
    throw refusal('InvalidArgument', 'lock mode and date go together');
  const legalHold = hold !== undefined && parseHold(hold);
  if (mode !== undefined && until !== undefined)
    return { mode: parseMode(mode), until: parseUntil(until, now), legalHold };
  if (rule?.mode !== undefined) return { mode: rule.mode, until: now + rule.days * DAY, legalHold };
  return { mode: undefined, until: undefined, legalHold };
}

/** Refuses the removal of a version that is held, or retained; `bypass` opens GOVERNANCE only. */
export function assertRemovable(version: Version, now: number, bypass: boolean): void {
  if (isLocked(version, now, bypass)) throw refusal('AccessDenied', 'the object is protected by object lock');
}

/** True while a hold or retention forbids removal. */
export const isLocked = ({ lock }: Version, now: number, bypass: boolean): boolean =>
  lock.legalHold || (lock.until !== undefined && lock.until > now && (lock.mode === 'COMPLIANCE' || !bypass));

/** Refuses a retention that weakens one in force; COMPLIANCE can only grow. */
export function assertStronger(version: Version, next: Lock, now: number, bypass: boolean): void {
  const { mode, until } = version.lock;
  if (until === undefined || until <= now) return;
  const weaker =
    next.until === undefined || next.until < until || (mode === 'COMPLIANCE' && next.mode !== mode);
  const loosened = mode === 'GOVERNANCE' && next.mode !== mode && next.mode !== 'COMPLIANCE';
  if ((weaker || loosened) && (mode === 'COMPLIANCE' || !bypass))
    throw refusal('AccessDenied', 'the object is protected by object lock');
}

/** Reads a lock mode. */
export function parseMode(text: string | undefined): LockMode {
  if (text === 'COMPLIANCE' || text === 'GOVERNANCE') return text;
  throw refusal('InvalidArgument', 'lock mode');
}

/** Reads a retention date, which must lie ahead. */
export function parseUntil(text: string | undefined, now: number): number {
  const until = Date.parse(text ?? '');
  if (!Number.isFinite(until)) throw refusal('InvalidArgument', 'retain until date');
  if (until <= now) throw refusal('InvalidArgument', 'The retain until date must be in the future!');
  return until;
}

/** Reads a legal hold. */
export function parseHold(text: string | undefined): boolean {
  if (text === 'ON' || text === 'OFF') return text === 'ON';
  throw refusal('InvalidArgument', 'legal hold');
}

/** The refusal of lock calls on buckets without object lock. */
export const noLock = () => refusal('InvalidRequest', 'Bucket is missing Object Lock Configuration');

/** The headers by which answers show a lock. */
export const lockHeaders = ({ mode, until, legalHold }: Lock): Record<string, string> => ({
  ...(mode !== undefined && { 'x-amz-object-lock-mode': mode }),
  ...(until !== undefined && { 'x-amz-object-lock-retain-until-date': new Date(until).toISOString() }),
  ...(legalHold && { 'x-amz-object-lock-legal-hold': 'ON' }),
});
