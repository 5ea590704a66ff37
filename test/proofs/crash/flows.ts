import { ListAliasesCommand, paginateListKeys, DescribeKeyCommand } from '@aws-sdk/client-kms';
import { paginateScan } from '@aws-sdk/client-dynamodb';
import type { Clients } from '../account.ts';
import { prepared } from '../story/imports.ts';
import { RECORDS } from '../story/records.ts';
import { identified, reaches } from '../story/requests.ts';
import { TENANCY } from '../story/tenancy.ts';
import { goOn } from '../story/tell.ts';
import { expected, type Told } from '../story/told.ts';
import { finished } from './finished.ts';

/** Work that has to finish once and once only, wherever the process dies. */
export interface Flow {
  readonly name: string;
  /** What was there before the work began; done once, without crashes. */
  readonly prepare: (told: Told) => Promise<string>;
  /** What a caller does, and does again after an answer that was cut off; ends when the work has. */
  readonly run: (told: Told, id: string) => Promise<void>;
  /** What is wrong afterwards, in words: something missing, stuck or doubled. */
  readonly check: (told: Told, id: string, account: Clients) => Promise<string[]>;
}

const DATA = 'bailiwick-dev-data';
const KEYS = 'bailiwick-dev-keys';

/** How many items of a tenant have a partition and sort key of some kind. */
async function count(account: Clients, table: string, wanted: (item: Item) => boolean): Promise<number> {
  let found = 0;
  const pages = paginateScan({ client: account.dynamodb }, { TableName: table, ConsistentRead: true });
  for await (const { Items = [] } of pages) found += Items.filter((item) => wanted(item as Item)).length;
  return found;
}

type Item = Readonly<Record<string, { readonly S?: string } | undefined>> & {
  readonly pk: { readonly S: string };
  readonly sk: { readonly S: string };
};

/** What differs from what was wanted. */
function differing(facts: Readonly<Record<string, readonly [got: unknown, wanted: unknown]>>): string[] {
  return Object.entries(facts).flatMap(([name, [got, wanted]]) =>
    got === wanted ? [] : [`${name}: ${String(got)} instead of ${String(wanted)}`],
  );
}

/** Live and named, live and unnamed, and other KMS keys of a tenant. */
async function kmsKeys({ kms }: Clients, tenant: string): Promise<{ named: number; stray: number }> {
  const found = { named: 0, stray: 0 };
  for await (const { Keys = [] } of paginateListKeys({ client: kms }, {}))
    for (const { KeyId = '' } of Keys) {
      const { KeyMetadata } = await kms.send(new DescribeKeyCommand({ KeyId }));
      if (!KeyMetadata?.Description?.endsWith(tenant) || KeyMetadata.KeyState !== 'Enabled') continue;
      const { Aliases = [] } = await kms.send(new ListAliasesCommand({ KeyId }));
      found[Aliases.length === 1 ? 'named' : 'stray'] += 1;
    }
  return found;
}

const begunTenant = (told: Told): Promise<Told> => goOn(told, TENANCY);

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
    check: async ({ officers: [first] }, id) => {
      const made = await first.get(`/v1/requests/${id}/package`);
      const steps = await stepsOf(first, id);
      const released = await first.post(`/v1/requests/${id}/release`, {});
      return differing({
        package: [made.status, 200],
        records: [made.body?.counts?.records, 3],
        'steps “prepared”': [steps.filter((step) => step === 'prepared').length, 1],
        release: [released.status, 200],
      });
    },
  },
  {
    name: 'erasure',
    prepare: async (told) => {
      const id = await identified(await goOn(await begunTenant(told), RECORDS), 'erasure');
      const [first, second] = told.officers;
      expected(await first.post(`/v1/requests/${id}/prepare`, {}), 200);
      await reaches(told, id, 'review');
      expected(await second.post(`/v1/requests/${id}/approve`, {}), 200);
      return id;
    },
    run: async (told, id) => {
      await told.stack.advance('PT2M');
      await finished(told.stack, async () => stateOf(told, id, 'done'));
      const closing = async () => (await closingMails(told)) > 0;
      await finished(told.stack, closing);
    },
    check: async (told, id, account) => {
      const [first] = told.officers;
      const steps = await stepsOf(first, id);
      const kept = await first.post('/v1/kept/lookup', { number: told.number });
      const person = (item: Item) => item.pk.S.endsWith(`#SUB#${told.person}`) && item.sk.S !== 'CTL';
      return differing({
        receipt: [(await first.get(`/v1/requests/${id}/receipt`)).status, 200],
        'steps “execute”': [steps.filter((step) => step === 'execute').length, 1],
        'steps “finish”': [steps.filter((step) => step === 'finish').length, 1],
        kept: [kept.body?.items?.length, 1],
        'kept items': [await count(account, DATA, (item) => item.pk.S.includes('#KPT#')), 1],
        'items of the person': [await count(account, DATA, person), 0],
        'keys of people': [await count(account, KEYS, (item) => item['kind']?.S === 'subject'), 0],
        'closing mails': [await closingMails(told), 1],
      });
    },
  },
];

const ENDS = ['failed', 'partly-done', 'refused', 'nothing-found', 'cancelled'];

async function stateOf({ officers: [first] }: Told, id: string, wanted: string): Promise<boolean> {
  const { state } = expected(await first.get(`/v1/requests/${id}`), 200).body;
  if (state !== wanted && ENDS.includes(state as string)) throw new Error(`it is ${state}`);
  return state === wanted;
}

async function stepsOf(client: Told['admin'], id: string): Promise<string[]> {
  const { items } = expected(await client.get(`/v1/requests/${id}/history?limit=100`), 200).body;
  return (items as { step?: string }[]).flatMap(({ step }) => step ?? []);
}

async function closingMails({ stack, words }: Told): Promise<number> {
  const mails = await stack.outbox({ to: words.email });
  return mails.filter(({ subject }) => subject.includes('have been erased')).length;
}
