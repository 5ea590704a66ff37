import { eventWrite } from '../../audit/record-event.ts';
import type { Json } from '../../kernel/canonical-json.ts';
import { newId, newTimeId, type Id } from '../../kernel/ids.ts';
import { Problem, isProblem } from '../../kernel/problems.ts';
import { DAY, instant } from '../../kernel/time.ts';
import { ABSENT, set, stateIs } from '../../store/clauses.ts';
import type { Workspace, Write } from '../../store/workspace.ts';
import { isWriteRefusal } from '../../store/write-refusal.ts';
import { tenantSettings, type TenantSettings } from '../../tenants/settings.ts';
import { mailWrites } from '../../mail/outbox.ts';
import { candidatesFor } from './candidates.ts';
import { alertWrites, clocksOf, dueDays } from '../request/clocks.ts';
import { queueWrites } from '../steps/queue-entry.ts';
import { contactOnFile } from '../identity/contact-on-file.ts';
import { languageOf, type Language } from '../letters/content.ts';
import { writeLetter } from '../letters/write-letter.ts';
import { REQUEST_STATES, isClosed, type RequestState } from '../request/life-cycle.ts';
import { identifiersMark, markWrites, markedRequest, personMark } from '../request/marks.ts';
import type { Channel, RequestContent, RequestItem } from '../request/model.ts';
import { historyWrite } from '../steps/store.ts';
import { requestBinding, sealPart } from '../request/sealed.ts';
import { PARTS } from '../request/stored.ts';
import type { RequestType } from '../rights.ts';
import { zoneOfReceipt } from '../deadlines/zone.ts';

/** A request as it reached the business. */
export interface NewRequest extends RequestContent {
  readonly type: RequestType;
  readonly channel: Channel;
  /** RFC 3339; at most now and at least a year ago. */
  readonly receivedAt: string;
  readonly calendar?: string;
  readonly language?: Language;
  /** An objection to direct marketing (Art. 21(2)). */
  readonly marketing?: boolean;
}

/** What somebody who follows the request by a standard keeps of it; written with the request, or with its repetition. */
export type Follower = (request: Id, opened: boolean) => readonly Write[];

/** How far back a receipt may lie. */
const OLDEST = 366 * DAY;

/** Refuses a receipt (RFC 3339) in the future or more than a year ago with `rule.violated`. */
export function checkReceipt(receivedAt: string, now: number): void {
  const epoch = Date.parse(receivedAt);
  if (epoch <= now && epoch >= now - OLDEST) return;
  throw new Problem('rule.violated', {
    detail: 'It was received in the past, at most a year ago.',
    violations: [{ pointer: '/receivedAt', rule: 'past year' }],
  });
}

const OPEN_STATES = (Object.keys(REQUEST_STATES) as RequestState[]).filter((state) => !isClosed({ state }));

/**
 * The same request again: it belongs to the open one, and what it says is kept there. A request that closes at this
 * moment refuses it: nobody would answer what arrives at a closed one.
 */
async function noteRepeat(
  workspace: Workspace,
  open: RequestItem,
  given: NewRequest,
  follower: Follower | undefined,
): Promise<void> {
  const id = newTimeId(workspace.now(), workspace.random);
  const { kind, id: by } = workspace.actor;
  const content = await sealPart(workspace, open, id, 'again', sealable(given));
  const { channel, receivedAt } = given;
  const still = { at: workspace.keys.request(open.id), if: stateIs(...OPEN_STATES) };
  await workspace.tables.write([
    {
      put: { id, at: instant(workspace.now()), by, byKind: kind, again: true, channel, receivedAt, content },
      at: workspace.keys.requestPart(open.id, PARTS.history, id),
      if: ABSENT,
    },
    follower ? { update: set({ followed: true }), ...still } : { check: true, ...still },
    eventWrite(workspace, { action: 'request.open', target: open.id, request: open.id, type: open.type }),
    ...(follower?.(open.id, false) ?? []),
  ]);
}

/** What of a request is sealed. */
export function sealable({ wording, identifiers, replyTo }: RequestContent): Json {
  return {
    identifiers: identifiers.map(({ kind, value }) => ({ kind, value })),
    ...(wording ? { wording } : {}),
    ...(replyTo ? { replyTo } : {}),
  };
}

/** Channels by which no address arrives that could be answered to. */
const WITHOUT_ADDRESS: readonly Channel[] = ['phone', 'post', 'in-person', 'messenger'];

/**
 * Where the receipt goes: to the address that was stated, or to the one on file of the only person who can be meant.
 * It says nothing of any data, and whoever is named by somebody else learns of it.
 */
async function receiptAddress(workspace: Workspace, given: NewRequest, { subject }: RequestItem) {
  if (given.replyTo || !subject || !WITHOUT_ADDRESS.includes(given.channel)) return given.replyTo;
  try {
    return (await contactOnFile(workspace, subject, given.receivedAt, ['email'])).email;
  } catch (error) {
    // What was on file is not known for a minute after a change; a request is not refused for that.
    if (!isProblem(error, 'conflict')) throw error;
    return undefined;
  }
}

async function create(
  workspace: Workspace,
  given: NewRequest,
  settings: TenantSettings,
  follower: Follower | undefined,
): Promise<{ readonly request: RequestItem; readonly writes: readonly Write[] }> {
  const { type, channel } = given;
  const { country } = settings;
  const calendar = given.calendar ?? country;
  const candidates = await candidatesFor(workspace, given.identifiers, country);
  const [subject] = candidates.length === 1 ? candidates : [];
  const marks = [
    await identifiersMark(workspace, type, given.identifiers, country),
    ...(subject ? [await personMark(workspace, type, subject)] : []),
  ];
  const id = newId(workspace.random);
  const { key, write } = await workspace.vault.newOwnerKey('request');
  const clocked = {
    type,
    receivedAt: instant(Date.parse(given.receivedAt)),
    calendar,
    ...zoneOfReceipt(settings, calendar),
    suspensions: [],
  };
  const request: RequestItem = {
    id,
    channel,
    state: 'received',
    version: 1,
    ...clocked,
    ...dueDays(clocked),
    openedBy: workspace.actor.id,
    createdAt: instant(workspace.now()),
    candidates,
    ...(subject ? { subject } : {}),
    language: given.language ?? languageOf(country),
    attempt: 0,
    ...(given.marketing ? { marketing: true as const } : {}),
    ...(follower ? { followed: true as const } : {}),
    marks,
    key: key.id,
    content: workspace.vault.seal(key, requestBinding(id, id, 'content'), sealable(given)),
  };
  const { receivedOn, law, promise } = clocksOf(request);
  const to = await receiptAddress(workspace, given, request);
  const receipt = to
    ? mailWrites(workspace, { request: id, key }, 'received', {
        to,
        ...writeLetter('received', request.language, {
          business: settings.name ?? workspace.tenant,
          reference: id,
          type,
          receivedOn,
          dueByLaw: law,
          dueByPromise: promise,
        }),
      })
    : [];
  const list = { listPk: workspace.keys.list('request', 0), listSk: `${request.createdAt}#${id}` };
  const writes: Write[] = [
    { put: { ...request, ...list }, at: workspace.keys.request(id), if: ABSENT },
    write,
    ...markWrites(workspace, id, marks),
    ...queueWrites(workspace, request),
    historyWrite(workspace, id, { step: 'open', to: 'received', candidates: candidates.length }),
    eventWrite(workspace, {
      action: 'request.open',
      target: id,
      request: id,
      type,
      ...(subject ? { subject } : {}),
    }),
    ...alertWrites(workspace, request),
    ...receipt,
    ...(follower?.(id, true) ?? []),
  ];
  return { request, writes };
}

/** How often opening is prepared anew when the same request arrives at the same moment. */
const ATTEMPTS = 5;

/**
 * Opens a request: item, sealed content under a key of its own, history, both clocks and the event in one transaction.
 * A request for the same right of the same person, or with the same identifiers, that is still open is answered with
 * the open one. `rule.violated` for a receipt in the future or more than a year ago, and for an unknown calendar.
 */
export async function openRequest(
  workspace: Workspace,
  given: NewRequest,
  follower?: Follower,
): Promise<{ readonly request: RequestItem; readonly duplicate: boolean }> {
  checkReceipt(given.receivedAt, workspace.now());
  if (given.marketing && given.type !== 'objection')
    throw new Problem('rule.violated', { violations: [{ pointer: '/marketing', rule: 'objection' }] });
  const settings = await tenantSettings(workspace);
  for (let tries = 1; ; tries++) {
    const { request, writes } = await create(workspace, given, settings, follower);
    const open = await markedRequest(workspace, request.marks);
    try {
      if (open) {
        await noteRepeat(workspace, open, given, follower);
        return { request: open, duplicate: true };
      }
      await workspace.tables.write(writes);
      return { request, duplicate: false };
    } catch (error) {
      if (!isWriteRefusal(error)) throw error;
      if (tries >= ATTEMPTS) throw new Problem('unavailable', { retryAfter: 1 });
    }
  }
}
