import type { Id, RecordId, SubjectId, TenantId } from '../kernel/ids.ts';
import { partitionOf } from '../kernel/ids.ts';

/** The two tables: what is sealed, and what it is sealed with. */
export type TableName = 'data' | 'keys';

/** A primary key together with the table that it is a key of. */
export interface ItemKey {
  readonly table: TableName;
  readonly pk: string;
  readonly sk: string;
}

/** Who may write items of a kind: roles of the template, see lib/stacks. */
export type Writer = 'tenant' | 'eraser' | 'system';

/** What one kind of item is; the grammar is the list of these rows. */
export interface ItemKind {
  readonly table: TableName;
  /** Pattern of the partition key; `{…}` is an opaque id, a day, a shard or a keyed token. */
  readonly pk: string;
  readonly sk: string;
  /** Index partition and sort key, when items of this kind are in an index. */
  readonly index?: { readonly name: IndexName; readonly pk: string; readonly sk: string };
  readonly written: readonly Writer[];
  /** Who may delete; everybody else is refused by IAM on the key table and by the repository on both. */
  readonly deleted: readonly Writer[];
  readonly holds: string;
}

/**
 * The two indexes of the data table, both with every attribute, so that a page is one query; what they hold is sealed.
 * No right, uniqueness or authorisation rests on them: they lag.
 */
export const INDEXES = {
  list: { pk: 'listPk', sk: 'listSk' },
  trail: { pk: 'trailPk', sk: 'trailSk' },
} as const;
/** An index of the data table. */
export type IndexName = keyof typeof INDEXES;

const both = { written: ['tenant', 'eraser'], deleted: ['tenant', 'eraser'] } as const;
const append = { written: ['tenant', 'eraser'], deleted: [] } as const;
const eraserDeletes = { written: ['tenant', 'eraser'], deleted: ['eraser'] } as const;

/** The key grammar. Every partition key begins `T#<tenant>#` or `S#`; the 26-character id and `#` rule out prefix collisions. */
export const ITEM_KINDS = {
  // --- data table, a person's partition
  subject: {
    ...both,
    table: 'data',
    pk: 'T#{tenant}#SUB#{subject}',
    sk: 'CTL',
    holds: 'state, epoch, restrictions, holds, id of the subject key',
  },
  record: {
    ...both,
    table: 'data',
    pk: 'T#{tenant}#SUB#{subject} | T#{tenant}#OBJ#{partition}',
    sk: 'REC#{record}',
    index: { name: 'list', pk: 'T#{tenant}#LST#{type}#{shard}', sk: '{createdAt}#{record}' },
    holds: 'one record: plain fields and sealed sections',
  },
  link: {
    ...both,
    table: 'data',
    pk: 'T#{tenant}#SUB#{subject}',
    sk: 'LNK#{record}',
    holds: 'another record that names this person: type and fields of the reference',
  },
  formerKey: {
    ...both,
    table: 'data',
    pk: 'T#{tenant}#SUB#{subject}',
    sk: 'KEY#{key}',
    holds: 'the key of a text about this person that was deleted or sealed anew; it ends with the person',
  },
  openedCopy: {
    ...both,
    table: 'data',
    pk: 'T#{tenant}#SUB#{subject}',
    sk: 'CPY#{copy}',
    holds: 'an opened copy of a file about this person behind an address; expires with it',
  },
  disclosure: {
    ...both,
    table: 'data',
    pk: 'T#{tenant}#SUB#{subject}',
    sk: 'DSC#{timeId}',
    holds: 'that data about this person went to a recipient: ids and names of fields',
  },
  formerValues: {
    ...both,
    table: 'data',
    pk: 'T#{tenant}#SUB#{subject}',
    sk: 'FRM#{former}',
    holds: 'what a rectification replaced, sealed for the person, with its end',
  },
  consent: {
    ...both,
    table: 'data',
    pk: 'T#{tenant}#SUB#{subject}',
    sk: 'CNS#{consent}',
    holds: 'a consent: purpose, when given and withdrawn, its proof sealed for the person',
  },
  // --- data table, the tenant's own items
  tenant: { ...both, table: 'data', pk: 'T#{tenant}#TEN', sk: 'CTL', holds: 'settings and state' },
  principal: {
    ...both,
    table: 'data',
    pk: 'T#{tenant}#PRN#{principal}',
    sk: 'CTL',
    index: { name: 'list', pk: 'T#{tenant}#LST#principal#0', sk: '{createdAt}#{principal}' },
    holds: 'role, kind, state, ids of live API keys, sealed name and address',
  },
  recipient: {
    ...both,
    table: 'data',
    pk: 'T#{tenant}#RCT#{recipient}',
    sk: 'CTL',
    index: { name: 'list', pk: 'T#{tenant}#LST#recipient#0', sk: '{createdAt}#{recipient}' },
    holds: 'whom data are disclosed to: kind, country, safeguard, purposes, sealed name and address',
  },
  apiKey: {
    ...both,
    table: 'data',
    pk: 'T#{tenant}#KEY#{apiKey}',
    sk: 'CTL',
    holds: 'SHA-256 of the secret, scopes',
  },
  sequence: { ...both, table: 'data', pk: 'T#{tenant}#SEQ#{name}', sk: 'CTL', holds: 'last number given' },
  idempotency: {
    ...both,
    table: 'data',
    pk: 'T#{tenant}#IDM#{digest}',
    sk: 'CTL',
    holds: 'fingerprint, sealed answer',
  },
  event: {
    ...append,
    table: 'data',
    pk: 'T#{tenant}#AUD#{day}#{shard}',
    sk: '{timeId}',
    index: { name: 'trail', pk: 'T#{tenant}#TRL#{subject}', sk: '{timeId}' },
    holds: 'who did what, when, for which purpose; field names, never values',
  },
  due: {
    ...both,
    table: 'data',
    pk: 'T#{tenant}#DUE#{day}#{shard}',
    sk: '{instant}#{kind}#{reference}',
    holds: 'work that becomes due; copied to the system namespace by the stream',
  },
  outbox: {
    ...both,
    table: 'data',
    pk: 'T#{tenant}#OUT#{day}#{shard}',
    sk: '{timeId}',
    holds: 'a sealed mail to be sent once',
  },
  // --- data table, requests and long work
  request: {
    ...both,
    table: 'data',
    pk: 'T#{tenant}#REQ#{request}',
    sk: 'CTL',
    index: { name: 'list', pk: 'T#{tenant}#LST#request#{shard}', sk: '{createdAt}#{request}' },
    holds: 'type, state, clocks; wording and identifiers sealed under the request key',
  },
  queueEntry: {
    ...both,
    table: 'data',
    pk: 'T#{tenant}#REQ#{request}',
    sk: 'QUE',
    index: { name: 'list', pk: 'T#{tenant}#LST#queue#{shard}', sk: '{day}#{request}' },
    holds: 'the day by which an open request is due, and who sees to it; gone when it closes',
  },
  requestPart: {
    ...both,
    table: 'data',
    pk: 'T#{tenant}#REQ#{request}',
    sk: '{part}#{id}',
    holds: 'plan items, challenges, approvals, history, receipt of one request',
  },
  requestMark: {
    ...both,
    table: 'data',
    pk: 'T#{tenant}#RQM#{token}',
    sk: 'CTL',
    holds: 'the open request of a right and a person, or of a right and identifiers; gone when it closes',
  },
  arrival: {
    ...both,
    table: 'data',
    pk: 'T#{tenant}#REQ#{arrival}',
    sk: 'ARR',
    index: { name: 'list', pk: 'T#{tenant}#LST#arrival#{shard}', sk: '{createdAt}#{arrival}' },
    holds:
      'a message as it reached a door, before it is requests: state, times; its content sealed under its own key',
  },
  arrivalMark: {
    ...both,
    table: 'data',
    pk: 'T#{tenant}#ARM#{token}',
    sk: 'CTL',
    holds: 'the arrival of a delivery, a message id, or a sender whose message still waits',
  },
  intakeSettings: {
    ...both,
    table: 'data',
    pk: 'T#{tenant}#TEN',
    sk: 'INTAKE',
    holds: 'sealed: public handle of the business, address of notices',
  },
  standardsSettings: {
    ...both,
    table: 'data',
    pk: 'T#{tenant}#TEN',
    sk: 'STANDARDS',
    holds:
      'sealed: hosts that callbacks may go to, with their recipients; the name of the business in a network',
  },
  agent: {
    ...both,
    table: 'data',
    pk: 'T#{tenant}#AGT#{token}',
    sk: 'CTL',
    index: { name: 'list', pk: 'T#{tenant}#LST#agent#0', sk: '{createdAt}#{token}' },
    holds: 'an authorised agent that is trusted: SHA-256 of its token; name and verifying key sealed',
  },
  exchange: {
    ...both,
    table: 'data',
    pk: 'T#{tenant}#EXC#{token}',
    sk: 'CTL',
    holds: 'the request that an exchange under a standard is about, by a keyed token of its outer id',
  },
  rate: {
    ...both,
    table: 'data',
    pk: 'T#{tenant}#RAT#{token}',
    sk: 'CTL',
    holds: 'how often a public door was used within an hour or a day, by a keyed token',
  },
  hold: {
    ...both,
    table: 'data',
    pk: 'T#{tenant}#HLD#{hold}',
    sk: 'CTL',
    index: { name: 'list', pk: 'T#{tenant}#LST#hold#0', sk: '{createdAt}#{hold}' },
    holds:
      'why a person’s data must not be destroyed, who said so and when; its note sealed under its own key',
  },
  kept: {
    ...both,
    table: 'data',
    pk: 'T#{tenant}#KPT#{kept}',
    sk: 'CTL',
    holds: 'a record kept by statute, sealed under its own key',
  },
  keptNumber: {
    ...both,
    table: 'data',
    pk: 'T#{tenant}#KPN#{token}',
    sk: '{kept}',
    holds: 'the way to a kept record by its number',
  },
  tombstone: {
    ...both,
    table: 'data',
    pk: 'T#{tenant}#TMB#{token}',
    sk: 'CTL',
    holds: 'an erased identifier under the tombstone key, with its end',
  },
  job: {
    ...both,
    table: 'data',
    pk: 'T#{tenant}#JOB#{job}',
    sk: 'CTL',
    index: { name: 'list', pk: 'T#{tenant}#LST#job#{shard}', sk: '{createdAt}#{job}' },
    holds: 'import or export: state, progress, object key',
  },
  jobPart: {
    ...both,
    table: 'data',
    pk: 'T#{tenant}#JOB#{job}',
    sk: '{part}#{id}',
    holds: 'checkpoints, refused rows',
  },
  // --- key table
  wrapping: {
    ...append,
    table: 'keys',
    pk: 'T#{tenant}#WRP',
    sk: '{name}#{version}',
    holds: 'wrapping key under KMS; lookup, tombstone and cursor keys under the wrapping key',
  },
  ownerKey: {
    ...eraserDeletes,
    table: 'keys',
    pk: 'T#{tenant}#KEY#{key}',
    sk: 'CTL',
    holds: 'one wrapped owner key',
  },
  token: {
    ...eraserDeletes,
    table: 'keys',
    pk: 'T#{tenant}#TOK#{token}',
    sk: '{subject}',
    holds: 'a keyed token of an identifier, a person who answers to it, and the record that says so',
  },
  tokenOf: {
    ...eraserDeletes,
    table: 'keys',
    pk: 'T#{tenant}#SUB#{subject}',
    sk: 'TOK#{token}',
    holds: 'the way back from a person to the tokens',
  },
  externalId: {
    ...eraserDeletes,
    table: 'keys',
    pk: 'T#{tenant}#XID#{token}',
    sk: 'CTL',
    holds: 'a keyed token of type and external id, and the record',
  },
  // --- system namespace: opaque ids only
  directory: {
    table: 'data',
    pk: 'S#TEN#{tenant}',
    sk: 'CTL',
    written: ['system'],
    deleted: [],
    holds: 'state, steps of onboarding',
  },
  directoryList: {
    table: 'data',
    pk: 'S#DIR#{shard}',
    sk: '{tenant}',
    written: ['system'],
    deleted: [],
    holds: 'which tenants exist',
  },
  handle: {
    table: 'data',
    pk: 'S#HND#{token}',
    sk: 'CTL',
    written: ['system'],
    deleted: ['system'],
    holds: 'the tenant that is called so in public, by a keyed token of the name',
  },
  systemRate: {
    table: 'data',
    pk: 'S#RAT#{token}',
    sk: 'CTL',
    written: ['system'],
    deleted: ['system'],
    holds:
      'how often a public door was used by one source or for one tenant within an hour, by a keyed token',
  },
  systemDue: {
    table: 'data',
    pk: 'S#DUE#{day}#{shard}',
    sk: '{instant}#{tenant}#{kind}#{reference}',
    written: ['system'],
    deleted: ['system'],
    holds: 'work that becomes due, for the ticking schedule',
  },
  systemCursor: {
    table: 'data',
    pk: 'S#CUR#{name}',
    sk: 'CTL',
    written: ['system'],
    deleted: [],
    holds: 'how far a sweeper came',
  },
} as const satisfies Record<string, ItemKind>;
/** The name of an item kind. */
export type ItemKindName = keyof typeof ITEM_KINDS;

/**
 * Kinds of due work; `reference` is a request (`notice`: whose notices to recipients, `callback`: whose followers), job,
 * kept item or former member, or the object of an opened copy.
 */
export const DUE_KINDS = [
  'request',
  'arrival',
  'kept',
  'job',
  'outbox',
  'package',
  'copy',
  'member',
  'former',
  'notice',
  'hold',
  'callback',
] as const;
/** A kind of due work. */
export type DueKind = (typeof DUE_KINDS)[number];

/** Shards of due days: enough for every tenant's tick at one write per item. */
export const DUE_SHARDS = 4;

/**
 * All keys of one tenant; the only way to build them. Arguments are branded ids, keyed tokens (base64url) or
 * instants, none of which can hold `#`.
 */
export function keysOf(tenant: TenantId) {
  const t = `T#${tenant}#`;
  const data = (pk: string, sk: string): ItemKey => ({ table: 'data', pk: t + pk, sk });
  const keys = (pk: string, sk: string): ItemKey => ({ table: 'keys', pk: t + pk, sk });
  const home = (record: RecordId) => {
    const partition = partitionOf(record);
    return `${partition.about === 'person' ? 'SUB' : 'OBJ'}#${partition.id}`;
  };
  return {
    /** What every partition key of this tenant begins with. */
    prefix: t,
    subject: (subject: SubjectId) => data(`SUB#${subject}`, 'CTL'),
    record: (record: RecordId) => data(home(record), `REC#${record}`),
    link: (subject: SubjectId, record: RecordId) => data(`SUB#${subject}`, `LNK#${record}`),
    formerKey: (subject: SubjectId, key: Id) => data(`SUB#${subject}`, `KEY#${key}`),
    formerValues: (subject: SubjectId, former: Id | '') => data(`SUB#${subject}`, `FRM#${former}`),
    consent: (subject: SubjectId, consent: Id | '') => data(`SUB#${subject}`, `CNS#${consent}`),
    openedCopy: (subject: SubjectId, copy: Id) => data(`SUB#${subject}`, `CPY#${copy}`),
    disclosure: (subject: SubjectId, timeId: Id) => data(`SUB#${subject}`, `DSC#${timeId}`),
    tenant: () => data('TEN', 'CTL'),
    principal: (principal: Id) => data(`PRN#${principal}`, 'CTL'),
    recipient: (recipient: Id) => data(`RCT#${recipient}`, 'CTL'),
    apiKey: (apiKey: Id) => data(`KEY#${apiKey}`, 'CTL'),
    sequence: (name: string) => data(`SEQ#${name}`, 'CTL'),
    idempotency: (digest: string) => data(`IDM#${digest}`, 'CTL'),
    event: (day: string, shard: number, timeId: Id) => data(`AUD#${day}#${shard}`, timeId),
    due: (day: string, shard: number, instant: string, kind: DueKind, reference: Id) =>
      data(`DUE#${day}#${shard}`, `${instant}#${kind}#${reference}`),
    outbox: (day: string, shard: number, timeId: Id) => data(`OUT#${day}#${shard}`, timeId),
    request: (request: Id) => data(`REQ#${request}`, 'CTL'),
    queueEntry: (request: Id) => data(`REQ#${request}`, 'QUE'),
    requestPart: (request: Id, part: string, id: string) => data(`REQ#${request}`, `${part}#${id}`),
    requestMark: (token: string) => data(`RQM#${token}`, 'CTL'),
    arrival: (arrival: Id) => data(`REQ#${arrival}`, 'ARR'),
    arrivalMark: (token: string) => data(`ARM#${token}`, 'CTL'),
    intakeSettings: () => data('TEN', 'INTAKE'),
    standardsSettings: () => data('TEN', 'STANDARDS'),
    agent: (token: string) => data(`AGT#${token}`, 'CTL'),
    exchange: (token: string) => data(`EXC#${token}`, 'CTL'),
    rate: (token: string) => data(`RAT#${token}`, 'CTL'),
    hold: (hold: Id) => data(`HLD#${hold}`, 'CTL'),
    kept: (kept: Id) => data(`KPT#${kept}`, 'CTL'),
    keptNumber: (token: string, kept: Id) => data(`KPN#${token}`, kept),
    tombstone: (token: string) => data(`TMB#${token}`, 'CTL'),
    job: (job: Id) => data(`JOB#${job}`, 'CTL'),
    jobPart: (job: Id, part: string, id: string) => data(`JOB#${job}`, `${part}#${id}`),
    wrapping: (name: string, version: string) => keys('WRP', `${name}#${version}`),
    ownerKey: (key: Id) => keys(`KEY#${key}`, 'CTL'),
    token: (token: string, subject: SubjectId) => keys(`TOK#${token}`, subject),
    tokenOf: (subject: SubjectId, token: string) => keys(`SUB#${subject}`, `TOK#${token}`),
    externalId: (token: string) => keys(`XID#${token}`, 'CTL'),
    /** Index partition of a list. */
    list: (of: string, shard: number) => `${t}LST#${of}#${shard}`,
    /** Index partition of a person's trail. */
    trail: (subject: SubjectId) => `${t}TRL#${subject}`,
  };
}
/** The key builders of one tenant. */
export type TenantKeys = ReturnType<typeof keysOf>;

/** Keys of the system namespace; they hold opaque ids only. */
export const SYSTEM_KEYS = {
  directory: (tenant: TenantId): ItemKey => ({ table: 'data', pk: `S#TEN#${tenant}`, sk: 'CTL' }),
  directoryList: (shard: number, tenant: TenantId): ItemKey => ({
    table: 'data',
    pk: `S#DIR#${shard}`,
    sk: tenant,
  }),
  due: (
    day: string,
    shard: number,
    instant: string,
    tenant: TenantId,
    kind: DueKind,
    reference: Id,
  ): ItemKey => ({
    table: 'data',
    pk: `S#DUE#${day}#${shard}`,
    sk: `${instant}#${tenant}#${kind}#${reference}`,
  }),
  handle: (token: string): ItemKey => ({ table: 'data', pk: `S#HND#${token}`, sk: 'CTL' }),
  rate: (token: string): ItemKey => ({ table: 'data', pk: `S#RAT#${token}`, sk: 'CTL' }),
  cursor: (name: string): ItemKey => ({ table: 'data', pk: `S#CUR#${name}`, sk: 'CTL' }),
} as const;
