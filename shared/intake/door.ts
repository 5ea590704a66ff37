import type { Objects } from '../files/objects.ts';
import { newId, type TenantId, isId } from '../kernel/ids.ts';
import { Problem, isProblem } from '../kernel/problems.ts';
import { HOUR, instant, type Now } from '../kernel/time.ts';
import type { Language } from '../rights/letters/content.ts';
import type { RequestType } from '../rights/rights.ts';
import { SYSTEM_KEYS } from '../store/grammar.ts';
import type { Office } from '../office/office.ts';
import type { SystemTables } from '../store/system-tables.ts';
import type { Handles, publicTokens } from './handles.ts';
import type { Arrival, Door, Identifier } from './model.ts';
import { countUp, windowOf, type Bound } from './rate.ts';
import { receive } from './receive.ts';
import { suggestionsIn } from './suggestions.ts';

/** What the doors are wired with. */
export interface DoorServices {
  readonly office: Pick<Office, 'workspace'>;
  readonly objects: Objects;
  readonly system: SystemTables;
  readonly tokens: ReturnType<typeof publicTokens>;
  readonly handles: Handles;
  /** The tenant in which the vendor answers for what it does itself. */
  readonly house: TenantId;
  /** Domain of the privacy inboxes. */
  readonly domain: string;
  readonly now: Now;
  readonly sleep: (milliseconds: number) => Promise<unknown>;
}

/** What somebody wrote into a form; nothing but the message is asked of anybody. */
export interface Written {
  readonly message: string;
  readonly rights: readonly RequestType[];
  readonly name?: string | undefined;
  readonly email?: string | undefined;
  readonly phone?: string | undefined;
  readonly language?: Language | undefined;
}

/** Who acts when somebody uses a form; who it is, nobody knows. */
export const VISITOR = { kind: 'subject', id: 'form' } as const;

/** Messages of one source, and for one business, that a door takes in an hour. */
const PER_SOURCE: Bound = { most: 20, within: HOUR };
const PER_TENANT: Bound = { most: 500, within: HOUR };

/** Milliseconds that every answer takes at least: whether a business exists is not told by its time. */
export const STEADY = 1_200;

/** Counts a use of a door by tokens alone; `rate.limited` beyond the bounds, whether or not the business exists. */
export async function admit(services: DoorServices, source: string, business: string): Promise<void> {
  const { system, tokens, now } = services;
  for (const [name, what, bound] of [
    ['source', source, PER_SOURCE],
    ['business', business, PER_TENANT],
  ] as const) {
    const token = await tokens(`rate.${name}`, what, windowOf(now(), bound));
    if (!(await countUp(system, SYSTEM_KEYS.rate(token), bound, now())))
      throw new Problem('rate.limited', { retryAfter: bound.within / 1000 });
  }
}

/** Does something in no less than the steady time, whatever comes of it. */
export async function steadily(
  { now, sleep }: Pick<DoorServices, 'now' | 'sleep'>,
  use: () => Promise<void>,
): Promise<void> {
  const begun = now();
  try {
    await use();
  } finally {
    const rest = STEADY - (now() - begun);
    if (rest > 0) await sleep(rest);
  }
}

/** A form as an arrival. */
export function arrivalOf(written: Written, door: Door, now: number): Arrival {
  const { message, rights, name, email, phone, language } = written;
  const identifiers: Identifier[] = [
    ...(email ? [{ kind: 'email' as const, value: email }] : []),
    ...(phone ? [{ kind: 'phone' as const, value: phone }] : []),
    ...(name ? [{ kind: 'name' as const, value: name }] : []),
  ];
  return {
    door,
    channel: 'form',
    receivedAt: instant(now),
    delivery: newId(),
    rights,
    findings: email ? [] : ['no-sender'],
    content: {
      wording: message,
      identifiers,
      suggestions: suggestionsIn(message, identifiers),
      attachments: [],
      ...(name ? { name } : {}),
      ...(email ? { replyTo: email } : {}),
    },
    ...(language ? { language } : {}),
  };
}

/** Receives for a tenant; false when there is no such tenant. */
export async function delivered(
  services: Pick<DoorServices, 'office' | 'objects'>,
  tenant: TenantId,
  arrival: Arrival,
): Promise<boolean> {
  const workspace = services.office.workspace(tenant, VISITOR);
  try {
    await receive({ workspace, objects: services.objects(tenant) }, arrival);
    return true;
  } catch (error) {
    if (isProblem(error, 'not-found')) return false;
    throw error;
  }
}

/** Takes a message through a business's own form: one answer for every business, there or not. */
export async function takeForm(
  services: DoorServices,
  source: string,
  tenant: string,
  written: Written,
): Promise<void> {
  await steadily(services, async () => {
    await admit(services, source, tenant);
    if (isId(tenant))
      await delivered(services, tenant as string as TenantId, arrivalOf(written, 'form', services.now()));
  });
}
