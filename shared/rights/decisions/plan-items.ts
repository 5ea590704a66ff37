import type { Json } from '../../kernel/canonical-json.ts';
import type { Id } from '../../kernel/ids.ts';
import { Problem } from '../../kernel/problems.ts';
import { HOUR, day } from '../../kernel/time.ts';
import { versionIs } from '../../store/clauses.ts';
import type { Workspace } from '../../store/workspace.ts';
import { tenantSettings } from '../../tenants/settings.ts';
import type { PlanItem } from '../request/model.ts';
import { planFrom } from '../plan/plan-store.ts';
import { isLawless, openItems, reviseItem, type ItemDecision } from '../plan/revise-item.ts';
import { amend } from '../steps/store.ts';
import { PARTS, load, parts, partsPage } from '../request/stored.ts';

/**
 * Decides about one thing of a plan, within the law, while the plan waits for the officer; `precondition.failed` when
 * the item is not the version that the officer has seen.
 */
export async function changePlanItem(
  workspace: Workspace,
  request: Id,
  id: Id,
  version: number,
  decision: ItemDecision,
): Promise<PlanItem> {
  const at = workspace.keys.requestPart(request, PARTS.plan, id);
  const { country } = await tenantSettings(workspace);
  const decided: PlanItem[] = [];
  await amend(workspace, request, 'request.plan', async ({ type, state }) => {
    if (type !== 'erasure' || state !== 'review')
      throw new Problem('state.conflict', { detail: `The request is in state ${state}.` });
    const found = planFrom((await workspace.tables.get([at]))[0]);
    if (!found) throw new Problem('not-found');
    if (found.version !== version) throw new Problem('precondition.failed');
    const { random } = workspace;
    const revised = reviseItem(found, decision, { country, today: day(workspace.now()), random });
    const next = { ...revised, version: version + 1 };
    decided.splice(0, 1, next);
    return {
      note: { item: id, act: next.act, ground: next.ground },
      writes: [{ put: { ...next }, at, if: versionIs(version) }],
    };
  });
  const [next] = decided;
  if (!next) throw new Problem('internal');
  return next;
}

/** Refuses a plan in which something waits for a decision, or is kept without its law. */
export async function checkPlan(workspace: Workspace, request: Id): Promise<void> {
  const plan = (await parts(workspace, request, 'plan')).flatMap((item) => planFrom(item) ?? []);
  const open = openItems(plan);
  const ids = open.slice(0, 50).map(({ id }) => id);
  if (open.some(isLawless)) throw new Problem('law.missing', { ids });
  if (open.length > 0)
    throw new Problem('rule.violated', {
      detail: 'Something of the plan waits for a decision.',
      ids,
      violations: [{ pointer: '', rule: 'review' }],
    });
}

/** One page of a plan; ids, acts and grounds only. */
export async function listPlan(
  workspace: Workspace,
  request: Id,
  { limit, cursor }: { readonly limit: number; readonly cursor?: string },
): Promise<{ readonly items: readonly PlanItem[]; readonly cursor?: string }> {
  const { id, attempt } = await load(workspace, request);
  const scope = `plan|${id}|${attempt}|${workspace.actor.id}`;
  const after = cursor && (await workspace.vault.openCursor(scope, cursor));
  if (cursor && !after) throw new Problem('cursor.invalid');
  const page = await partsPage(workspace, request, 'plan', {
    limit,
    ...(after ? { after: after as Record<string, unknown> } : {}),
  });
  const items = page.items.flatMap((item) => planFrom(item) ?? []);
  const next =
    page.next && (await workspace.vault.sealCursor(scope, page.next as Json, workspace.now() + 24 * HOUR));
  return { items, ...(next ? { cursor: next } : {}) };
}
