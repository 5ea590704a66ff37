import { randomUUID } from 'node:crypto';
import type { Objects, TenantObjects } from '../../../shared/files/objects.ts';
import { arrivalFrom } from '../../../shared/intake/arrival-store.ts';
import type { DoorServices } from '../../../shared/intake/door.ts';
import { attendArrival } from '../../../shared/intake/end-content.ts';
import { createHandles } from '../../../shared/intake/handles.ts';
import type { Envelope } from '../../../shared/intake/mail/envelope.ts';
import type { Mailbox } from '../../../shared/intake/mail/mailbox.ts';
import { takeMail, type InboxServices } from '../../../shared/intake/mail/take-mail.ts';
import type { ArrivalItem } from '../../../shared/intake/model.ts';
import type { Id, TenantId } from '../../../shared/kernel/ids.ts';
import { newId } from '../../../shared/kernel/ids.ts';
import { instant } from '../../../shared/kernel/time.ts';
import type { Bench } from '../../engine/bench.ts';
import { firmBench, openFirm, type Firm } from '../rights/firm.ts';

const DOMAIN = 'inbox.example.com';

async function* chunks(bytes: Buffer): AsyncGenerator<Buffer> {
  for (let from = 0; from < bytes.length; from += 65_536) yield bytes.subarray(from, from + 65_536);
}

async function joined(source: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  for await (const part of source) parts.push(part);
  return Buffer.concat(parts);
}

/** Objects of every tenant in memory. */
function memoryObjects(stored: Map<string, Buffer>): Objects {
  return (tenant): TenantObjects => ({
    newKey: () => `${tenant}/${newId()}`,
    form: () => Promise.reject(new TypeError('no forms here')),
    head: async (_, key) => {
      const found = stored.get(key);
      return found && { size: found.length, tag: '' };
    },
    read: async (_, key) => {
      const found = stored.get(key);
      return found && chunks(found);
    },
    write: async (_, key, source) => void stored.set(key, await joined(source)),
    remove: async (_, key) => void stored.delete(key),
    link: async (_, key) => `https://objects.example/${key}`,
  });
}

/** A business, the vendor, and everything by which messages reach them. */
export async function openIntake() {
  const bench: Bench = await firmBench();
  const firm: Firm = await openFirm(bench);
  const house: Firm = await openFirm(bench);
  const stored = new Map<string, Buffer>();
  const mails = new Map<string, { readonly bytes: Buffer; readonly storedAt: number }>();
  const lines: string[] = [];
  const mailbox: Mailbox = {
    size: async (delivery) => mails.get(delivery)?.bytes.length,
    read: (delivery, most) => chunks(mails.get(delivery)?.bytes.subarray(0, most) ?? Buffer.alloc(0)),
    remove: async (delivery) => void mails.delete(delivery),
    waiting: async () => [...mails].map(([delivery, { storedAt }]) => ({ delivery, storedAt })),
  };
  const objects = memoryObjects(stored);
  const inbox: InboxServices = {
    office: bench.office,
    objects,
    mailbox,
    domain: DOMAIN,
    house: house.tenant,
    sender: 'no-reply@mail.example.com',
    now: bench.now,
    log: (line) => lines.push(line),
  };
  const tokens = async (...members: readonly string[]) =>
    Buffer.from(members.join('|')).toString('base64url');
  const doors: DoorServices = {
    office: bench.office,
    objects,
    system: bench.system,
    tokens,
    handles: createHandles(bench.system, tokens),
    house: house.tenant,
    domain: DOMAIN,
    now: bench.now,
    sleep: async () => undefined,
  };

  const address = (tenant: string) => `privacy+${tenant.toLowerCase()}@${DOMAIN}`;
  /** Stores a mail as the receiving service does. */
  const store = (bytes: string | Buffer, delivery: string = randomUUID()): string => {
    mails.set(delivery, { bytes: Buffer.from(bytes), storedAt: bench.now() });
    return delivery;
  };
  const envelopeOf = (delivery: string, tenant: string): Envelope => ({
    delivery,
    receivedAt: instant(bench.now()),
    recipients: [address(tenant)],
    findings: [],
  });
  const arrivals = async (of: Firm = firm): Promise<ArrivalItem[]> =>
    (await of.items('REQ#')).filter(({ sk }) => sk === 'ARR').map(arrivalFrom);
  return {
    bench,
    firm,
    house,
    stored,
    mails,
    lines,
    inbox,
    doors,
    address,
    store,
    arrivals,
    /** Hands a mail over with its event. */
    mail: async (bytes: string | Buffer, tenant: TenantId = firm.tenant, delivery?: string) => {
      const name = store(bytes, delivery);
      await takeMail(inbox, name, envelopeOf(name, tenant), bench.now());
      return name;
    },
    again: (delivery: string, tenant: TenantId = firm.tenant) =>
      takeMail(inbox, delivery, envelopeOf(delivery, tenant), bench.now()),
    /** Lets the clock attend to a message. */
    attend: (id: Id, of: Firm = firm) => {
      const actor = { kind: 'system', id: 'tick' } as const;
      const workspace = bench.office.workspace(of.tenant, actor);
      const eraser = () => bench.office.eraserWorkspace(of.tenant, actor);
      const alarm = (line: string) => void lines.push(line);
      return attendArrival({ workspace, objects: objects(of.tenant), eraser, alarm }, id);
    },
  };
}
/** What a test works with. */
export type Intake = Awaited<ReturnType<typeof openIntake>>;
