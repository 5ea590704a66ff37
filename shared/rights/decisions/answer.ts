import type { Id } from '../../kernel/ids.ts';
import { Problem } from '../../kernel/problems.ts';
import { instant } from '../../kernel/time.ts';
import type { Workspace } from '../../store/workspace.ts';
import { alertWrites, answered, clockInput, clocksOf, dueDays } from '../request/clocks.ts';
import { extend } from '../deadlines/extend.ts';
import { checkUnpaid } from './further-copy.ts';
import { checkFinding, type Finding } from './findings.ts';
import { letter } from '../correspondence/sent.ts';
import type { AskedFor } from '../letters/please-specify.ts';
import type { RefusalReason } from '../letters/refusal-reasons.ts';
import type { RequestItem } from '../request/model.ts';
import { patienceWrite } from '../steps/expire.ts';
import { amend, followersWrite, step } from '../steps/store.ts';
import { REQUEST_STATES } from '../request/life-cycle.ts';

/**
 * Refuses, with a letter that gives reasons, authority and court; it cannot be refused without one (Art. 12(4), DSR-11).
 * `rule.violated` for a reason that cannot refuse this right, for one of Art. 12(5) without its finding, and for a fee
 * that can still be paid.
 */
export async function refuse(
  workspace: Workspace,
  request: Id,
  reasons: readonly [RefusalReason, ...RefusalReason[]],
  explanation?: string,
  finding?: Finding,
): Promise<RequestItem> {
  return step(workspace, request, 'refuse', async (found) => {
    checkFinding(reasons, explanation, finding);
    checkUnpaid(reasons, found, workspace.now());
    const { type } = found;
    const facts = { type, reasons, ...(explanation ? { explanation } : {}) };
    return {
      set: { decidedBy: workspace.actor.id, decidedAt: instant(workspace.now()) },
      note: { reasons: reasons.join(' '), ...(finding ? { finding } : {}) },
      writes: await letter(workspace, found, 'refused', facts),
    };
  });
}

/** Closes a request that the person has withdrawn. */
export async function cancel(workspace: Workspace, request: Id): Promise<RequestItem> {
  return step(workspace, request, 'cancel');
}

/** Answers that nothing is held; `rule.violated` while somebody answers to the identifiers and was not looked at. */
export async function findNothing(workspace: Workspace, request: Id): Promise<RequestItem> {
  return step(workspace, request, 'find-nothing', ({ state, subject, candidates }) => {
    const early = state === 'received' || state === 'please-specify';
    if (early && (subject !== undefined || candidates.length > 0))
      throw new Problem('rule.violated', {
        detail: 'Somebody answers to the identifiers; identify the person or ask.',
        violations: [{ pointer: '', rule: 'candidates' }],
      });
    return {};
  });
}

/** What a question is about, for laws that tell the cases apart. */
const ABOUT = { person: 'identity', scope: 'scope' } as const satisfies Record<AskedFor, string>;

/** Asks the person to say who or what is meant; asked in time, the clock of the law stands still until the answer. */
export async function askToSpecify(
  workspace: Workspace,
  request: Id,
  asks: readonly [AskedFor, ...AskedFor[]],
): Promise<RequestItem> {
  return step(workspace, request, 'ask-to-specify', async (found) => {
    const before = answered(found, workspace.now).suspensions;
    const about = asks.length === 1 ? ABOUT[asks[0]] : undefined;
    const suspensions = [...before, { askedAt: instant(workspace.now()), ...(about ? { about } : {}) }];
    const { clockStopped } = clocksOf({ ...found, suspensions });
    return {
      set: { suspensions, askedAt: instant(workspace.now()), ...dueDays({ ...found, suspensions }) },
      note: { asks: asks.join(' '), clockStopped },
      writes: [
        ...(await letter(workspace, found, 'please-specify', { asks, clockStops: clockStopped })),
        patienceWrite(workspace, request),
      ],
    };
  });
}

/** Extends the time by two months, told to the person with its reasons within the first; `conflict` afterwards. */
export async function extendRequest(
  workspace: Workspace,
  request: Id,
  reasons: readonly string[],
): Promise<RequestItem> {
  return amend(workspace, request, 'request.decide', async (found) => {
    if (REQUEST_STATES[found.state].final) throw new Problem('state.conflict');
    const extension = extend(clockInput(found), instant(workspace.now()), reasons);
    const extended = { ...found, extension };
    const [first, ...others] = extension.reasons;
    if (!first) throw new Problem('internal');
    const { type } = found;
    const facts = { type, reasons: [first, ...others] as const, dueByLaw: clocksOf(extended).law };
    return {
      set: { extension, ...dueDays(extended) },
      note: { extended: extension.reasons.join(' ') },
      writes: [
        ...alertWrites(workspace, extended),
        ...(await letter(workspace, found, 'extended', facts)),
        ...(found.followed ? [followersWrite(workspace, request)] : []),
      ],
    };
  });
}
