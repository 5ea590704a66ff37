import { declarationOf } from '../catalogue/record-types.ts';
import type { RecordDeclaration } from '../catalogue/declaration.ts';
import type { RecordValues } from '../catalogue/record-schema.ts';
import { newId, recordIdIn, type Id, type RecordId } from '../kernel/ids.ts';
import { instant, day } from '../kernel/time.ts';
import { checkReferences } from '../records/check-references.ts';
import { personOf } from '../records/references.ts';
import { needsOwnKey, sealRecord, type OpenRecord } from '../records/shape.ts';
import type { PlanItem } from '../rights/request/model.ts';
import { mentioned, survivors } from '../rights/plan/plan-record.ts';
import { redactor } from '../rights/plan/redact.ts';
import { ABSENT } from '../store/clauses.ts';
import type { Item, Write } from '../store/workspace.ts';
import { activeCheck, controlFrom } from '../subjects/control.ts';
import type { Counts } from './run-store.ts';
import type { Scene } from './scene.ts';

/** What a record leaves behind. */
export interface Left {
  readonly writes: readonly Write[];
  readonly counts: Counts;
}
const NOTHING: Left = { writes: [], counts: {} };

/**
 * Attributes that a copy has of its own: made on the same day, at no time of that day, so that copies cannot be told
 * apart or matched with the log by their times.
 */
function newborn(
  scene: Scene,
  declaration: RecordDeclaration,
  id: RecordId,
  item: Item,
): Record<string, unknown> {
  const createdAt = instant(Date.parse(day(Date.parse(item['createdAt'] as string))));
  return {
    id,
    type: declaration.type,
    version: 1,
    schema: declaration.schemaVersion,
    createdAt,
    updatedAt: createdAt,
    listPk: scene.workspace.keys.list(declaration.type, 0),
    listSk: `${createdAt}#${id}`,
  };
}

/** The fields that survive, in a partition of nobody, under the tenant's key; no text of them names the person. */
async function anonymous(
  scene: Scene,
  declaration: RecordDeclaration,
  record: OpenRecord,
  item: Item,
  own: Id,
): Promise<Left> {
  const { workspace, known } = scene;
  const id = recordIdIn({ about: 'nobody', id: own }, newId(workspace.random));
  const values: RecordValues = redactor(known)(survivors(declaration, record));
  const put = {
    ...newborn(scene, declaration, id, item),
    ...(await sealRecord(workspace, declaration, id, values, undefined, {})),
  };
  return { writes: [{ put, at: workspace.keys.record(id), if: ABSENT }], counts: { copies: 1 } };
}

/** A note that names others goes on without the person, with the first of the others who is there. */
async function handedOn(
  scene: Scene,
  declaration: RecordDeclaration,
  record: OpenRecord,
  item: Item,
  own: Id,
): Promise<Left> {
  const { workspace, known, person } = scene;
  const others = mentioned(record, person);
  const controls = await workspace.tables.get(
    others.map((to) => workspace.keys.subject(personOf(to) ?? person)),
  );
  const place = controls.findIndex((control) => controlFrom(control)?.state === 'active');
  const about = others[place];
  const home = about && personOf(about);
  const control = controlFrom(controls[place]);
  if (!about || !home || !control?.key) return NOTHING;
  const id = recordIdIn({ about: 'person', id: home }, own);
  const mentions = others.filter((to) => personOf(to) !== home);
  const values = redactor(known)({ ...record.values, about, mentions });
  const ownKey = needsOwnKey(declaration, values);
  const made = ownKey ? await workspace.vault.newOwnerKey('record') : undefined;
  const key = made?.key ?? (await workspace.vault.ownerKeys([control.key]))[0];
  if (!key) return NOTHING;
  const put = {
    ...newborn(scene, declaration, id, item),
    ...(await sealRecord(workspace, declaration, id, values, key, { ownKey })),
  };
  // Checks that the others are active and links them to the new record; the new home is checked through its reference.
  const checked = await checkReferences(workspace, declaration, id, {}, values, { use: 'rights' });
  return {
    writes: [
      { put, at: workspace.keys.record(id), if: ABSENT },
      ...(made ? [made.write] : []),
      activeCheck(workspace, home, control.epoch),
      ...checked,
    ],
    counts: { redacted: 1 },
  };
}

/** What stays of a record by its plan: an anonymous copy, a note handed on, or nothing. */
export async function copyOf(
  scene: Scene,
  item: Item,
  plan: PlanItem | undefined,
  record: OpenRecord | undefined,
): Promise<Left> {
  const declaration = declarationOf(item['type'] as string);
  if (!plan?.newId || !record || !declaration) return NOTHING;
  if (plan.act !== 'anonymise' && plan.act !== 'redact') return NOTHING;
  return mentioned(record, scene.person).length > 0
    ? handedOn(scene, declaration, record, item, plan.newId)
    : anonymous(scene, declaration, record, item, plan.newId);
}
