import { randomFillSync } from 'node:crypto';

/** Crockford's base 32: no I, L, O, U, so that an id read aloud survives. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** Characters of every random id: 26 × 5 bits = 130 bits. */
export const ID_LENGTH = 26;

declare const brand: unique symbol;
type Brand<Name extends string> = string & { readonly [brand]: Name };

/** A tenant; 26 characters, so that no id is a prefix of another one. */
export type TenantId = Brand<'tenant'>;
/** A natural person within one tenant; says nothing about the person. */
export type SubjectId = Brand<'subject'>;
/** A record: `S` (about a person) or `N` (about nobody), its partition's id, its own id; 53 characters. */
export type RecordId = Brand<'record'>;
/** Any other 26-character random id: principals, API keys, owner keys, requests, jobs, items of a plan. */
export type Id = Brand<'id'>;

const ID = /^[0-9A-HJKMNP-TV-Z]{26}$/;
const RECORD_ID = /^[SN][0-9A-HJKMNP-TV-Z]{52}$/;

/** Fills with cryptographically strong random bytes; a test may hand in a seeded source. */
export type RandomBytes = (size: number) => Buffer;

/** The default source of randomness. */
export const randomBytes: RandomBytes = (size) => randomFillSync(Buffer.allocUnsafe(size));

/** A new random id of 26 characters. */
export function newId(random: RandomBytes = randomBytes): Id {
  let id = '';
  for (const byte of random(ID_LENGTH)) id += ALPHABET[byte & 31];
  return id as Id;
}

/**
 * A time-ordered id: 10 characters of milliseconds, 16 random ones (the ULID layout).
 * Two ids of one millisecond sort by chance.
 */
export function newTimeId(now: number, random: RandomBytes = randomBytes): Id {
  let time = '';
  for (let rest = now, digit = 0; digit < 10; digit++) {
    time = ALPHABET[rest % 32] + time;
    rest = Math.floor(rest / 32);
  }
  return (time + newId(random).slice(0, 16)) as Id;
}

/** The first id that `newTimeId` could give at `now`: the lower bound of a range. */
export function timeIdFloor(now: number): string {
  return newTimeId(now, (size) => Buffer.alloc(size)).slice(0, 10);
}

/** True for a well-formed 26-character id. */
export function isId(value: string): value is Id {
  return ID.test(value);
}

/** True for a well-formed record id. */
export function isRecordId(value: string): value is RecordId {
  return RECORD_ID.test(value);
}

/** Where a record lives: with a person, or in a partition of its own. */
export type Partition =
  { readonly about: 'person'; readonly id: SubjectId } | { readonly about: 'nobody'; readonly id: Id };

/** Builds a record's id from the partition that it lives in. */
export function recordIdIn(partition: Partition, own: Id): RecordId {
  return ((partition.about === 'person' ? 'S' : 'N') + partition.id + own) as RecordId;
}

/** Reads the partition back out of a record's id. */
export function partitionOf(id: RecordId): Partition {
  const partition = id.slice(1, 1 + ID_LENGTH);
  return id.startsWith('S')
    ? { about: 'person', id: partition as SubjectId }
    : { about: 'nobody', id: partition as Id };
}
