import type { Id } from '../kernel/ids.ts';
import { Problem } from '../kernel/problems.ts';
import { HOUR } from '../kernel/time.ts';
import { openRequest } from '../rights/opening/open-request.ts';
import type { RequestType } from '../rights/rights.ts';
import { dayThere } from '../rights/deadlines/zone.ts';
import { dueWrite } from '../store/due.ts';
import type { Workspace, Write } from '../store/workspace.ts';
import { tenantSettings } from '../tenants/settings.ts';
import { arrivalKey, changeArrival, openContent } from './arrival-store.ts';
import { personWrites } from './letters-out.ts';
import { unmarkWrites } from './marks.ts';
import type { ArrivalContent, ArrivalItem, ArrivalState, Identifier } from './model.ts';

/** Until an arrival's requests are over, how often it is looked at: what the person wrote ends soon after them. */
export const WATCH = HOUR;

/** States from which an arrival can become requests; one letter may hold more than was seen in it first. */
const TURNABLE: readonly ArrivalState[] = ['open', 'held', 'turned'];

/** What an officer says that a message means. */
export interface Meant {
  readonly types: readonly RequestType[];
  /** Instead of those that the message came with. */
  readonly identifiers?: readonly Identifier[];
  readonly wording?: string;
  /** An objection to direct marketing, which is not weighed against anything (Art. 21(2)). */
  readonly marketing?: boolean;
}

/** A request that was opened from a message; `duplicate`: the same right of the same person was being served already. */
export interface Opened {
  readonly id: Id;
  readonly type: RequestType;
  readonly duplicate: boolean;
}

/**
 * Opens a request for each right, all with the arrival time of the message. Interrupted and repeated it finds those
 * that are open already. `rule.violated` without anything to find the person by.
 */
export async function turn(
  workspace: Workspace,
  arrival: ArrivalItem,
  content: ArrivalContent,
  { types, identifiers = content.identifiers, wording = content.wording, marketing }: Meant,
): Promise<readonly Opened[]> {
  if (!TURNABLE.includes(arrival.state))
    throw new Problem('state.conflict', { detail: `The message is in state ${arrival.state}.` });
  if (identifiers.length === 0)
    throw new Problem('rule.violated', { violations: [{ pointer: '/identifiers', rule: 'at least one' }] });
  const { channel, receivedAt, language } = arrival;
  const { replyTo } = content;
  const opened: Opened[] = [];
  for (const type of types) {
    const { request, duplicate } = await openRequest(workspace, {
      type,
      channel,
      receivedAt,
      language,
      identifiers,
      ...(wording ? { wording } : {}),
      ...(replyTo ? { replyTo } : {}),
      ...(marketing && type === 'objection' ? { marketing } : {}),
    });
    opened.push({ id: request.id, type, duplicate });
  }
  await changeArrival(workspace, arrival, {
    action: 'arrival.turn',
    set: {
      state: 'turned',
      requests: [...new Set([...arrival.requests, ...opened.map(({ id }) => id)])],
    },
    remove: ['sender'],
    writes: [
      ...unmarkWrites(workspace, arrival.id, [arrival.sender]),
      dueWrite(workspace, { at: workspace.now() + WATCH, kind: 'arrival', reference: arrival.id }),
      ...(await answerDuplicates(workspace, arrival, content, opened)),
    ],
  });
  return opened;
}

/** A new request is answered by its own receipt; whoever asked for the same again is answered as well. */
async function answerDuplicates(
  workspace: Workspace,
  arrival: ArrivalItem,
  { replyTo }: ArrivalContent,
  opened: readonly Opened[],
): Promise<Write[]> {
  if (!replyTo || !opened.some(({ duplicate }) => duplicate)) return [];
  const owner = await arrivalKey(workspace, arrival);
  const receivedOn = dayThere(await tenantSettings(workspace), arrival.receivedAt);
  return personWrites(workspace, { ...arrival, owner }, 'arrived', replyTo, { receivedOn, again: true });
}

/** Turns a message that is clear; one that is not waits for an officer. */
export async function turnProposed(
  workspace: Workspace,
  arrival: ArrivalItem,
  given: ArrivalContent,
): Promise<void> {
  const { state, proposals: types } = arrival;
  if (state !== 'open' || types.length === 0 || given.identifiers.length === 0) return;
  const content = arrival.repeats === 0 ? given : await openContent(workspace, arrival);
  await turn(workspace, arrival, content, { types });
}
