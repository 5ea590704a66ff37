import { eventWrite } from '../audit/record-event.ts';
import { declarationOf } from '../catalogue/record-types.ts';
import type { RecordDeclaration } from '../catalogue/declaration.ts';
import type { Id, RecordId, SubjectId } from '../kernel/ids.ts';
import { instant } from '../kernel/time.ts';
import { personOf, referencesIn } from '../records/references.ts';
import { openRecords, recordFrom, type OpenRecord } from '../records/shape.ts';
import type { PlanItem } from '../rights/request/model.ts';
import { isKept } from '../rights/plan/planned-holds.ts';
import { ANYHOW, planFrom, planKey, traceWrites } from '../rights/plan/plan-store.ts';
import { ABSENT, any, equals, remove, set, updates, versionIs } from '../store/clauses.ts';
import type { Item, Write } from '../store/workspace.ts';
import type { Act } from './commit.ts';
import { copyOf } from './copy-record.ts';
import { ERASURE_PARTS, type Counts } from './run-store.ts';
import type { Scene } from './scene.ts';

/** Notes an owner key that has to end; the key itself ends in a step of its own. */
export function keyToEnd({ workspace, request }: Pick<Scene, 'workspace' | 'request'>, key: Id): Write {
  return {
    update: set({ key }),
    at: workspace.keys.requestPart(request, ERASURE_PARTS.key, key),
    if: ANYHOW,
  };
}

/** Marks an item as done, in the transaction that does it; nothing leads to a copy or a kept item any more. */
export function doneWrite({ workspace, request }: Scene, plan: PlanItem | undefined, gone = false): Write[] {
  if (!plan) return [];
  const done = set({ done: instant(workspace.now()), ...(gone ? { gone: true } : {}) });
  return [
    { update: updates(done, remove('newId')), at: planKey(workspace, request, plan.target), if: ANYHOW },
  ];
}

/** The links of everybody whom a record names: none may lead to a record that is gone. */
function linkEnds(
  { workspace }: Scene,
  declaration: RecordDeclaration | undefined,
  id: RecordId,
  plain: Readonly<Record<string, unknown>>,
): Write[] {
  const home = personOf(id);
  const named = new Set<SubjectId>();
  for (const { to } of declaration ? referencesIn(declaration, plain) : []) {
    const other = personOf(to);
    if (other && other !== home) named.add(other);
  }
  return [...named].map((other) => ({ delete: true, at: workspace.keys.link(other, id), if: ANYHOW }));
}

/** The act that takes a record away, with everything that leads to it; `extra` is what stays instead. */
export function erasing(
  scene: Scene,
  item: Item,
  plan: PlanItem | undefined,
  extra: { readonly writes: readonly Write[]; readonly counts: Counts },
  again: Act['again'],
): Act {
  const { workspace, request, person, subjectKey } = scene;
  const { id, type, version, plain, key, external } = recordFrom(item);
  const declaration = declarationOf(type);
  const ownKey = key !== undefined && key !== subjectKey && declaration !== undefined;
  return {
    writes: [
      { delete: true, at: workspace.keys.record(id), if: versionIs(version) },
      ...(external
        ? [
            {
              delete: true as const,
              at: workspace.keys.externalId(external),
              if: any(ABSENT, equals('record', id)),
            },
          ]
        : []),
      ...linkEnds(scene, declaration, id, plain),
      ...(ownKey ? [keyToEnd(scene, key)] : []),
      ...traceWrites(workspace, request, item, id),
      ...extra.writes,
      ...doneWrite(scene, plan),
      eventWrite(workspace, {
        action: extra.counts.copies ? 'erasure.anonymise' : 'erasure.erase',
        subject: person,
        target: id,
        type,
        request,
      }),
    ],
    counts: { records: 1, ...(external ? { externalIds: 1 } : {}), ...extra.counts },
    again,
  };
}

async function actOf(
  scene: Scene,
  item: Item,
  plan: PlanItem | undefined,
  opened: OpenRecord | undefined,
): Promise<Act | undefined> {
  // What is kept goes only after its kept copy was read back.
  if (isKept(plan) && !plan?.checked) return undefined;
  const extra = await copyOf(scene, item, plan, opened);
  return erasing(scene, item, plan, extra, () => reload(scene, item));
}

async function reload(scene: Scene, { pk, sk }: Item): Promise<Act | undefined> {
  const [item] = await scene.workspace.tables.get([{ table: 'data', pk, sk }]);
  return item && (await eraseActs(scene, [item]))[0];
}

/** The acts for records of the person, as planned; what was never planned is erased. */
export async function eraseActs(scene: Scene, items: readonly Item[]): Promise<Act[]> {
  const { workspace, request } = scene;
  const plans = await workspace.tables.get(
    items.map((item) => planKey(workspace, request, item['id'] as RecordId)),
  );
  const wanted = items.map((_, position) => planFrom(plans[position]));
  const leaving = (plan: PlanItem | undefined) => plan?.act === 'anonymise' || plan?.act === 'redact';
  const toOpen = items.filter((_, position) => leaving(wanted[position]));
  const opened = await openRecords(workspace, declarationOf, toOpen);
  const acts: Act[] = [];
  for (const [position, item] of items.entries()) {
    const place = toOpen.indexOf(item);
    const act = await actOf(scene, item, wanted[position], place < 0 ? undefined : opened[place]);
    if (act) acts.push(act);
  }
  return acts;
}
