import { eventWrite } from '../audit/record-event.ts';
import { sealFrames } from '../crypto/frames.ts';
import type { Id } from '../kernel/ids.ts';
import { newId, newTimeId } from '../kernel/ids.ts';
import { Problem } from '../kernel/problems.ts';
import { DAY, instant } from '../kernel/time.ts';
import type { TenantObjects } from '../files/objects.ts';
import { languageOf } from '../rights/letters/content.ts';
import { dayThere } from '../rights/deadlines/zone.ts';
import { ABSENT } from '../store/clauses.ts';
import { dueWrite } from '../store/due.ts';
import type { OwnerKey, Workspace, Write } from '../store/workspace.ts';
import { isWriteRefusal } from '../store/write-refusal.ts';
import { tenantSettings } from '../tenants/settings.ts';
import { arrivalBinding, arrivalKey, changeArrival, sealContent } from './arrival-store.ts';
import { languageIn } from './language.ts';
import { noticeWrites, personWrites } from './letters-out.ts';
import { markWrites, markedArrivals, marksOf, type Marks } from './marks.ts';
import { UNANSWERED, type Arrival, type ArrivalItem } from './model.ts';
import { proposalsFor } from './propose.ts';
import { turnProposed } from './turn.ts';

/** The part of an arrival that says that the person wrote the same again. */
const AGAIN = 'AGN';
/** After how long the officers are told again of a message that still waits. */
export const REMINDER = 7 * DAY;
/** How often receiving is prepared anew when the same message arrives twice at the same moment. */
const ATTEMPTS = 5;

/** Where a message is received. */
export interface Reception {
  readonly workspace: Workspace;
  /** Where originals are kept; a door that keeps none has no need of it. */
  readonly objects?: TenantObjects;
}

/** True for a message whose sender may be written to. */
const answerable = ({ findings, door }: Arrival): boolean =>
  door !== 'vendor' && !findings.some((finding) => UNANSWERED.includes(finding));

async function sealOriginal(
  { workspace, objects }: Reception,
  arrival: Id,
  key: OwnerKey,
  { original }: Arrival,
): Promise<readonly string[]> {
  if (!original || !objects) return [];
  const at = objects.newKey(workspace.random);
  const sealed = sealFrames(workspace, key, arrivalBinding(arrival, at, 'original'), original());
  await objects.write('vault', at, sealed, 'application/octet-stream');
  return [at];
}

/** The receipt of a message that no request has answered yet. */
async function receipt(
  workspace: Workspace,
  arrival: Pick<ArrivalItem, 'id' | 'language'>,
  owner: OwnerKey,
  given: Arrival,
  again: boolean,
): Promise<Write[]> {
  const to = given.content.replyTo;
  if (!to || !answerable(given)) return [];
  const receivedOn = dayThere(await tenantSettings(workspace), given.receivedAt);
  return personWrites(workspace, { ...arrival, owner }, 'arrived', to, { receivedOn, again });
}

async function create(reception: Reception, given: Arrival, marks: Marks): Promise<ArrivalItem> {
  const { workspace } = reception;
  const { country } = await tenantSettings(workspace);
  const { content, door, channel, receivedAt, findings, forwardBy, held } = given;
  const words = content.wording ?? '';
  const proposals = given.rights.length > 0 ? given.rights : proposalsFor(content.subject ?? '', words);
  const turns = !held && answerable(given) && proposals.length > 0 && content.identifiers.length > 0;
  const id = newId(workspace.random);
  // What is held may be about several businesses: each message of its sender stays by itself.
  const sender = marks.sender && !held ? { sender: marks.sender } : {};
  const { key, write } = await workspace.vault.newOwnerKey('request');
  const originals = await sealOriginal(reception, id, key, given);
  const now = workspace.now();
  const arrival: ArrivalItem = {
    id,
    state: held ? 'held' : 'open',
    door,
    channel,
    version: 1,
    receivedAt,
    createdAt: instant(now),
    language: given.language ?? languageIn(words) ?? languageOf(country),
    proposals,
    findings,
    attachments: content.attachments.length,
    requests: [],
    repeats: 0,
    key: key.id,
    content: sealContent(workspace, key, id, id, content),
    originals,
    marks: [marks.delivery, ...(marks.message ? [marks.message] : [])],
    ...sender,
    ...(forwardBy ? { forwardBy } : {}),
  };
  const list = { listPk: workspace.keys.list('arrival', 0), listSk: `${arrival.createdAt}#${id}` };
  const lettered = { ...arrival, owner: key };
  const at = forwardBy ? Date.parse(forwardBy) : now + REMINDER;
  await workspace.tables.write([
    { put: { ...arrival, ...list }, at: workspace.keys.arrival(id), if: ABSENT },
    write,
    ...markWrites(workspace, id, [...arrival.marks, ...Object.values(sender)]),
    eventWrite(workspace, { action: 'arrival.take', target: id }),
    dueWrite(workspace, { at: Math.max(at, now), kind: 'arrival', reference: id }),
    ...(turns ? [] : await receipt(workspace, arrival, key, given, false)),
    ...(turns ? [] : await noticeWrites(workspace, lettered, arrival)),
  ]);
  return arrival;
}

/** The same again: what it says is kept with the first one, and the person is answered. */
async function join(
  reception: Reception,
  known: ArrivalItem,
  given: Arrival,
  marks: Marks,
): Promise<ArrivalItem> {
  const { workspace } = reception;
  const key = await arrivalKey(workspace, known);
  const part = newTimeId(workspace.now(), workspace.random);
  const same = marks.message !== undefined && known.marks.includes(marks.message);
  const originals = same ? [] : await sealOriginal(reception, known.id, key, given);
  const content = sealContent(workspace, key, known.id, part, given.content);
  const { channel, receivedAt } = given;
  const fresh = [marks.delivery, marks.message].filter(
    (mark) => mark && !known.marks.includes(mark),
  ) as string[];
  const words = given.content.wording ?? '';
  const more = proposalsFor(given.content.subject ?? '', words);
  return changeArrival(workspace, known, {
    action: 'arrival.take',
    set: {
      repeats: known.repeats + 1,
      marks: [...known.marks, ...fresh],
      originals: [...known.originals, ...originals],
      proposals: [...new Set([...known.proposals, ...given.rights, ...more])],
    },
    writes: [
      {
        put: { channel, receivedAt, content },
        at: workspace.keys.requestPart(known.id, AGAIN, part),
        if: ABSENT,
      },
      ...markWrites(workspace, known.id, fresh),
      ...(await receipt(workspace, known, key, given, true)),
    ],
  });
}

/**
 * Takes a message in: sealed under a key of its own, with its arrival time, marks against doubles, a receipt to the
 * person and a notice to the officers, in one transaction. What is clear becomes requests at once. The same delivery
 * again goes on where it stopped; the same message, or another one of a sender whose first one still waits, joins it.
 * `not-found` for a tenant that is none. Gives the arrival that the message became or joined.
 */
export async function receive(reception: Reception, given: Arrival): Promise<Id> {
  const { workspace } = reception;
  await tenantSettings(workspace);
  const marks = await marksOf(workspace, given);
  for (let tries = 1; ; tries++) {
    const [byDelivery, byMessage, bySender] = await markedArrivals(workspace, marks);
    const known = byMessage ?? (bySender?.state === 'open' ? bySender : undefined);
    try {
      const arrival =
        byDelivery ??
        (await (known && !known.keyEndedAt
          ? join(reception, known, given, marks)
          : create(reception, given, marks)));
      if (answerable(given)) await turnProposed(workspace, arrival, given.content);
      return arrival.id;
    } catch (error) {
      const raced = isWriteRefusal(error) || (error as Partial<Problem>).code === 'state.conflict';
      if (!raced) throw error;
      if (tries >= ATTEMPTS) throw new Problem('unavailable', { retryAfter: 1 });
    }
  }
}
