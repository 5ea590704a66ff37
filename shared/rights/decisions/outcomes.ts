import type { Id } from '../../kernel/ids.ts';
import { Problem } from '../../kernel/problems.ts';
import { instant } from '../../kernel/time.ts';
import { dueWrite } from '../../store/due.ts';
import type { Workspace } from '../../store/workspace.ts';
import { OUTCOMES, type Outcome } from '../letters/concluded.ts';
import { letter } from '../correspondence/sent.ts';
import type { BlockedBy, RequestItem } from '../request/model.ts';
import { step } from '../steps/store.ts';

/** Answers that the data cannot be told to be this person’s, whatever they are (Art. 11(2)). */
export async function cannotIdentify(workspace: Workspace, request: Id): Promise<RequestItem> {
  return step(workspace, request, 'cannot-identify');
}

/**
 * Tells what a person decided about an automated decision that was contested, or about a complaint; a human being has
 * to (Art. 22(3)). `rule.violated` for an outcome of the other right.
 */
export async function conclude(
  workspace: Workspace,
  request: Id,
  outcome: Outcome,
  explanation: string,
): Promise<RequestItem> {
  const { kind, id: decidedBy } = workspace.actor;
  if (kind !== 'human') throw new Problem('forbidden', { detail: 'A human being has to decide this.' });
  return step(workspace, request, 'conclude', async (found) => {
    const outcomes: readonly Outcome[] = found.type === 'review' ? OUTCOMES.review : OUTCOMES.complaint;
    if (!outcomes.includes(outcome))
      throw new Problem('rule.violated', { violations: [{ pointer: '/outcome', rule: 'of this right' }] });
    return {
      set: { outcome, decidedBy, decidedAt: instant(workspace.now()) },
      note: { outcome },
      writes: await letter(workspace, found, 'concluded', { outcome, explanation }),
    };
  });
}

/** Notes what a request waits for; its clocks go on, and it is brought up again on the day that is named. */
export async function block(
  workspace: Workspace,
  request: Id,
  by: BlockedBy,
  until?: string,
): Promise<RequestItem> {
  const at = until === undefined ? undefined : Date.parse(`${until}T00:00:00.000Z`);
  return step(workspace, request, 'block', {
    set: { blocked: { by, ...(until ? { until } : {}) } },
    note: { by },
    writes: at === undefined ? [] : [dueWrite(workspace, { at, kind: 'request', reference: request })],
  });
}

/** Goes on with a request that waited. */
export async function unblock(workspace: Workspace, request: Id): Promise<RequestItem> {
  return step(workspace, request, 'unblock', { remove: ['blocked'] });
}
