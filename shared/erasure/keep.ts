import { eventWrite } from '../audit/record-event.ts';
import { canonicalJson, type Json } from '../kernel/canonical-json.ts';
import { Problem } from '../kernel/problems.ts';
import { instant } from '../kernel/time.ts';
import type { PlanItem } from '../rights/model.ts';
import { ANYHOW, planKey } from '../rights/plan/plan-store.ts';
import { ABSENT, set } from '../store/clauses.ts';
import { dueWrite } from '../store/due.ts';
import type { OwnerKey } from '../store/workspace.ts';
import { isWriteRefusal } from '../store/write-refusal.ts';
import { countWrite } from './run-store.ts';
import { endOf, keptBinding, keptFrom, type KeptItem } from './kept-item.ts';
import { neededOf, type Needed } from './needed.ts';
import type { Scene } from './scene.ts';
import { sealOrigin } from './supplement.ts';

type KeepPlan = PlanItem & Required<Pick<PlanItem, 'keep' | 'newId'>>;

async function writeKept(
  scene: Scene,
  plan: KeepPlan,
  needed: Needed,
  made: {
    readonly key: OwnerKey;
    readonly write: Parameters<Scene['workspace']['tables']['write']>[0][number];
  },
): Promise<void> {
  const { workspace, request, person, run } = scene;
  const { keys, vault } = workspace;
  const { newId: id, type, keep } = plan;
  const { statute, country, until } = keep;
  const bound = { id, type, schema: needed.schema };
  const number = needed.number && (await vault.lookupToken('number', needed.number));
  const kept: KeptItem = {
    ...bound,
    ground: plan.ground,
    statute,
    country,
    until,
    keptAt: instant(workspace.now()),
    key: made.key.id,
    content: vault.seal(made.key, keptBinding(bound), needed.values),
    origin: sealOrigin(workspace, made.key, bound, { request, receipt: run.receipt }),
    ...(number ? { number } : {}),
  };
  await workspace.tables.write([
    { put: { ...kept }, at: keys.kept(id), if: ABSENT },
    made.write,
    ...(number ? [{ put: { type }, at: keys.keptNumber(number, id), if: ANYHOW }] : []),
    dueWrite(workspace, { at: endOf(until), kind: 'kept', reference: id }),
    ...countWrite(workspace, request, 1, { kept: 1 }),
    // What is kept, never the item that keeps it: the trail must not lead there.
    eventWrite(workspace, {
      action: 'erasure.keep',
      subject: person,
      target: plan.of === 'proof' ? plan.id : plan.target,
      type,
      request,
    }),
  ]);
}

/** Reads the kept item back and opens it with its key from the table. */
async function readBack(scene: Scene, plan: KeepPlan, values: Json): Promise<boolean> {
  const { keys, tables, vault } = scene.workspace;
  const [item] = await tables.get([keys.kept(plan.newId)]);
  const kept = keptFrom(item);
  const [key] = kept ? await vault.ownerKeys([kept.key]) : [];
  if (!kept || !key) return false;
  return canonicalJson(vault.open(key, keptBinding(kept), kept.content)) === canonicalJson(values);
}

/**
 * Keeps what a statute or a claim needs of one thing under a key of its own, and says so only after it was read back; before
 * that no sweep touches the original. Repeating it keeps nothing twice.
 */
export async function keepOne(scene: Scene, plan: PlanItem): Promise<void> {
  const { workspace, request } = scene;
  if (!plan.keep || !plan.newId) throw new Problem('law.missing');
  const given = { ...plan, keep: plan.keep, newId: plan.newId };
  const needed = await neededOf(scene, given);
  if (!needed) return;
  const [there] = await workspace.tables.get([workspace.keys.kept(plan.newId)]);
  if (!there) {
    const made = await workspace.vault.newOwnerKey('kept');
    await writeKept(scene, given, needed, made).catch((error: unknown) => {
      // Another run of this turn was first.
      if (!isWriteRefusal(error, 0)) throw error;
    });
  }
  if (!(await readBack(scene, given, needed.values))) throw new Problem('internal');
  const checked = set({ checked: instant(workspace.now()) });
  await workspace.tables.write([
    { update: checked, at: planKey(workspace, request, plan.target), if: ANYHOW },
  ]);
}
