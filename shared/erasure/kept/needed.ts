import { declarationOf } from '../../catalogue/record-types.ts';
import { proofOf, type Consent } from '../../consent/consents.ts';
import type { Json } from '../../kernel/canonical-json.ts';
import { ownId } from '../../rights/plan/plan-store.ts';
import { Problem } from '../../kernel/problems.ts';
import { openRecords } from '../../records/shape.ts';
import type { PlanItem } from '../../rights/request/model.ts';
import { controlFrom } from '../../subjects/control.ts';
import { restrictionsOf } from '../../subjects/restrictions.ts';
import { outlasting } from '../../subjects/suppressions.ts';
import { pickFields } from './kept-item.ts';
import type { Scene } from '../scene.ts';

/** What is kept of a thing, opened under the old key. */
export interface Needed {
  readonly values: Json;
  readonly schema: number;
  /** The number by which it is found afterwards. */
  readonly number?: string;
}

/** What is kept of a thing: the names of its fields, before they are sealed anew. */
type Wanted = Pick<PlanItem, 'target' | 'type'> & { readonly fields: readonly string[] };
type NeededOf = (scene: Scene, wanted: Wanted) => Promise<Needed | undefined>;

const fromRecord: NeededOf = async ({ workspace }, { target, fields }) => {
  const [item] = await workspace.tables.get([workspace.keys.record(target)]);
  if (!item) return undefined;
  const [record] = await openRecords(workspace, declarationOf, [item]);
  // Nothing of a record may go that the law keeps and nobody can read.
  if (!record) throw new Problem('internal');
  const values = pickFields(record.values, fields);
  const { number } = values as { readonly number?: Json };
  const found = typeof number === 'string' ? { number } : {};
  return { values, schema: record.item.schema, ...found };
};

/** A proof names nobody beyond what it says itself: who has the receipt leads to it, and nothing else does. */
const PROOFS: Readonly<Record<string, NeededOf>> = {
  'consent-proof': async ({ workspace, person, subjectKey, run }, { target, fields }) => {
    const [item] = await workspace.tables.get([workspace.keys.consent(person, ownId(target))]);
    if (!item) return undefined;
    const [key] = subjectKey ? await workspace.vault.ownerKeys([subjectKey]) : [];
    if (!key) throw new Problem('internal');
    const consent = item as unknown as Consent;
    const values = { ...consent, proof: proofOf(workspace, key, person, consent) };
    return { values: pickFields({ ...values }, fields), schema: 1, number: run.receipt };
  },
  'objection-proof': async ({ workspace, person, run }, { target, fields }) => {
    const [item] = await workspace.tables.get([workspace.keys.subject(person)]);
    const found = restrictionsOf(controlFrom(item)).find(({ id }) => id === ownId(target));
    return found && { values: pickFields({ ...found }, fields), schema: 1, number: run.receipt };
  },
  // The addresses lead to what is remembered, and no number does.
  suppression: async ({ workspace, person }, { fields }) => {
    const [item] = await workspace.tables.get([workspace.keys.subject(person)]);
    const [stop] = outlasting(controlFrom(item));
    return stop && { values: pickFields({ ...stop, purposes: [stop.purpose] }, fields), schema: 1 };
  },
};

/** What the law, a claim or a hold needs of a thing; undefined when it is gone. */
export const neededOf: NeededOf = async (scene, wanted) => (PROOFS[wanted.type] ?? fromRecord)(scene, wanted);
