import { fieldsWhere } from '../../catalogue/record-schema.ts';
import { declarationOf } from '../../catalogue/record-types.ts';
import type { Id, SubjectId } from '../../kernel/ids.ts';
import type { Workspace } from '../../store/workspace.ts';
import { controlFrom } from '../../subjects/control.ts';
import type { Hold } from '../../subjects/hold.ts';
import { holdsOnRecords } from '../../subjects/holds.ts';
import type { PlanItem, Planned } from '../request/model.ts';
import type { Phase } from './phases.ts';
import { ANYHOW, TRACES, type Erased } from './plan-store.ts';

type Reader = Pick<Workspace, 'keys' | 'tables'>;

const noteKey = ({ keys }: Pick<Workspace, 'keys'>, request: Id) =>
  keys.requestPart(request, TRACES.summary, 'HLD');

async function inForce({ keys, tables }: Reader, person: SubjectId): Promise<Hold[]> {
  return holdsOnRecords(controlFrom((await tables.get([keys.subject(person)]))[0]));
}

async function noted(workspace: Reader, request: Id): Promise<readonly Id[]> {
  const [item] = await workspace.tables.get([noteKey(workspace, request)]);
  return (item?.['holds'] as readonly Id[] | undefined) ?? [];
}

/** Notes which holds on records a plan knows before anything of it is made, so that all of it goes by the same. */
export const NOTE_HOLDS: Phase<
  Erased & { readonly workspace: Workspace; readonly scene: { readonly holds: readonly Hold[] } }
> = {
  name: 'holds',
  turn: async ({ workspace, request, scene }) => {
    const put = { holds: scene.holds.map(({ id }) => id) };
    await workspace.tables.write([{ put, at: noteKey(workspace, request), if: ANYHOW }]);
    return undefined;
  },
};

/** The holds on records that are in force; once a plan is begun, those of them that it knows. */
export async function plannedHolds(
  workspace: Reader,
  { request, person }: Erased,
  begun: boolean,
): Promise<Hold[]> {
  const holds = await inForce(workspace, person);
  if (!begun) return holds;
  const known = await noted(workspace, request);
  return holds.filter(({ id }) => known.includes(id));
}

/** True when the holds on records that are in force are those of the plan: no more is kept, and no less. */
export async function knowsHolds(workspace: Reader, { request, person }: Erased): Promise<boolean> {
  const [known, there] = await Promise.all([noted(workspace, request), inForce(workspace, person)]);
  return known.length === there.length && there.every(({ id }) => known.includes(id));
}

/**
 * The item with the holds that cover its record: a record of the person is kept, whatever else would become of it; of a
 * record of somebody else a copy is kept, and the person goes from the record as planned.
 */
export function underHolds(
  scene: { readonly holds: readonly Hold[]; readonly newId: () => Id },
  item: Planned,
): Planned {
  const covering = scene.holds.filter(({ records }) => records !== 'all' && records.includes(item.target));
  const [first] = covering;
  if (!first) return item;
  const held = covering.map(({ id: hold, ground }) => ({ hold, ground, newId: scene.newId() }));
  if (item.of === 'mention' || item.act === 'keep') return { ...item, held };
  const { needsReview: _decided, newId: _none, ...rest } = item;
  return { ...rest, act: 'keep', ground: first.ground, held };
}

/** Names of the fields that a hold keeps of a record: all of it, ids of other people apart. */
export function fieldsHeld(type: string): string[] {
  const declaration = declarationOf(type);
  return declaration ? fieldsWhere(declaration, ({ whose }) => whose !== 'link') : [];
}

/** True when a sealed copy has to be there before anything happens to the thing itself. */
export function isKept(item: Pick<PlanItem, 'act' | 'held'> | undefined): boolean {
  return item?.act === 'keep' || item?.held !== undefined;
}
