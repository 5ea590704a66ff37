import type { RecordDeclaration } from '../catalogue/declaration.ts';
import type { RecordId, SubjectId } from '../kernel/ids.ts';
import { equals } from '../store/clauses.ts';
import type { Item, RecordItem, Workspace, Write } from '../store/workspace.ts';
import { groundStopping, restrictedBy, type Held, type Processing } from '../subjects/admit.ts';
import { controlFrom, type SubjectControl } from '../subjects/control.ts';
import type { Ground } from '../subjects/grounds.ts';
import { personOf } from './references.ts';
import { needsOwnKey, openRecordsAnd, type OpenRecord } from './shape.ts';

/** People with their controls as they were read. */
export type People = ReadonlyMap<SubjectId, SubjectControl | undefined>;

/** A record without the values whose use is stopped. */
export interface SeenRecord extends OpenRecord {
  /** Names of the fields whose values were taken out. */
  readonly withheld: readonly string[];
}

/** The people whose restrictions reach a record: whom it is about, and whom its own text or bytes name. */
export function peopleIn(
  declaration: RecordDeclaration,
  { id, plain }: Pick<RecordItem, 'id' | 'plain'>,
): SubjectId[] {
  const mentions = needsOwnKey(declaration, plain) ? (plain['mentions'] ?? []) : [];
  const named = [id, ...(mentions as readonly RecordId[])];
  return [...new Set(named.flatMap((record) => personOf(record) ?? []))];
}

/** Why the named fields of a type are held; names that it does not declare are left out. */
export function heldIn(declaration: RecordDeclaration, names: readonly string[]): Held[] {
  return names.flatMap((name) => declaration.fields[name] ?? []);
}

/**
 * Opens records and reads the controls of the people in them that are not known yet, in one call. What belongs to a
 * person whose erasure has begun is undefined like what has lost its key: a key at hand and an index that lags open
 * nothing any more.
 */
export async function openWithPeople(
  workspace: Workspace,
  declarations: (type: string) => RecordDeclaration | undefined,
  items: readonly Item[],
  known: People = new Map(),
): Promise<{ readonly records: readonly (OpenRecord | undefined)[]; readonly people: People }> {
  const named = items.flatMap((item) => {
    const declaration = declarations(item['type'] as string);
    return declaration ? peopleIn(declaration, item as unknown as RecordItem) : [];
  });
  const wanted = [...new Set(named)].filter((person) => !known.has(person));
  const opened = await openRecordsAnd(workspace, declarations, items, wanted);
  const found = wanted.map((person, at) => [person, controlFrom(opened.controls[at])] as const);
  const people = new Map([...known, ...found]);
  const ends = (record: OpenRecord) => {
    const home = personOf(record.item.id);
    const control = home && people.get(home);
    return control !== undefined && control.state !== 'active';
  };
  return { records: opened.records.map((one) => (one && ends(one) ? undefined : one)), people };
}

/** Why the values of some fields of a record must not be used, by field; empty when nothing is in the way. */
function stopped(
  declaration: RecordDeclaration,
  { item }: OpenRecord,
  people: People,
  processing: Processing,
  names: readonly string[],
): Map<string, Ground> {
  const restricted = peopleIn(declaration, item).flatMap((person) => {
    const control = people.get(person);
    return control?.restrictions ? [control] : [];
  });
  const use = { ...processing, record: item.id };
  const found = new Map<string, Ground>();
  for (const name of restricted.length > 0 ? names : []) {
    const field = declaration.fields[name];
    for (const control of field ? restricted : []) {
      const ground = field && groundStopping(control, use, field);
      if (ground) found.set(name, ground);
    }
  }
  return found;
}

/**
 * Takes the values out of a record whose use is stopped. `ground` is there when nothing is left of the fields that
 * are asked for, or of all when the record holds none of them: then the record as a whole is refused.
 */
export function withoutStopped(
  declaration: RecordDeclaration,
  record: OpenRecord,
  people: People,
  processing: Processing,
  asked: readonly string[],
): { readonly record: SeenRecord; readonly ground?: Ground } {
  const names = Object.keys(record.values);
  const grounds = stopped(declaration, record, people, processing, names);
  if (grounds.size === 0) return { record: { ...record, withheld: [] } };
  const wanted = names.filter((name) => asked.includes(name));
  const left = (wanted.length > 0 ? wanted : names).filter((name) => !grounds.has(name));
  const values = Object.fromEntries(Object.entries(record.values).filter(([name]) => !grounds.has(name)));
  const [ground] = grounds.values();
  return {
    record: { ...record, values, withheld: [...grounds.keys()] },
    ...(left.length === 0 && ground ? { ground } : {}),
  };
}

/** Refuses a use of a record that needs all of the named fields, of everything held in it unless some are named. */
export function admitRecord(
  declaration: RecordDeclaration,
  record: OpenRecord,
  people: People,
  processing: Processing,
  named: readonly string[] = [],
): void {
  const names = named.length > 0 ? named : Object.keys(record.values);
  const [ground] = stopped(declaration, record, people, processing, names).values();
  if (ground) throw restrictedBy(ground);
}

/**
 * Checks that nobody in a record was restricted since: a text is prepared by what its people allowed then. Left out is
 * who is checked by one of the other writes, since a transaction names an item once.
 */
export function unmovedChecks(workspace: Workspace, people: People, others: readonly Write[]): Write[] {
  const checked = new Set(others.map(({ at }) => `${at.pk}|${at.sk}`));
  return [...people].flatMap(([person, control]): Write[] => {
    const at = workspace.keys.subject(person);
    if (!control || checked.has(`${at.pk}|${at.sk}`)) return [];
    return [{ check: true, at, if: equals('epoch', control.epoch) }];
  });
}
