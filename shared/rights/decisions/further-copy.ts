import type { Id, SubjectId } from '../../kernel/ids.ts';
import { timeIdFloor } from '../../kernel/ids.ts';
import { Problem } from '../../kernel/problems.ts';
import { DAY, day, instant } from '../../kernel/time.ts';
import { itemsOf } from '../../store/pages.ts';
import type { Workspace } from '../../store/workspace.ts';
import { answered, dueDays } from '../request/clocks.ts';
import { addDays, dayFrom } from '../deadlines/day.ts';
import type { FeeFacts } from '../letters/fee.ts';
import type { RefusalReason } from '../letters/refusal-reasons.ts';
import { letter } from '../correspondence/sent.ts';
import type { Fee, RequestItem } from '../request/model.ts';
import { amend } from '../steps/store.ts';

/** For how long a copy makes the next one a further copy; what changed since then is owed anew. */
const WINDOW = 365 * DAY;

/** Days for paying: asked early, the fee leaves time to refuse within month one when nobody pays (Art. 12(4)). */
const PAYMENT_DAYS = 14;

/** The last day on which a fee that was asked then (RFC 3339) can be paid. */
const payBy = (askedAt: string) => addDays(dayFrom(day(Date.parse(askedAt)), '/askedAt'), PAYMENT_DAYS);

/** Refuses a refusal for a fee that was never asked, has been settled, or can still be paid. */
export function checkUnpaid(
  reasons: readonly RefusalReason[],
  { fee }: Pick<RequestItem, 'fee'>,
  now: number,
): void {
  if (!reasons.includes('fee-unpaid')) return;
  if (fee && !fee.settled && payBy(fee.askedAt) < day(now)) return;
  throw new Problem('rule.violated', {
    detail: 'No fee is open, or it can still be paid.',
    violations: [{ pointer: '/reasons', rule: 'fee unpaid' }],
  });
}

/**
 * The day of the last copy that the person was given by another request within a year; undefined when there was none.
 * The person's trail lags by seconds: a copy as fresh as that does not count yet, which favours the person.
 */
async function lastCopy(workspace: Workspace, person: SubjectId, request: Id): Promise<string | undefined> {
  let last: string | undefined;
  const events = itemsOf(workspace.tables, {
    table: 'data',
    index: 'trail',
    pk: workspace.keys.trail(person),
    skBetween: [timeIdFloor(workspace.now() - WINDOW), '~'],
  });
  for await (const { action, type, target, at } of events)
    if (action === 'request.collect' && type === 'access' && target !== request) last = String(at);
  return last?.slice(0, 10);
}

/**
 * Asks a fee for a further copy (Art. 15(3)), told with what it covers before the copy is made; it needs no finding that
 * the request is excessive. `rule.violated` for the first copy, which is free; `state.conflict` once the copy is made.
 */
export async function askFee(
  workspace: Workspace,
  request: Id,
  given: Pick<FeeFacts, 'amount' | 'currency' | 'costs'>,
): Promise<RequestItem> {
  return amend(workspace, request, 'request.decide', async (found) => {
    if (found.type !== 'access' || found.state !== 'verified' || found.fee?.settled)
      throw new Problem('state.conflict', { detail: `The request is in state ${found.state}.` });
    const firstOn = found.subject && (await lastCopy(workspace, found.subject, request));
    if (!firstOn)
      throw new Problem('rule.violated', {
        detail: 'The first copy is free (Art. 15(3) GDPR).',
        violations: [{ pointer: '', rule: 'further copy' }],
      });
    const { amount, currency, costs } = given;
    const askedAt = instant(workspace.now());
    const asked = answered(found, workspace.now).suspensions;
    const suspensions = [...asked, { askedAt, about: 'fee' as const }];
    const fee: Fee = { amount, currency, costs, askedAt };
    return {
      set: { fee, suspensions, ...dueDays({ ...found, suspensions }) },
      note: { fee: amount, currency },
      writes: await letter(workspace, found, 'fee', { ...given, firstOn, payBy: payBy(askedAt) }),
    };
  });
}

/**
 * Notes that the fee was paid, or that the business does without it; the copy can be made from then on. Whether the clock
 * stood still meanwhile is a question of the law: in the Union it did not.
 */
export async function settleFee(
  workspace: Workspace,
  request: Id,
  settled: NonNullable<Fee['settled']>,
): Promise<RequestItem> {
  return amend(workspace, request, 'request.decide', (found) => {
    const { fee } = found;
    if (!fee || fee.settled) throw new Problem('state.conflict', { detail: 'No fee is open.' });
    const suspensions = answered(found, workspace.now);
    return {
      set: { fee: { ...fee, settled }, ...suspensions, ...dueDays({ ...found, ...suspensions }) },
      note: { settled },
    };
  });
}
