import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Id, SubjectId, TenantId } from '../../../shared/kernel/ids.ts';
import { newId, recordIdIn } from '../../../shared/kernel/ids.ts';
import { isProblem } from '../../../shared/kernel/problems.ts';
import { ABSENT, PRESENT, set } from '../../../shared/store/clauses.ts';
import type { ItemKey, ItemKindName } from '../../../shared/store/grammar.ts';
import { ITEM_KINDS, SYSTEM_KEYS, keysOf } from '../../../shared/store/grammar.ts';
import { Guard, kindOf } from '../../../shared/store/guard.ts';
import type { Write } from '../../../shared/store/workspace.ts';

const tenant = newId() as string as TenantId;
const other = newId() as string as TenantId;
const keys = keysOf(tenant);
const guards = {
  tenant: new Guard(keys.prefix, 'tenant', ['data', 'keys']),
  eraser: new Guard(keys.prefix, 'eraser', ['data', 'keys']),
  system: new Guard('S#', 'system', ['data']),
};

function verdict(work: () => void): unknown {
  try {
    work();
    return 'passed';
  } catch (error) {
    return isProblem(error, 'internal') ? error.cause : error;
  }
}

const id = newId();
const subject = newId() as string as SubjectId;
const token = 'abcDEF_-0123456789abcDEF_-012345';
const at = '2027-03-01T09:00:00.000Z';

/** One key of every kind. */
const SAMPLES: Record<ItemKindName, ItemKey> = {
  subject: keys.subject(subject),
  record: keys.record(recordIdIn({ about: 'nobody', id }, newId())),
  link: keys.link(subject, recordIdIn({ about: 'person', id: subject }, newId())),
  formerKey: keys.formerKey(subject, id),
  openedCopy: keys.openedCopy(subject, id),
  disclosure: keys.disclosure(subject, id),
  formerValues: keys.formerValues(subject, id),
  consent: keys.consent(subject, id),
  tenant: keys.tenant(),
  principal: keys.principal(id),
  recipient: keys.recipient(id),
  apiKey: keys.apiKey(id),
  sequence: keys.sequence('invoice'),
  idempotency: keys.idempotency(token),
  event: keys.event('2027-03-01', 1, id),
  due: keys.due('2027-03-01', 0, at, 'kept', id),
  outbox: keys.outbox('2027-03-01', 0, id),
  request: keys.request(id),
  requestMark: keys.requestMark(token),
  tally: keys.tally('2027-03-01'),
  queueEntry: keys.queueEntry(id),
  hold: keys.hold(id),
  arrival: keys.arrival(id),
  arrivalMark: keys.arrivalMark(token),
  intakeSettings: keys.intakeSettings(),
  standardsSettings: keys.standardsSettings(),
  agent: keys.agent(token),
  exchange: keys.exchange(token),
  rate: keys.rate(token),
  requestPart: keys.requestPart(id, 'PLAN', '1'),
  kept: keys.kept(id),
  keptNumber: keys.keptNumber(token, id),
  tombstone: keys.tombstone(token),
  suppression: keys.suppression(token),
  job: keys.job(id),
  jobPart: keys.jobPart(id, 'ROW', '1'),
  wrapping: keys.wrapping('wrapping', 'v0001'),
  ownerKey: keys.ownerKey(id),
  token: keys.token(token, subject),
  tokenOf: keys.tokenOf(subject, token),
  externalId: keys.externalId(token),
  directory: SYSTEM_KEYS.directory(tenant),
  directoryList: SYSTEM_KEYS.directoryList(1, tenant),
  handle: SYSTEM_KEYS.handle(token),
  systemRate: SYSTEM_KEYS.rate(token),
  systemDue: SYSTEM_KEYS.due('2027-03-01', 0, at, tenant, 'kept', id),
  certificate: SYSTEM_KEYS.certificate(),
  systemCursor: SYSTEM_KEYS.cursor('due'),
};
const samples = Object.entries(SAMPLES) as [ItemKindName, ItemKey][];

test('every key that can be built belongs to exactly the row of the grammar that describes it', () => {
  for (const [name, key] of samples) expect([name, kindOf(key)?.name]).toEqual([name, name]);
  expect(kindOf({ table: 'data', pk: `${keys.prefix}NEW#${id}`, sk: 'CTL' })).toBeUndefined();
  expect(kindOf({ table: 'keys', pk: keys.tenant().pk, sk: 'CTL' })).toBeUndefined();
});

test('who may write and delete which kind is what the grammar says, for every writer', () => {
  for (const [name, key] of samples) {
    const kind: { written: readonly string[]; deleted: readonly string[] } = ITEM_KINDS[name];
    for (const writer of ['tenant', 'eraser', 'system'] as const) {
      const inside = key.pk.startsWith('S#') === (writer === 'system');
      const expected = (allowed: readonly string[], rule: string) =>
        !inside
          ? /^wall\.(request|table)$/
          : allowed.includes(writer)
            ? /^passed$/
            : new RegExp(`^wall.${rule}$`);
      const put: Write = { put: {}, at: key, if: ABSENT };
      const remove: Write = { delete: true, at: key, if: PRESENT };
      expect(verdict(() => guards[writer].write(put))).toMatch(expected(kind.written, 'write'));
      expect(verdict(() => guards[writer].write(remove))).toMatch(expected(kind.deleted, 'delete'));
    }
  }
});

test('part of AUD-01: what tenants write and nobody deletes is neither changed nor replaced: the log and the wrapping keys', () => {
  for (const key of [SAMPLES.event, SAMPLES.wrapping])
    for (const writer of ['tenant', 'eraser'] as const) {
      const write = (part: Write) => verdict(() => guards[writer].write(part));
      expect(write({ put: {}, at: key, if: ABSENT })).toBe('passed');
      expect(write({ check: true, at: key, if: PRESENT })).toBe('passed');
      expect(write({ put: {}, at: key, if: PRESENT })).toBe('wall.grow');
      expect(write({ update: set({ a: 1 }), at: key, if: ABSENT })).toBe('wall.grow');
    }
  const principal: Write = { update: set({ a: 1 }), at: SAMPLES.principal, if: PRESENT };
  expect(verdict(() => guards.tenant.write(principal))).toBe('passed');
});

test('part of TEN-01: only the eraser deletes from the key table', () => {
  for (const [, key] of samples.filter(([, { table }]) => table === 'keys')) {
    expect(verdict(() => guards.tenant.write({ delete: true, at: key, if: PRESENT }))).toBe('wall.delete');
  }
  const end: Write = { delete: true, at: keys.ownerKey(id), if: PRESENT };
  expect(verdict(() => guards.eraser.write(end))).toBe('passed');
});

test('part of TEN-01: no key of another namespace passes: other tenants, prefixes, cases, wildcards', () => {
  const hostile = [
    keysOf(other).tenant().pk,
    `T#${tenant}`,
    `T#${tenant}#`,
    `T#${tenant.toLowerCase()}#TEN`,
    `t#${tenant}#TEN`,
    ` T#${tenant}#TEN`,
    `T#${tenant}X#TEN`,
    `T#${tenant.slice(1)}#TEN`,
    'T#*#TEN',
    'T##TEN',
    `S#TEN#${tenant}`,
    `T#${other}#T#${tenant}#TEN`,
    '',
  ];
  for (const pk of hostile) {
    expect([pk, verdict(() => guards.tenant.read({ table: 'data', pk, sk: 'CTL' }))]).toEqual([
      pk,
      'wall.request',
    ]);
    expect(verdict(() => guards.tenant.answer({ pk: pk || undefined, sk: 'CTL' }))).toMatch(
      pk === `T#${tenant}#` ? 'passed' : 'wall.answer',
    );
  }
  expect(verdict(() => guards.tenant.read(keys.tenant()))).toBe('passed');
  expect(verdict(() => guards.system.read(keys.tenant()))).toBe('wall.request');
  expect(verdict(() => guards.system.partition('keys', 'S#X'))).toBe('wall.table');
});

test('part of TEN-01: any two tenants, any kind: the key of one never passes the wall of the other', () => {
  const anyId = fc
    .uint8Array({ minLength: 26, maxLength: 26 })
    .map((bytes) => newId(() => Buffer.from(bytes)) as string as TenantId);
  fc.assert(
    fc.property(anyId, anyId, (one, two) => {
      const guard = new Guard(keysOf(one).prefix, 'eraser', ['data', 'keys']);
      const key = keysOf(two).ownerKey(two as string as Id);
      expect(verdict(() => guard.read(key))).toBe(one === two ? 'passed' : 'wall.request');
    }),
  );
});

test('an item enters no index of another tenant, neither when it is put nor later', () => {
  const mine = keys.list('contact', 1);
  const theirs = keysOf(other).list('contact', 1);
  const record = SAMPLES.record;
  const put = (attributes: object): Write => ({ put: { ...attributes }, at: record, if: ABSENT });
  const update = (attributes: object): Write => ({ update: set({ ...attributes }), at: record, if: PRESENT });
  expect(verdict(() => guards.tenant.write(put({ listPk: mine })))).toBe('passed');
  expect(verdict(() => guards.tenant.write(put({ listPk: theirs })))).toBe('wall.index');
  expect(verdict(() => guards.tenant.write(put({ trailPk: 7 })))).toBe('wall.index');
  expect(verdict(() => guards.tenant.write(put({ pk: theirs })))).toBe('wall.request');
  expect(verdict(() => guards.tenant.write(update({ listPk: mine })))).toBe('passed');
  expect(verdict(() => guards.tenant.write(update({ listPk: theirs })))).toBe('wall.index');
  expect(verdict(() => guards.tenant.write(update({ plain: theirs })))).toBe('passed');
});
