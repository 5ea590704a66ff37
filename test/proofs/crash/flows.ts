import { prepared } from '../story/imports.ts';
import { RECORDS } from '../story/records.ts';
import { identified } from '../story/requests.ts';
import { TENANCY } from '../story/tenancy.ts';
import { goOn } from '../story/tell.ts';
import { expected, type Told } from '../story/told.ts';
import { BELONGINGS, decideAll, openFiles } from './belongings.ts';
import { finished, quiet } from './finished.ts';
import type { Flow } from './flow.ts';
import { count, DATA, differing, KEYS, kmsKeys, objects, recordTypes, type Item } from './held.ts';
import { closingLetter, closingMails, stateOf, stepsOf } from './request.ts';

/** Records that an erasure leaves, by type. */
const LEFT = { contact: 1, customer: 1, order: 1, note: 1, file: 0, invoice: 0 };

/** Minutes for which the clock of a tenant goes on with nothing to do. */
const IDLE = 3;

const begunTenant = (told: Told): Promise<Told> => goOn(told, TENANCY);

/** A minute in which nothing is due: what every other flow passes as well whenever the clock moves. */
export const MINUTE: Flow = {
  name: 'minute',
  prepare: async (told) => (await begunTenant(told)).tenant,
  run: async ({ stack }) => {
    for (let minute = 0; minute < IDLE; minute++) {
      await stack.advance('PT1M');
      await quiet(stack);
    }
  },
  check: async (_, __, account) => {
    const cursors = await count(account, DATA, (item) => item.pk.S.startsWith('S#CUR#'));
    return differing({ 'sweeps that note how far they are': [cursors > 0, true] });
  },
};

/** Every workflow. */
export const FLOWS: readonly Flow[] = [
  {
    name: 'onboarding',
    prepare: async () => Array.from({ length: 26 }, (_, at) => 'ABCDEFGH'.charAt(at % 8)).join(''),
    run: async ({ stack }, tenant) => {
      await stack.now();
      expected(await stack.operator.post('/v1/platform/tenants', { country: 'DE', tenant }), 202);
      await finished(stack, async () => {
        const { state } = (await stack.operator.get(`/v1/platform/tenants/${tenant}`)).body ?? {};
        if (state === 'failed') throw new Error('failed');
        return state === 'active';
      });
    },
    check: async ({ stack }, tenant, account) => {
      const { named, stray } = await kmsKeys(account, tenant);
      const ofTenant = (item: Item) => item.pk.S.startsWith(`T#${tenant}#`);
      const claimed = await stack.operator.post(`/v1/platform/tenants/${tenant}/claim`, {
        name: 'Atelier Moreau',
        admin: { name: 'Noor Haddad', email: 'noor@example.com' },
      });
      return differing({
        'named keys': [named, 1],
        'stray keys': [stray, 0],
        'wrapping keys': [
          await count(account, KEYS, (item) => ofTenant(item) && item.sk.S.startsWith('wrapping#')),
          1,
        ],
        'tenant keys': [
          await count(account, KEYS, (item) => ofTenant(item) && item['kind']?.S === 'tenant'),
          1,
        ],
        'events of the beginning': [
          await count(account, DATA, (item) => ofTenant(item) && item['action']?.S === 'tenant.create'),
          1,
        ],
        claim: [claimed.status, 201],
      });
    },
  },
  {
    name: 'import',
    prepare: async (told) => prepared(await begunTenant(told), 12),
    run: async ({ admin, stack }, id) => {
      expected(await admin.post(`/v1/imports/${id}/start`, undefined), 202, 409);
      await finished(stack, async () => {
        const { state } = expected(await admin.get(`/v1/jobs/${id}`), 200).body;
        if (state === 'failed') throw new Error('failed');
        return state === 'done';
      });
    },
    check: async ({ admin }, id, account) => {
      const { progress } = expected(await admin.get(`/v1/jobs/${id}`), 200).body;
      const { items } = expected(await admin.get(`/v1/imports/${id}/refused`), 200).body;
      const records = (item: Item) => item['type']?.S === 'product' && item.sk.S.startsWith('REC#');
      return differing({
        'rows read': [progress.rowsRead, 12],
        'records created': [progress.created, 11],
        'rows refused': [progress.refused, 1],
        'rows listed': [items.length, 1],
        records: [await count(account, DATA, records), 11],
        'events of creation': [
          await count(account, DATA, (item) => item['action']?.S === 'record.import'),
          11,
        ],
      });
    },
  },
  {
    name: 'package',
    // A clock that moves while the package is made ends the turn, and the package has more pieces; that there is nothing
    // else is checked below.
    mayRemain: ['object', 'T#*#REQ#* PKG#*'],
    prepare: async (told) => identified(await goOn(await begunTenant(told), RECORDS), 'access'),
    run: async (told, id) => {
      const { officers, stack } = told;
      // The same command under the same key: what was cut off is answered, or carried out once its lease has ended.
      for (let tries = 0; tries < 3; tries++) {
        const key = { 'idempotency-key': 'prepare-once-only' };
        const { status } = expected(await officers[0].post(`/v1/requests/${id}/prepare`, {}, key), 200, 409);
        if (status === 200) break;
        await stack.advance('PT61S');
      }
      await finished(stack, async () => stateOf(told, id, 'review'));
    },
    check: async ({ officers: [first] }, id, account) => {
      const made = await first.get(`/v1/requests/${id}/package`);
      const noted = new Set<string | undefined>();
      const held = new Set<string | undefined>();
      await count(account, DATA, (item) => {
        if (!item.sk.S.startsWith('PKG#')) return false;
        const pieces = (item as unknown as { holds?: { L: { M: Item }[] } }).holds?.L;
        if (pieces) for (const { M } of pieces) held.add(M['id']?.S);
        else noted.add(item['id']?.S);
        return true;
      });
      const steps = await stepsOf(first, id);
      const released = await first.post(`/v1/requests/${id}/release`, {});
      return differing({
        package: [made.status, 200],
        records: [made.body?.counts?.records, 3],
        'pieces that nothing holds': [[...noted].filter((piece) => !held.has(piece)).length, 0],
        'pieces that are not noted': [[...held].filter((piece) => !noted.has(piece)).length, 0],
        'steps “prepared”': [steps.filter((step) => step === 'prepared').length, 1],
        release: [released.status, 200],
      });
    },
  },
  {
    name: 'erasure',
    prepare: async (told) => {
      const id = await identified(
        await goOn(await begunTenant(told), [...RECORDS, ...BELONGINGS]),
        'erasure',
      );
      const [first, second] = told.officers;
      expected(await first.post(`/v1/requests/${id}/prepare`, {}), 200);
      await finished(told.stack, () => stateOf(told, id, 'review'));
      await decideAll(told, id);
      await openFiles(told);
      expected(await second.post(`/v1/requests/${id}/approve`, {}), 200);
      return id;
    },
    run: async (told, id) => {
      await finished(told.stack, async () => stateOf(told, id, 'done'));
      await finished(told.stack, async () => ['sent', 'unknown'].includes(await closingLetter(told, id)));
    },
    check: async (told, id, account) => {
      const [first] = told.officers;
      const steps = await stepsOf(first, id);
      const kept = await first.post('/v1/kept/lookup', { number: told.number });
      const held = await recordTypes(account);
      const [letter, mails] = [await closingLetter(told, id), await closingMails(told)];
      const person = (item: Item) => item.pk.S.endsWith(`#SUB#${told.person}`) && item.sk.S !== 'CTL';
      return differing({
        receipt: [(await first.get(`/v1/requests/${id}/receipt`)).status, 200],
        'steps “execute”': [steps.filter((step) => step === 'execute').length, 1],
        'steps “finish”': [steps.filter((step) => step === 'finish').length, 1],
        kept: [kept.body?.items?.length, 1],
        'kept items': [await count(account, DATA, (item) => item.pk.S.includes('#KPT#')), 1],
        'items of the person': [await count(account, DATA, person), 0],
        // What leads to the person goes once, what is left of it stands once: a copy without a person, a note and a
        // company that no longer name anybody, and the other one whom the notes were about.
        ...Object.fromEntries(
          Object.entries(LEFT).map(([type, left]) => [`records of type ${type}`, [held[type] ?? 0, left]]),
        ),
        'keys of people': [await count(account, KEYS, (item) => item['kind']?.S === 'subject'), 1],
        objects: [objects(told.stack), 0],
        // A mail is handed over once at most: one whose sender died is told as of unknown fate, and is not repeated.
        'closing mails': [letter === 'unknown' ? Math.max(mails, 1) : mails, 1],
      });
    },
  },
];
