import { fieldsWhere } from '../catalogue/record-schema.ts';
import { declarationOf } from '../catalogue/record-types.ts';
import type { Json } from '../kernel/canonical-json.ts';
import type { Id } from '../kernel/ids.ts';
import { Problem } from '../kernel/problems.ts';
import { HOUR, day } from '../kernel/time.ts';
import { PRESENT, remove, set, updates } from '../store/clauses.ts';
import type { Workspace } from '../store/workspace.ts';
import type { PlanItem, RequestItem } from './model.ts';
import { amend, load } from './request-store.ts';
import { PARTS, parts, partsPage } from './stored.ts';

/** What an officer can decide for each kind of thing in a plan. */
export const ACTS_OF = {
  record: ['erase', 'anonymise', 'keep', 'redact'],
  mention: ['unlink', 'redact', 'erase'],
  file: ['erase', 'keep'],
} as const satisfies Record<PlanItem['of'], readonly PlanItem['act'][]>;

/** Grounds that a decision can name: for erasing of Art. 17(1), for keeping of Art. 17(3). */
export const GROUNDS = {
  erase: ['a', 'b', 'c', 'd', 'e', 'f'].map((point) => `Art. 17(1)(${point})`),
  keep: ['a', 'b', 'c', 'd', 'e'].map((point) => `Art. 17(3)(${point})`),
} as const;

/** An officer's decision about one thing. */
export interface PlanDecision {
  readonly act: PlanItem['act'];
  readonly ground?: string;
  readonly keep?: {
    readonly statute?: string;
    readonly country?: string;
    /** Last day of keeping, `YYYY-MM-DD`. */
    readonly until?: string;
    readonly fields?: readonly string[];
  };
}

function refused(pointer: string, rule: string, detail?: string): Problem {
  return new Problem('rule.violated', { ...(detail ? { detail } : {}), violations: [{ pointer, rule }] });
}

/** Statute, country and end of a keeping, all three or `law.missing`; the fields are those that the type declares. */
function keepFrom(item: PlanItem, given: PlanDecision['keep'], today: string): NonNullable<PlanItem['keep']> {
  const { statute, country, until } = { ...item.keep, ...given };
  if (!statute || !country || !until)
    throw new Problem('law.missing', {
      violations: Object.entries({ statute, country, until })
        .filter(([, value]) => !value)
        .map(([name]) => ({ pointer: `/keep/${name}`, rule: 'required' })),
    });
  if (until <= today) throw refused('/keep/until', 'future');
  const declaration = declarationOf(item.type);
  const known = declaration ? Object.keys(declaration.fields) : [];
  const declared = declaration ? fieldsWhere(declaration, ({ onErasure }) => onErasure === 'keep') : [];
  const fields = given?.fields ?? item.keep?.fields ?? declared;
  if (fields.length === 0 || fields.some((field) => !known.includes(field)))
    throw refused('/keep/fields', 'declared field');
  return { statute, country, until, fields };
}

/** The item as decided; refuses what the law or the kind of thing does not allow. */
export function decided(item: PlanItem, decision: PlanDecision, today: string): PlanItem {
  const { act } = decision;
  const allowed: readonly PlanItem['act'][] = ACTS_OF[item.of];
  if (!allowed.includes(act)) throw refused('/act', `one of ${allowed.join(', ')}`);
  if (item.keep && item.keep.until > today && act !== 'keep')
    throw refused('/act', 'statute', 'A statute keeps this until its end.');
  const grounds = GROUNDS[act === 'keep' ? 'keep' : 'erase'];
  const ground =
    decision.ground ?? (grounds.includes(item.ground) ? item.ground : grounds[act === 'keep' ? 1 : 0]);
  if (!ground || !grounds.includes(ground)) throw refused('/ground', `one of ${grounds.join(', ')}`);
  const { keep: _keep, needsReview: _review, ...rest } = item;
  return { ...rest, act, ground, ...(act === 'keep' ? { keep: keepFrom(item, decision.keep, today) } : {}) };
}

/** Decides about one thing of a plan, while the plan waits for the officer. */
export async function changePlanItem(
  workspace: Workspace,
  request: Id,
  id: Id,
  decision: PlanDecision,
): Promise<PlanItem> {
  const at = workspace.keys.requestPart(request, PARTS.plan, id);
  const found: PlanItem[] = [];
  await amend(workspace, request, 'request.plan', async ({ type, state }) => {
    if (type !== 'erasure' || state !== 'review')
      throw new Problem('state.conflict', { detail: `The request is in state ${state}.` });
    const [item] = await workspace.tables.get([at]);
    if (!item) throw new Problem('not-found');
    const next = decided(item as unknown as PlanItem, decision, day(workspace.now()));
    found.splice(0, 1, next);
    const { act, ground, keep } = next;
    const gone = ['needsReview', ...(keep ? [] : ['keep'])];
    return {
      note: { item: id, act, ground },
      writes: [
        {
          update: updates(set({ act, ground, ...(keep ? { keep } : {}) }), remove(...gone)),
          at,
          if: PRESENT,
        },
      ],
    };
  });
  const [next] = found;
  if (!next) throw new Problem('internal');
  return next;
}

/** Refuses a plan that is empty of decisions: something waits for review, or is kept without its law. */
export async function checkPlan(workspace: Workspace, request: Id): Promise<void> {
  for (const item of (await parts(workspace, request, 'plan')) as unknown as PlanItem[]) {
    if (item.act === 'keep' && !(item.keep?.statute && item.keep.country && item.keep.until))
      throw new Problem('law.missing', { ids: [item.id] });
    if (item.needsReview)
      throw new Problem('rule.violated', {
        detail: 'Something of the plan waits for a decision.',
        ids: [item.id],
        violations: [{ pointer: '', rule: 'review' }],
      });
  }
}

/** One page of a plan; ids, acts and grounds only. */
export async function listPlan(
  workspace: Workspace,
  request: Id,
  { limit, cursor }: { readonly limit: number; readonly cursor?: string },
): Promise<{ readonly items: readonly PlanItem[]; readonly cursor?: string }> {
  const { id, attempt }: RequestItem = await load(workspace, request);
  const scope = `plan|${id}|${attempt}|${workspace.actor.id}`;
  const after = cursor && (await workspace.vault.openCursor(scope, cursor));
  if (cursor && !after) throw new Problem('cursor.invalid');
  const page = await partsPage(workspace, request, 'plan', {
    limit,
    ...(after ? { after: after as Record<string, unknown> } : {}),
  });
  const items = page.items.map((item) => {
    const { pk: _pk, sk: _sk, ...rest } = item;
    return rest as unknown as PlanItem;
  });
  const next =
    page.next && (await workspace.vault.sealCursor(scope, page.next as Json, workspace.now() + 24 * HOUR));
  return { items, ...(next ? { cursor: next } : {}) };
}
