import type { Id, RandomBytes, RecordId, SubjectId, TenantId } from '../kernel/ids.ts';
import type { Json } from '../kernel/canonical-json.ts';
import type { Now } from '../kernel/time.ts';
import type { LookupKind } from '../catalogue/vocabulary.ts';
import type { IndexName, ItemKey, TableName, TenantKeys } from './grammar.ts';

/** An item as the document client reads and writes it; always with `pk` and `sk`. */
export type Item = Readonly<Record<string, unknown>> & { readonly pk: string; readonly sk: string };

/** A named condition: the clause's text with its names and values; combined by the repository. */
export interface Clause {
  readonly expression: string;
  readonly names?: Readonly<Record<string, string>>;
  readonly values?: Readonly<Record<string, unknown>>;
}

/** One part of a transaction. Every write is conditional; `if` says on what. */
export type Write =
  | { readonly put: Readonly<Record<string, unknown>>; readonly at: ItemKey; readonly if: Clause }
  | { readonly update: Clause; readonly at: ItemKey; readonly if: Clause }
  | { readonly delete: true; readonly at: ItemKey; readonly if: Clause }
  | { readonly check: true; readonly at: ItemKey; readonly if: Clause };

/** A page of a query. */
export interface Page {
  readonly items: readonly Item[];
  /** Where to go on; undefined at the end. Never shown to a caller unsealed. */
  readonly next?: Readonly<Record<string, unknown>>;
}

/** A query within one partition. */
export interface PartitionQuery {
  readonly table: TableName;
  readonly pk: string;
  readonly index?: IndexName;
  readonly skPrefix?: string;
  readonly skBetween?: readonly [string, string];
  readonly newestFirst?: boolean;
  readonly limit?: number;
  readonly after?: Readonly<Record<string, unknown>>;
  readonly filter?: Clause;
}

/** Thrown when a transaction's conditions do not hold: the positions that failed, with the items found there. */
export interface WriteRefusal extends Error {
  readonly name: 'WriteRefusal';
  readonly failed: ReadonlyMap<number, Item | undefined>;
}

/**
 * The tenant-bound repository: every key of every request and of every returned item is checked against the tenant
 * (wall 2), and every call is signed with the tenant's session (wall 3).
 */
export interface TenantTables {
  /** Reads up to 100 items in one call, in the given order; consistent; absent ones are undefined. */
  get(keys: readonly ItemKey[]): Promise<(Item | undefined)[]>;
  query(query: PartitionQuery): Promise<Page>;
  /**
   * Writes up to 100 parts in one transaction (a single part as a plain conditional write); conflicts are retried
   * with jitter, a failed condition is a `WriteRefusal`, an ambiguous outcome is resolved by `operation`
   * (an id that makes a repeated call a no-op for ten minutes).
   */
  write(writes: readonly Write[], operation?: string): Promise<void>;
}

/** What a sealed section belongs to; bound into its associated data, so that a moved section does not open. */
export interface Binding {
  /** The owner: a subject, kept item, request, file, job, or `tenant`. */
  readonly owner: string;
  readonly type: string;
  readonly id: string;
  /** Name of the section: `self`, `special`, `org`, `wording`, … */
  readonly section: string;
  readonly schema: number;
}

/** A usable owner key; the secret is a KeyObject and never leaves shared/crypto. */
export interface OwnerKey {
  readonly id: Id;
}

/** Whose key it is; stored with the wrapped key so that a canary can count by kind. */
export type OwnerKind = 'subject' | 'kept' | 'request' | 'notice' | 'record' | 'tenant' | 'job';

/** Sealing and tokens of one tenant. */
export interface KeyVault {
  /** Makes a new random owner key; `write` has to be part of the transaction that first uses it. */
  newOwnerKey(kind: OwnerKind): Promise<{ readonly key: OwnerKey; readonly write: Write }>;
  /** Finds owner keys, cached for at most 20 seconds; undefined for a key that was destroyed. */
  ownerKeys(ids: readonly Id[]): Promise<(OwnerKey | undefined)[]>;
  /** The same, with items that are wanted besides: one call reads them and the keys that are not at hand. */
  ownerKeysAnd(
    ids: readonly Id[],
    besides: readonly ItemKey[],
  ): Promise<{ readonly keys: (OwnerKey | undefined)[]; readonly items: (Item | undefined)[] }>;
  /** The tenant's own key, for confidential sections of the business. */
  tenantKey(): Promise<OwnerKey>;
  seal(key: OwnerKey, binding: Binding, value: Json): Uint8Array;
  /** Opens a section; any mismatch of key, binding or bytes is the same failure. */
  open(key: OwnerKey, binding: Binding, sealed: Uint8Array): Json;
  /** Tokens of an identifier under the lookup key; empty when the value has no normal form. */
  lookupToken(kind: LookupKind, value: string, country?: string): Promise<string | undefined>;
  /** The token of a type and an external id. */
  externalToken(type: string, externalId: string): Promise<string>;
  /** A token under the tombstone key; another key than the lookup key, so that the two cannot be compared. */
  tombstoneToken(kind: string, value: string): Promise<string>;
  /** Seals a small value for a round trip through the caller (cursor, link) with an expiry in epoch ms. */
  sealCursor(scope: string, value: Json, expires: number): Promise<string>;
  /** Opens it again; undefined when expired, tampered, of another scope or of another tenant. */
  openCursor(scope: string, sealed: string): Promise<Json | undefined>;
}

/** Who acts: a principal of the tenant, the product itself, a data subject, or the platform's operator. */
export interface Actor {
  readonly kind: 'human' | 'service' | 'system' | 'subject' | 'operator';
  readonly id: string;
}

/** The right to carry an idempotent call out, until its lease ends. */
export interface Claim {
  readonly digest: string;
  readonly claim: Id;
  /** True: the call was cut off after it took effect, and only its answer is missing. */
  readonly tookEffect: boolean;
}

/** Everything that touches one tenant's data is built from this; it exists only behind a verified tenant (wall 1). */
export interface Workspace {
  readonly tenant: TenantId;
  readonly actor: Actor;
  readonly now: Now;
  readonly random: RandomBytes;
  readonly keys: TenantKeys;
  readonly tables: TenantTables;
  readonly vault: KeyVault;
  /** Of the call that is carried out, for a use case that marks its effect (`effectWrites`). */
  readonly claim?: Claim;
}

/** The part of a workspace that only the eraser has: its session may delete from the key table. */
export interface EraserWorkspace extends Workspace {
  readonly eraser: true;
}

/** A stored record. */
export interface RecordItem {
  readonly id: RecordId;
  readonly type: string;
  readonly version: number;
  readonly schema: number;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly plain: Readonly<Record<string, unknown>>;
  /** Sealed sections by name. */
  readonly self?: Uint8Array;
  readonly special?: Uint8Array;
  readonly org?: Uint8Array;
  /** Owner key of `self` and `special`: the subject's, or the record's own when it names several people. */
  readonly key?: Id;
  /** Token of the external id. */
  readonly external?: string;
}

/** The person that a record is about, when it is about one. */
export type MaybeSubject = SubjectId | undefined;
