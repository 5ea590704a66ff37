import { eventWrite } from '../../audit/record-event.ts';
import { canonicalJson, type Json } from '../../kernel/canonical-json.ts';
import type { Id } from '../../kernel/ids.ts';
import { Problem } from '../../kernel/problems.ts';
import { instant } from '../../kernel/time.ts';
import type { PlanItem } from '../../rights/request/model.ts';
import { fieldsHeld } from '../../rights/plan/planned-holds.ts';
import { ANYHOW, planKey } from '../../rights/plan/plan-store.ts';
import { ABSENT, set } from '../../store/clauses.ts';
import { dueWrite } from '../../store/due.ts';
import { isWriteRefusal } from '../../store/write-refusal.ts';
import { countWrite } from '../run-store.ts';
import { endOf, keptBinding, keptFrom, type Keeper, type KeptItem } from './kept-item.ts';
import { neededOf, type Needed } from './needed.ts';
import type { Scene } from '../scene.ts';
import { sealOrigin } from './supplement.ts';

/** One copy that a plan keeps: of which fields, and by what. */
interface Copy {
  readonly id: Id;
  readonly ground: string;
  readonly fields: readonly string[];
  readonly keeper: Keeper;
}

/** A statute needs the fields that it names; a hold is about the record as it is. */
function copiesOf({ type, keep, ground, newId, held = [] }: PlanItem): Copy[] {
  const copies: Copy[] = held.map((one) => ({
    id: one.newId,
    ground: one.ground,
    fields: fieldsHeld(type),
    keeper: { hold: one.hold },
  }));
  if (!keep || !newId) return copies;
  const { fields, ...keeper } = keep;
  return [{ id: newId, ground, fields, keeper }, ...copies];
}

async function writeKept(scene: Scene, plan: PlanItem, copy: Copy, needed: Needed): Promise<void> {
  const { workspace, request, person, run } = scene;
  const { keys, vault } = workspace;
  const { id, ground, keeper } = copy;
  const made = await vault.newOwnerKey('kept');
  const bound = { id, type: plan.type, schema: needed.schema };
  // What a hold keeps is found by the hold, and by nothing else.
  const said = keeper.hold ?? needed.number;
  const number = said && (await vault.lookupToken('number', said));
  const kept: KeptItem = {
    ...bound,
    ground,
    ...keeper,
    keptAt: instant(workspace.now()),
    key: made.key.id,
    content: vault.seal(made.key, keptBinding(bound), needed.values),
    origin: sealOrigin(workspace, made.key, bound, { request, receipt: run.receipt }),
    ...(number ? { number } : {}),
  };
  await workspace.tables.write([
    { put: { ...kept }, at: keys.kept(id), if: ABSENT },
    made.write,
    ...(number ? [{ put: { type: plan.type }, at: keys.keptNumber(number, id), if: ANYHOW }] : []),
    ...(kept.until ? [dueWrite(workspace, { at: endOf(kept.until), kind: 'kept', reference: id })] : []),
    ...countWrite(workspace, request, 1, { kept: 1 }),
    // What is kept, never the item that keeps it: the trail must not lead there.
    eventWrite(workspace, {
      action: 'erasure.keep',
      subject: person,
      target: plan.of === 'proof' ? plan.id : plan.target,
      type: plan.type,
      request,
    }),
  ]);
}

/** Reads a kept item back and opens it with its key from the table. */
async function readBack(scene: Scene, id: Id, values: Json): Promise<boolean> {
  const { keys, tables, vault } = scene.workspace;
  const [item] = await tables.get([keys.kept(id)]);
  const kept = keptFrom(item);
  const [key] = kept ? await vault.ownerKeys([kept.key]) : [];
  if (!kept || !key) return false;
  return canonicalJson(vault.open(key, keptBinding(kept), kept.content)) === canonicalJson(values);
}

/**
 * Keeps what a statute, a claim or a hold needs of one thing, each under a key of its own, and says so only after it was
 * read back; before that no sweep touches the original. Repeating it keeps nothing twice.
 */
export async function keepOne(scene: Scene, plan: PlanItem): Promise<void> {
  const { workspace, request } = scene;
  const copies = copiesOf(plan);
  if (copies.length === 0) throw new Problem('law.missing');
  for (const copy of copies) {
    const needed = await neededOf(scene, { ...plan, fields: copy.fields });
    if (!needed) return;
    const [there] = await workspace.tables.get([workspace.keys.kept(copy.id)]);
    if (!there)
      await writeKept(scene, plan, copy, needed).catch((error: unknown) => {
        // Another run of this turn was first.
        if (!isWriteRefusal(error, 0)) throw error;
      });
    if (!(await readBack(scene, copy.id, needed.values))) throw new Problem('internal');
  }
  const checked = set({ checked: instant(workspace.now()) });
  await workspace.tables.write([
    { update: checked, at: planKey(workspace, request, plan.target), if: ANYHOW },
  ]);
}
