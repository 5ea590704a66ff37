import type { Id, RecordId, SubjectId, TenantId } from '../kernel/ids.ts';
import { partitionOf } from '../kernel/ids.ts';
import type { ItemKey, ItemKind } from './item-kinds/item-kind.ts';
import { PERSON_ITEMS } from './item-kinds/person.ts';
import { TENANT_ITEMS } from './item-kinds/tenant.ts';
import { REQUEST_ITEMS } from './item-kinds/request.ts';
import { KEY_ITEMS } from './item-kinds/key.ts';
import { SYSTEM_ITEMS } from './item-kinds/system.ts';

export {
  INDEXES,
  type IndexName,
  type ItemKey,
  type ItemKind,
  type TableName,
  type Writer,
} from './item-kinds/item-kind.ts';

/** The key grammar. Every partition key begins `T#<tenant>#` or `S#`; the 26-character id and `#` rule out prefix collisions. */
export const ITEM_KINDS = {
  ...PERSON_ITEMS,
  ...TENANT_ITEMS,
  ...REQUEST_ITEMS,
  ...KEY_ITEMS,
  ...SYSTEM_ITEMS,
} as const satisfies Record<string, ItemKind>;
/** The name of an item kind. */
export type ItemKindName = keyof typeof ITEM_KINDS;

/**
 * Kinds of due work; `reference` is a request (`notice`: whose notices to recipients, `callback`: whose followers), job,
 * kept item or former member, the object of an opened copy, or a person (`copies`: of whose files).
 */
export const DUE_KINDS = [
  'request',
  'arrival',
  'kept',
  'job',
  'outbox',
  'package',
  'copy',
  'copies',
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
    tally: (day: string) => data(`TLY#${day.slice(0, 4)}`, day),
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
    suppression: (token: string) => data(`SUP#${token}`, 'CTL'),
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

/** Keys of the system namespace; its items hold opaque ids, and one certificate that everybody may see. */
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
  certificate: (): ItemKey => ({ table: 'data', pk: 'S#CRT', sk: 'CTL' }),
  cursor: (name: string): ItemKey => ({ table: 'data', pk: `S#CUR#${name}`, sk: 'CTL' }),
} as const;
