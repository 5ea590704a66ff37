import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { contact } from '../../../shared/catalogue/types/contact.ts';
import type { Id, SubjectId, TenantId } from '../../../shared/kernel/ids.ts';
import { newId } from '../../../shared/kernel/ids.ts';
import { instant } from '../../../shared/kernel/time.ts';
import { deliverKey } from '../../../shared/mail/deliver.ts';
import type { Mail } from '../../../shared/mail/outbox.ts';
import { createRecord } from '../../../shared/records/create-record.ts';
import type { NewRequest } from '../../../shared/rights/opening/open-request.ts';
import { openRequest } from '../../../shared/rights/opening/open-request.ts';
import type { Run } from '../../../shared/rights/steps/runs.ts';
import { ABSENT } from '../../../shared/store/clauses.ts';
import type { Item, Workspace } from '../../../shared/store/workspace.ts';
import { NAME_BINDING } from '../../../shared/tenants/settings.ts';
import type { Bench } from '../../engine/bench.ts';
import { openBench } from '../../engine/bench.ts';
import { TABLES } from '../../engine/engine.ts';

/** Where the public pages are in tests. */
export const PUBLIC_URL = 'https://rights.example.org';

/** A business with its people, on the real engine, with a clock that moves when told. */
export interface Firm {
  readonly bench: Bench;
  readonly tenant: TenantId;
  /** The workspace of somebody of the business. */
  as(principal: Id): Workspace;
  readonly officer: Id;
  readonly secondOfficer: Id;
  readonly runs: Run[];
  readonly start: (run: Run) => Promise<void>;
  person(values: Readonly<Record<string, unknown>>): Promise<SubjectId>;
  open(given?: Partial<NewRequest>): ReturnType<typeof openRequest>;
  /** Sends what is in the outbox and gives it. */
  post(): Promise<Mail[]>;
  items(prefix: string): Promise<Item[]>;
}

/** Opens the books of Lindqvist & Daughters. */
export async function openFirm(bench: Bench, country = 'DE'): Promise<Firm> {
  const tenant = await bench.tenant();
  const officer = newId();
  const secondOfficer = newId();
  const as = (id: Id) => bench.office.workspace(tenant, { kind: 'human', id });
  const workspace = as(officer);
  const name = workspace.vault.seal(await workspace.vault.tenantKey(), NAME_BINDING, 'Lindqvist & Daughters');
  const createdAt = instant(bench.now());
  await workspace.tables.write([
    { put: { country, createdAt, name }, at: workspace.keys.tenant(), if: ABSENT },
  ]);
  const runs: Run[] = [];
  const items = async (prefix: string): Promise<Item[]> => {
    const { Items = [] } = await bench.engine.documents.send(new ScanCommand({ TableName: TABLES.data }));
    return (Items as Item[]).filter(({ pk }) => pk.startsWith(`T#${tenant}#${prefix}`));
  };
  return {
    bench,
    tenant,
    as,
    officer,
    secondOfficer,
    runs,
    start: async (run) => void runs.push(run),
    items,
    person: async (values) => {
      const { subject } = await createRecord(as(officer), contact, values);
      bench.advance(60_000);
      if (!subject) throw new TypeError('a contact is a person');
      return subject;
    },
    open: (given = {}) =>
      openRequest(as(officer), {
        type: 'erasure',
        channel: 'email',
        receivedAt: instant(bench.now()),
        identifiers: [{ kind: 'email', value: 'ines@example.org' }],
        language: 'en',
        ...given,
      }),
    post: async () => {
      const mails: Mail[] = [];
      for (const { pk, sk } of await items('OUT#'))
        await deliverKey(
          bench.office,
          async (mail) => {
            mails.push(mail);
            return 'sent';
          },
          { pk, sk },
        );
      return mails;
    },
  };
}

/** A firm of its own for one file of tests; `stop` with afterAll. */
export async function firmBench(): Promise<Bench> {
  return openBench(Date.UTC(2027, 2, 1, 9));
}

/** The link in a mail. */
export function linkIn(mail: Mail | undefined): string {
  return /\/public\/pages\/(?:verify|collect)\/(\S+)/.exec(mail?.text ?? '')?.[1] ?? '';
}

/** The code in a mail. */
export function codeIn(mail: Mail | undefined): string {
  return /\b(\d{8})\b/.exec(mail?.text ?? '')?.[1] ?? '';
}

/** A code that is not this one. */
export function wrongCode(code: string): string {
  return code === '00000000' ? '00000001' : '00000000';
}
