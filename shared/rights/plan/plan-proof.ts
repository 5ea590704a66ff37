import { keepUntil } from '../../catalogue/statutes.ts';
import type { Id, RecordId, SubjectId } from '../../kernel/ids.ts';
import { recordIdIn } from '../../kernel/ids.ts';
import type { Workspace } from '../../store/workspace.ts';
import { controlFrom } from '../../subjects/control.ts';
import type { Ground } from '../../subjects/grounds.ts';
import { restrictionsOf } from '../../subjects/restrictions.ts';
import { outlasting, placesOfPerson } from '../../subjects/suppressions.ts';
import type { Planned } from '../request/model.ts';
import { PARTS } from '../request/stored.ts';
import { KEEPABLE, KEEPING_GROUNDS } from '../request/keepable.ts';
import { walk, type Phase } from './phases.ts';
import type { PlanScene } from './plan-record.ts';
import { ownId, planWrite, writeAll, type Erased } from './plan-store.ts';

/** Restrictions that follow an objection of the person; that each was heeded may have to be proved. */
export const OBJECTIONS: readonly Ground[] = ['marketing', 'objected'];

type ProofType = 'consent-proof' | 'objection-proof' | 'suppression';

/** The place in a plan of what is remembered under the addresses of a person: one for all of them. */
export function ownRemembered(person: SubjectId): RecordId {
  return recordIdIn({ about: 'person', id: person }, person as string as Id);
}

/**
 * Decides about what proves a consent or an objection: it stays as long as a claim can be brought about what it allowed
 * or ended, counted from the day of the plan, unless the officer does without it.
 */
export function planProof(scene: PlanScene, type: ProofType, id: Id): Planned {
  const { law, ground, fields } = KEEPABLE[type];
  const statute = law(scene.country);
  const base = {
    id,
    of: 'proof',
    target: recordIdIn({ about: 'person', id: scene.person }, id),
    type,
    act: 'keep',
    ground: KEEPING_GROUNDS[ground],
    newId: scene.newId(),
  } as const;
  if (!statute) return { ...base, needsReview: true };
  const until = keepUntil(statute, scene.today, scene.fiscalYearEnd);
  return { ...base, keep: { statute: statute.reference, country: statute.country, until, fields } };
}

/** What planning proofs rests on. */
interface ProofPlanning extends Erased {
  readonly workspace: Workspace;
  readonly scene: PlanScene;
  readonly late?: true;
  readonly version: number;
}

/** In a late planning what has been decided stays as it is. */
async function planProofs(planning: ProofPlanning, type: ProofType, ids: readonly Id[]): Promise<void> {
  const { workspace, request, scene, version, late } = planning;
  const at = (id: Id) => workspace.keys.requestPart(request, PARTS.plan, id);
  const found = late ? await workspace.tables.get(ids.map(at)) : [];
  const fresh = ids.filter((_, position) => found[position] === undefined);
  const plans = fresh.map((id) => ({ ...planProof(scene, type, id), version, ...(late ? { late } : {}) }));
  await writeAll(
    workspace,
    plans.map((plan) => planWrite(workspace, request, plan)),
  );
}

/** The walks to what proves: consents in the person's partition, objections on the person's control; and to what is remembered. */
export const PROOF_PHASES: readonly Phase<ProofPlanning>[] = [
  {
    name: 'consents',
    turn: async (planning, cursor) => {
      const { pk, sk } = planning.workspace.keys.consent(planning.person, '');
      return walk(planning.workspace, { table: 'data', pk, skPrefix: sk }, cursor, (consents) =>
        planProofs(
          planning,
          'consent-proof',
          consents.map(({ id }) => id as Id),
        ),
      );
    },
  },
  {
    name: 'objections',
    turn: async (planning) => {
      const { workspace, person } = planning;
      const [control] = await workspace.tables.get([workspace.keys.subject(person)]);
      const objections = restrictionsOf(controlFrom(control)).filter(({ ground }) =>
        OBJECTIONS.includes(ground),
      );
      await planProofs(
        planning,
        'objection-proof',
        objections.map(({ id }) => id),
      );
      return undefined;
    },
  },
  {
    name: 'suppressions',
    turn: async (planning) => {
      const { workspace, person } = planning;
      const [control] = await workspace.tables.get([workspace.keys.subject(person)]);
      const stopped = outlasting(controlFrom(control)).length > 0;
      if (stopped && (await placesOfPerson(workspace, person)).length > 0)
        await planProofs(planning, 'suppression', [ownId(ownRemembered(person))]);
      return undefined;
    },
  },
];
