import type { RecordDeclaration } from '../../catalogue/declaration.ts';
import { fieldsWhere } from '../../catalogue/record-schema.ts';
import { keepUntil } from '../../catalogue/statutes.ts';
import type { LegalBasis } from '../../catalogue/vocabulary.ts';
import type { Id, RecordId, SubjectId } from '../../kernel/ids.ts';
import type { OpenRecord } from '../../records/shape.ts';
import { personOf } from '../../records/references.ts';
import type { Hold } from '../../subjects/hold.ts';
import type { PlanItem, Planned } from '../request/model.ts';
import { KEEPING_GROUNDS, VOUCHER, keepableOf } from '../request/keepable.ts';
import { underHolds } from './planned-holds.ts';
import { ownId } from './plan-store.ts';
import { names, type KnownAs } from './redact.ts';

/** What deciding rests on. */
export interface PlanScene {
  readonly person: SubjectId;
  /** Country of the business: whose statutes oblige it. */
  readonly country: string;
  /** Last day of its fiscal years, MM-DD. */
  readonly fiscalYearEnd: string;
  /** YYYY-MM-DD. */
  readonly today: string;
  readonly known: KnownAs;
  /** Ground of a duty of the business; else it follows from the basis of each record. */
  readonly ground?: string;
  /** Holds on single records of the person, or on records that name the person. */
  readonly holds: readonly Hold[];
  readonly newId: () => Id;
}

/** Ground of erasing by the basis on which the data was held; an objection would be another request. */
export const ERASURE_GROUNDS: Readonly<Record<LegalBasis, string>> = {
  consent: 'Art. 17(1)(b)',
  contract: 'Art. 17(1)(a)',
  'legal-obligation': 'Art. 17(1)(a)',
  'vital-interests': 'Art. 17(1)(a)',
  'public-task': 'Art. 17(1)(a)',
  'legitimate-interests': 'Art. 17(1)(a)',
};
/** The ground of erasing records of a type: that of its personal fields. */
export function groundOf(declaration: RecordDeclaration): string {
  const fields = Object.values(declaration.fields);
  const { basis } = fields.find(({ kind }) => kind === 'personal' || kind === 'special') ??
    fields[0] ?? { basis: 'contract' as const };
  return ERASURE_GROUNDS[basis];
}

/** The fields of a record that have a value and an end of this kind. */
export function fieldsEnding(record: OpenRecord, declaration: RecordDeclaration, end: string): string[] {
  return fieldsWhere(
    declaration,
    (field, name) => field.onErasure === end && record.values[name] !== undefined,
  );
}

/** True when the law binds the record already: a draft that is never final is no voucher. */
function isVoucher(declaration: RecordDeclaration, record: OpenRecord): boolean {
  const rule = declaration.frozenWhen;
  return !!declaration.keep && (!rule || rule.values.includes(String(record.values[rule.field])));
}

function kept(
  scene: PlanScene,
  declaration: RecordDeclaration,
  record: OpenRecord,
): Partial<PlanItem> | undefined {
  if (!declaration.keep || !isVoucher(declaration, record)) return undefined;
  const row = keepableOf(declaration.type) ?? VOUCHER;
  const statute = row.law(scene.country);
  const ground = KEEPING_GROUNDS[row.ground];
  const fields = fieldsEnding(record, declaration, 'keep');
  if (!statute) return { act: 'keep', ground, needsReview: true };
  const until = keepUntil(statute, String(record.values[declaration.keep.anchor]), scene.fiscalYearEnd);
  if (until < scene.today) return undefined;
  const keep = { statute: statute.reference, country: statute.country, until, fields };
  return { act: 'keep', ground, keep };
}

/** What anonymising leaves of a record. */
export function survivors(declaration: RecordDeclaration, record: OpenRecord): Record<string, unknown> {
  const left = fieldsEnding(record, declaration, 'anonymise');
  return Object.fromEntries(left.map((name) => [name, record.values[name]]));
}

/** The people whom a record's text names beside its own person. */
export function mentioned(record: OpenRecord, person: SubjectId): RecordId[] {
  const mentions = record.values['mentions'];
  const list = Array.isArray(mentions) ? (mentions as RecordId[]) : [];
  return list.filter((reference) => personOf(reference) !== person);
}

function decided(
  scene: PlanScene,
  declaration: RecordDeclaration | undefined,
  target: RecordId,
  type: string,
  record: OpenRecord | undefined,
): Planned {
  const base = { id: ownId(target), target, type, of: type === 'file' ? 'file' : 'record' } as const;
  const newId = scene.newId();
  const ground = scene.ground ?? (declaration ? groundOf(declaration) : ERASURE_GROUNDS.contract);
  const erase = { ...base, act: 'erase', ground } as const;
  if (!declaration || !record) return erase;
  const keep = kept(scene, declaration, record);
  if (keep) return { ...base, act: 'keep', ground, newId, ...keep };
  if (mentioned(record, scene.person).length > 0) return { ...erase, newId, needsReview: true };
  const left = survivors(declaration, record);
  if (Object.keys(left).length === 0) return erase;
  // An organisation's name that holds the person's name would lead back to the person.
  if (names(scene.known, left)) return { ...base, act: 'redact', ground, newId, needsReview: true };
  return { ...base, act: 'anonymise', ground, newId };
}

/** Decides about a record of the person; `undefined` as record: its key is gone and nobody can read it. */
export function planRecord(
  scene: PlanScene,
  declaration: RecordDeclaration | undefined,
  target: RecordId,
  type: string,
  record: OpenRecord | undefined,
): Planned {
  const item = decided(scene, declaration, target, type, record);
  return declaration && record ? underHolds(scene, item) : item;
}
