import type { Id } from '../kernel/ids.ts';
import { DAY, HOUR, MINUTE } from '../kernel/time.ts';
import type { RequestItem } from '../rights/request/model.ts';
import { historyWrite } from '../rights/steps/store.ts';
import { load } from '../rights/request/stored.ts';
import { dueWrite } from '../store/due.ts';
import type { Actor, Workspace, Write } from '../store/workspace.ts';
import { isWriteRefusal } from '../store/write-refusal.ts';
import { callbackAddress } from './callback-address.ts';
import type { SignBytes } from './certificate/x509.ts';
import { statusObject } from './drp/status.ts';
import { exchangeWrite, exchangesAbout, type Followed, type Standard, type Telling } from './exchange.ts';
import { isExtended } from './expected.ts';
import { openDsrStatus, statusBody } from './opendsr/status.ts';
import { signedMessage } from './opendsr/sign.ts';
import type { SendCallback } from './send-callback.ts';
import { openHosts } from './settings.ts';

/** Who acts when followers are told. */
export const TELLER: Actor = { kind: 'system', id: 'callbacks' };

/** What telling those who follow a request needs. */
export interface Telltale {
  readonly workspace: Workspace;
  readonly send: SendCallback;
  readonly sign: SignBytes;
  readonly publicUrl: string;
}

/** Waits after each failure; after the last one the callback is given up, and the history says so. */
export const RETRIES = [MINUTE, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 8 * HOUR, DAY, 2 * DAY] as const;

interface Message {
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** What a standard tells, and what changes it: the same status is told once. */
interface Voice {
  readonly status: (telltale: Telltale, followed: Followed) => Promise<string>;
  readonly message: (telltale: Telltale, followed: Followed, address: string) => Promise<Message>;
}

const VOICES: Readonly<Record<Standard, Voice>> = {
  opendsr: {
    status: async (_, followed) => openDsrStatus(followed),
    message: async ({ workspace, sign, publicUrl }, followed, address) => {
      const { api_version: _version, ...body } = statusBody(followed, workspace.tenant, publicUrl);
      return signedMessage(sign, publicUrl, { ...body, status_callback_url: address });
    },
  },
  drp: {
    status: async ({ workspace, publicUrl }, followed) => {
      const { status, reason } = await statusObject(workspace, publicUrl, followed);
      return reason ? `${status}/${reason}` : status;
    },
    message: async ({ workspace, publicUrl }, followed) => ({
      body: JSON.stringify(await statusObject(workspace, publicUrl, followed)),
      headers: {},
    }),
  },
};

const isOver = ({ told, tries }: Telling) => told || tries > RETRIES.length;

async function tell(
  telltale: Telltale,
  followed: Followed,
  hosts: ReadonlySet<string>,
  address: string,
  telling: Telling,
): Promise<Telling> {
  const url = callbackAddress(address);
  const voice = VOICES[followed.exchange.standard];
  const told =
    url !== undefined &&
    hosts.has(url.hostname) &&
    (await telltale.send({ url, ...(await voice.message(telltale, followed, address)) }));
  const tries = telling.tries + 1;
  const wait = RETRIES[telling.tries] ?? 0;
  return { ...telling, told, tries, notBefore: told ? 0 : telltale.workspace.now() + wait };
}

/** Tells one exchange whatever it does not know yet; gives when to try again. */
async function attendOne(
  telltale: Telltale,
  followed: Followed,
  hosts: ReadonlySet<string>,
): Promise<number | undefined> {
  const { workspace } = telltale;
  const { exchange } = followed;
  const state = await VOICES[exchange.standard].status(telltale, followed);
  // A new expected end is told like a new status.
  const status = isExtended(followed) ? `${state} extended` : state;
  const before = exchange.tellings.map((telling) =>
    telling.status === status ? telling : { status, told: false, tries: 0, notBefore: 0 },
  );
  const ready = (telling: Telling) => !isOver(telling) && telling.notBefore <= workspace.now();
  const after: Telling[] = [];
  for (const [position, telling] of before.entries()) {
    const address = exchange.terms.callbacks[position];
    const due = address !== undefined && ready(telling);
    after.push(due ? await tell(telltale, followed, hosts, address, telling) : telling);
  }
  if (before.some(ready)) await note(workspace, followed, before, after);
  const open = after.filter((telling) => !isOver(telling));
  return open.length > 0 ? Math.min(...open.map(({ notBefore }) => notBefore)) : undefined;
}

async function note(
  workspace: Workspace,
  { exchange }: Followed,
  before: readonly Telling[],
  after: readonly Telling[],
): Promise<void> {
  const { request, standard } = exchange;
  const givenUp = after.some(
    (telling, at) => !telling.told && isOver(telling) && !isOver(before[at] ?? telling),
  );
  const alert: Write[] = givenUp
    ? [historyWrite(workspace, request, { alert: 'callback-given-up', standard })]
    : [];
  try {
    await workspace.tables.write([exchangeWrite(workspace, exchange, { tellings: after }), ...alert]);
  } catch (error) {
    // Withdrawn at that moment, which plans to tell of that; telling twice is allowed.
    if (!isWriteRefusal(error)) throw error;
  }
}

/**
 * Tells all who follow a request of its status, each status at least once, judged by what they were told last. Doing it
 * twice tells nothing more.
 */
export async function attendCallbacks(telltale: Telltale, reference: Id): Promise<void> {
  const { workspace } = telltale;
  const request: RequestItem = await load(workspace, reference);
  const hosts = await openHosts(workspace);
  const next: number[] = [];
  for (const exchange of await exchangesAbout(workspace, reference)) {
    const at = await attendOne(telltale, { exchange, request }, hosts);
    if (at !== undefined) next.push(at);
  }
  if (next.length === 0) return;
  const due = { kind: 'callback', reference, at: Math.min(...next) } as const;
  await workspace.tables.write([dueWrite(workspace, due)]);
}
