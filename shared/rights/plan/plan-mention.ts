import type { RecordDeclaration } from '../../catalogue/declaration.ts';
import type { RecordValues } from '../../catalogue/record-schema.ts';
import type { RecordId, SubjectId } from '../../kernel/ids.ts';
import type { OpenRecord } from '../../records/shape.ts';
import { personOf, referencesIn } from '../../records/references.ts';
import type { PlanItem, Planned } from '../request/model.ts';
import { underHolds } from './planned-holds.ts';
import { groundOf, type PlanScene } from './plan-record.ts';
import { ownId } from './plan-store.ts';
import { names } from './redact.ts';

/** True when a record refers to anything in a person's partition. */
export function refersTo(declaration: RecordDeclaration, values: RecordValues, person: SubjectId): boolean {
  return referencesIn(declaration, values).some(({ to }) => personOf(to) === person);
}

/** The values without every reference to a person. */
export function unlinked(
  declaration: RecordDeclaration,
  values: RecordValues,
  person: SubjectId,
): RecordValues {
  const left: Record<string, unknown> = { ...values };
  const leads = (to: unknown) => typeof to === 'string' && personOf(to as RecordId) === person;
  for (const [name, { whose }] of Object.entries(declaration.fields)) {
    if (whose !== 'link') continue;
    const value = left[name];
    if (Array.isArray(value)) left[name] = value.filter((to) => !leads(to));
    else if (leads(value)) delete left[name];
  }
  return left;
}

/** Types whose text may be about the person wherever it stands: the officer decides what becomes of it. */
const TEXTS: Readonly<Record<string, PlanItem['act']>> = { note: 'redact', file: 'unlink' };

function decided(
  scene: PlanScene,
  declaration: RecordDeclaration,
  target: RecordId,
  record: OpenRecord | undefined,
): Planned {
  const base = {
    id: ownId(target),
    of: 'mention',
    target,
    type: declaration.type,
    ground: scene.ground ?? groundOf(declaration),
  } as const;
  const text = TEXTS[declaration.type];
  if (text) return { ...base, act: text, needsReview: true };
  const others = Object.fromEntries(
    Object.entries(record?.values ?? {}).filter(([name]) => {
      const field = declaration.fields[name];
      return field !== undefined && field.whose === 'organisation';
    }),
  );
  if (names(scene.known, others)) return { ...base, act: 'redact', needsReview: true };
  return { ...base, act: 'unlink' };
}

/** Decides about a record of somebody else, or of nobody, that names the person. */
export function planMention(
  scene: PlanScene,
  declaration: RecordDeclaration,
  target: RecordId,
  record: OpenRecord | undefined,
): Planned {
  const item = decided(scene, declaration, target, record);
  return record ? underHolds(scene, item) : item;
}
