import type { Id, RecordId, SubjectId, TenantId } from '../../../shared/kernel/ids.ts';
import { DAY, MINUTE } from '../../../shared/kernel/time.ts';
import { deliverKey } from '../../../shared/mail/deliver.ts';
import type { Mail } from '../../../shared/mail/outbox.ts';
import type { Delivery } from '../../../shared/mail/send-mail.ts';
import { attendNotices } from '../../../shared/rights/notices/attend-notices.ts';
import { createRecipient, type NewRecipient } from '../../../shared/recipients/create-recipient.ts';
import { recordDisclosure } from '../../../shared/recipients/record-disclosure.ts';
import type { Recipient } from '../../../shared/recipients/recipient.ts';
import { dueOfKey } from '../../../shared/store/due.ts';
import type { Item, Workspace } from '../../../shared/store/workspace.ts';
import type { Bench } from '../../engine/bench.ts';

/** A shipper in the Union that is told by mail, unless said otherwise. */
export const SHIPPER: NewRecipient = {
  kind: 'recipient',
  name: 'Spedition Vogt',
  contact: { by: 'email', email: 'privacy@vogt.example' },
  country: 'DE',
  purposes: ['order-fulfilment'],
};

/** A mailing house that works for the business. */
export const MAILER: NewRecipient = {
  kind: 'processor',
  name: 'Briefwerk GmbH',
  contact: { by: 'email', email: 'office@briefwerk.example' },
  country: 'AT',
  purposes: ['customer-care'],
};

/** Enters a recipient. */
export const entered = (workspace: Workspace, given: Partial<NewRecipient> = {}): Promise<Recipient> =>
  createRecipient(workspace, { ...SHIPPER, ...given });

/** Records that fields of a record went to a recipient. */
export function disclosed(
  workspace: Workspace,
  person: SubjectId,
  recipient: Recipient,
  record: RecordId,
  fields: readonly string[],
) {
  const [purpose = ''] = recipient.purposes;
  return recordDisclosure(workspace, person, {
    recipient: recipient.id,
    records: [{ record, fields }],
    purpose,
    way: 'file',
  });
}

/** The product's own clockwork for notices and mails over raw items, since no stream runs in a unit test. */
export class Clockwork {
  readonly mails: Mail[] = [];
  /** What becomes of the mails that are handed over. */
  delivery: Delivery = 'sent';
  readonly #bench: Bench;
  readonly #tenant: TenantId;
  readonly #raw: () => Promise<Item[]>;

  constructor(bench: Bench, tenant: TenantId, raw: () => Promise<Item[]>) {
    this.#bench = bench;
    this.#tenant = tenant;
    this.#raw = raw;
  }

  readonly #send = async (mail: Mail): Promise<Delivery> => {
    this.mails.push(mail);
    return this.delivery;
  };

  /** Sends what the outbox holds. */
  async post(): Promise<void> {
    for (const { pk, sk } of await this.#raw())
      if (pk.includes('#OUT#')) await deliverKey(this.#bench.office, this.#send, { pk, sk });
  }

  /** Attends to the notices that are due, as the tick does; each piece of due work is taken away. */
  async tick(): Promise<void> {
    const { office, now } = this.#bench;
    const clock = { kind: 'system', id: 'tick' } as const;
    for (const item of await this.#raw()) {
      const due = dueOfKey(item);
      if (due?.kind !== 'notice' || due.at > now()) continue;
      const workspace = office.workspace(this.#tenant, clock);
      const eraser = () => office.eraserWorkspace(this.#tenant, clock);
      await attendNotices({ workspace, eraser }, due.reference);
      await workspace.tables.write([
        {
          delete: true,
          at: { table: 'data', pk: item.pk, sk: item.sk },
          if: { expression: 'attribute_exists(pk)' },
        },
      ]);
    }
  }

  /** Moves on in time, sending and attending after ten minutes, then after ever longer pauses of three days at most. */
  async pass(milliseconds: number): Promise<void> {
    const end = this.#bench.now() + milliseconds;
    for (let pause = 10 * MINUTE; this.#bench.now() < end; pause = Math.min(pause * 3, 3 * DAY)) {
      this.#bench.advance(Math.min(pause, end - this.#bench.now()));
      await this.post();
      await this.tick();
      await this.post();
    }
  }
}

/** Ids of owner keys that are still there. */
export const keysIn = (raw: readonly Item[]): readonly Id[] =>
  raw.flatMap(({ pk }) => /#KEY#(\w{26})$/.exec(pk)?.[1] ?? []) as Id[];
