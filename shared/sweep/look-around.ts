import type { Id, RecordId } from '../kernel/ids.ts';
import { isRecordId, partitionOf } from '../kernel/ids.ts';
import { DAY } from '../kernel/time.ts';
import type { Item } from '../store/workspace.ts';
import { absent, absentObject, everything, partsOf, read, type Look } from './look.ts';

/** Parts of a request that say where to look; written when the erasure was planned, hence before anything was erased. */
const TRACES = {
  plan: 'PLN',
  token: 'TKN',
  external: 'XID',
  object: 'OBJ',
  key: 'KEY',
  package: 'PKG',
  notice: 'NTC',
  suppression: 'SPT',
} as const;

const after = (sk: string) => sk.slice(sk.indexOf('#') + 1);

/** Attributes of the sign that would still tell something of the person. */
const TELLING = ['key', 'restrictions', 'consents'] as const;

/** The person's partitions hold nothing but the sign that the person was erased. */
export async function lookAtPerson(look: Look): Promise<void> {
  const { keys, person, found } = look;
  const control = keys.subject(person);
  const items = await everything(look, { table: 'data', pk: control.pk });
  const back = await everything(look, { table: 'keys', pk: keys.tokenOf(person, '').pk });
  found.looked('person', items.length + back.length);
  const signs = items.filter(({ sk }) => sk === control.sk);
  for (const item of items) if (item.sk !== control.sk) found.left('person', item);
  for (const item of back) found.left('token', item);
  for (const sign of signs)
    if (sign['state'] !== 'erased' || TELLING.some((name) => name in sign)) found.left('person', sign);
  if (signs.length === 0) found.left('person', control);
}

/** True when a readable attribute of an item holds the person's id, in a reference or elsewhere. */
function names(item: Item, person: string): boolean {
  const readable = Object.values(item).filter((value) => !(value instanceof Uint8Array));
  return JSON.stringify(readable).includes(person);
}

/** Records by their ids: the person's own are gone, those of others do not name the person. */
export async function lookAtRecords(look: Look, ids: readonly RecordId[]): Promise<void> {
  const { keys, person, found } = look;
  const own = ids.filter((id) => partitionOf(id).id === person);
  const others = ids.filter((id) => partitionOf(id).id !== person);
  await absent(
    look,
    'record',
    own.map((id) => keys.record(id)),
  );
  const items = await read(
    look,
    others.map((id) => keys.record(id)),
  );
  found.looked('mention', others.length);
  for (const item of items) if (item && names(item, person)) found.left('mention', item);
}

/** All that may be said where it is remembered that an address must not be used: no value, and nobody's id. */
const REMEMBERED = ['pk', 'sk', 'purpose', 'ground', 'basis', 'since', 'until', 'ttl'];

/** What is remembered of an objection is expected where the plan keeps it, and as long as it tells nothing more. */
async function lookAtSuppressions(look: Look, kept: boolean): Promise<void> {
  const { keys, request, found } = look;
  const marks = await partsOf(look, request, TRACES.suppression);
  const items = await read(
    look,
    marks.map(({ sk }) => keys.suppression(after(sk))),
  );
  const there = items.filter((item) => item !== undefined);
  found.looked('suppression', there.length);
  for (const item of there)
    if (!kept || Object.keys(item).some((name) => !REMEMBERED.includes(name)))
      found.left('suppression', item);
}

/** What the plan and its traces name: records, tokens, external ids, keys, stored bytes, remembered addresses. */
export async function lookAtTraces(look: Look): Promise<void> {
  const { keys, person, request } = look;
  const plan = await partsOf(look, request, TRACES.plan);
  await lookAtRecords(
    look,
    plan.map((item) => item['target'] as RecordId),
  );
  await lookAtSuppressions(
    look,
    plan.some((item) => item['type'] === 'suppression' && item['act'] === 'keep'),
  );
  const tokens = await partsOf(look, request, TRACES.token);
  await absent(
    look,
    'token',
    tokens.map(({ sk }) => keys.token(after(sk), person)),
  );
  const external = await partsOf(look, request, TRACES.external);
  // The same external id may belong to another record by now.
  await absent(
    look,
    'externalId',
    external.map(({ sk }) => keys.externalId(after(sk))),
    (item, position) => item['record'] === external[position]?.['record'],
  );
  const ended = await partsOf(look, request, TRACES.key);
  await absent(
    look,
    'key',
    ended.map(({ sk }) => keys.ownerKey(after(sk) as Id)),
  );
  for (const item of await partsOf(look, request, TRACES.object))
    await absentObject(look, 'object', item['objectKey'] as string);
  await lookAtNotices(look, request, (notice) => mayBeRead(look, notice));
}

/** A notice to a recipient has to outlive the person's key to be sent, but no longer than this. */
const NOTICE_LIFE = 30 * DAY;

/** True while a notice of this very erasure may still be read: it is not settled, and its time is not over. */
function mayBeRead(look: Look, notice: Item): boolean {
  const composed = Date.parse(String(notice['composedAt']));
  return notice['about'] === 'erasure' && look.at < composed + NOTICE_LIFE;
}

/** Notices of a request whose texts must not be readable: neither text nor key is left of them. */
async function lookAtNotices(look: Look, request: Id, allowed: (notice: Item) => boolean): Promise<void> {
  const { keys, found } = look;
  const notices = await partsOf(look, request, TRACES.notice);
  found.looked('notice', notices.length);
  const over = notices.filter((notice) => !allowed(notice));
  for (const notice of over) if (notice['content'] !== undefined) found.left('notice', notice);
  await absent(
    look,
    'key',
    over.map((notice) => keys.ownerKey(notice['key'] as Id)),
  );
}

/** Events looked at per turn: pages of the trail. */
const PAGES = 10;

/**
 * The person's trail, page by page: every record that an event names, every key that one says was destroyed, every
 * package of another request. Gives where to go on, or undefined at its end.
 */
export async function lookAtTrail(look: Look, cursor: string | undefined): Promise<string | undefined> {
  const { tables, keys, person, request, found } = look;
  const pk = keys.trail(person);
  const [basePk = '', sk = ''] = cursor?.split('|') ?? [];
  let start: Readonly<Record<string, unknown>> | undefined = cursor
    ? { pk: basePk, sk, trailPk: pk, trailSk: sk }
    : undefined;
  for (let pages = 0; pages < PAGES; pages++) {
    const page = await tables.query({
      table: 'data',
      index: 'trail',
      pk,
      limit: 500,
      ...(start ? { after: start } : {}),
    });
    found.looked('trail', page.items.length);
    const targets = new Set(page.items.map((item) => item['target'] as string | undefined));
    await lookAtRecords(look, [...targets].filter((target) => target !== undefined).filter(isRecordId));
    const ended = page.items.filter((item) => item['action'] === 'erasure.destroyKey');
    await absent(
      look,
      'key',
      ended.map((item) => keys.ownerKey(item['target'] as Id)),
    );
    const requests = new Set(page.items.map((item) => (item['request'] as Id | undefined) ?? request));
    requests.delete(request);
    for (const other of requests) {
      for (const item of await partsOf(look, other, TRACES.package))
        if (typeof item['objectKey'] === 'string') await absentObject(look, 'package', item['objectKey']);
      await lookAtNotices(look, other, () => false);
    }
    if (!page.next) return undefined;
    start = page.next;
  }
  return `${String(start?.['pk'])}|${String(start?.['sk'])}`;
}
