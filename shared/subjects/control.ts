import type { Purpose } from '../catalogue/vocabulary.ts';
import type { Id, SubjectId } from '../kernel/ids.ts';
import { newId } from '../kernel/ids.ts';
import { Problem } from '../kernel/problems.ts';
import { instant } from '../kernel/time.ts';
import { ABSENT, all, any, equals, PRESENT, remove, set, stateIs, updates } from '../store/clauses.ts';
import type { Clause, Item, OwnerKey, Workspace, Write } from '../store/workspace.ts';
import type { Restriction } from './grounds.ts';
import type { Hold } from './hold.ts';

/** The control item of a person: read in every use of the person's data and checked in every write about it. */
export interface SubjectControl {
  readonly state: 'active' | 'erasing' | 'erased';
  /** Raised by every change of state or restrictions, so that a transaction begun before it fails. */
  readonly epoch: number;
  /** Id of the subject's owner key; absent once erased. */
  readonly key?: Id;
  readonly createdAt: string;
  readonly restrictions?: readonly Restriction[];
  /** Purposes for which a consent was given last, and not withdrawn. */
  readonly consents?: readonly Purpose[];
  /** What must not be destroyed, though it would be otherwise. */
  readonly holds?: readonly Hold[];
}

/** Every write about a person carries this: the person is active, and the state has not changed meanwhile. */
export const ACTIVE_AT = (epoch: number): Clause => all(stateIs('active'), equals('epoch', epoch));

/** Reads a control item; undefined for a person who does not exist here. */
export function controlFrom(item: Item | undefined): SubjectControl | undefined {
  if (!item) return undefined;
  return {
    state: item['state'] as SubjectControl['state'],
    epoch: item['epoch'] as number,
    createdAt: item['createdAt'] as string,
    ...(item['key'] ? { key: item['key'] as Id } : {}),
    ...(item['restrictions'] ? { restrictions: item['restrictions'] as Restriction[] } : {}),
    ...(item['consents'] ? { consents: item['consents'] as Purpose[] } : {}),
    ...(item['holds'] ? { holds: item['holds'] as Hold[] } : {}),
  };
}

/** The refusal of a person who does not exist here (any more). */
export function unknownPerson(pointer: string): Problem {
  return new Problem('reference.unknown', { violations: [{ pointer, rule: 'person' }] });
}

/** The control of a person about whom something is to be written; 423 while the person is being erased. */
export function writable(
  control: SubjectControl | undefined,
  pointer: string,
): SubjectControl & { readonly key: Id } {
  if (!control || control.state === 'erased' || !control.key) throw unknownPerson(pointer);
  if (control.state === 'erasing') throw new Problem('subject.frozen');
  return { ...control, key: control.key };
}

/** The condition check on a person that a transaction about the person includes. */
export function activeCheck(workspace: Workspace, subject: SubjectId, epoch: number): Write {
  return { check: true, at: workspace.keys.subject(subject), if: ACTIVE_AT(epoch) };
}

/**
 * Remembers the key of a text about a person that was deleted or sealed anew under another one: a backup may hold the
 * text as it was, and only the eraser ends keys, which it does together with the person's.
 */
export function formerKeyWrite(workspace: Workspace, subject: SubjectId, key: Id): Write {
  return {
    put: { key },
    at: workspace.keys.formerKey(subject, key),
    if: any(ABSENT, PRESENT),
  };
}

/** Replaces parts of a control at the epoch that was read: what was prepared before fails from then on. */
export function controlWrite(
  workspace: Workspace,
  subject: SubjectId,
  control: SubjectControl | undefined,
  parts: Partial<Pick<SubjectControl, 'restrictions' | 'consents'>>,
): Write {
  const { epoch } = writable(control, '');
  const names = Object.keys(parts) as (keyof typeof parts)[];
  const gone = names.filter((name) => parts[name]?.length === 0);
  const left = names.filter((name) => !gone.includes(name));
  const raised = set({
    epoch: epoch + 1,
    ...Object.fromEntries(left.map((name) => [name, parts[name]])),
  });
  return {
    update: gone.length > 0 ? updates(raised, remove(...gone)) : raised,
    at: workspace.keys.subject(subject),
    if: ACTIVE_AT(epoch),
  };
}

/** A new person: a random id, an active control item and an owner key, to be written with the first record. */
export async function newSubject(
  workspace: Workspace,
  restrictions: readonly Restriction[] = [],
): Promise<{ readonly id: SubjectId; readonly key: OwnerKey; readonly writes: readonly Write[] }> {
  const id = newId(workspace.random) as string as SubjectId;
  const { key, write } = await workspace.vault.newOwnerKey('subject');
  const control: SubjectControl = {
    state: 'active',
    epoch: 1,
    key: key.id,
    createdAt: instant(workspace.now()),
    ...(restrictions.length > 0 ? { restrictions } : {}),
  };
  return {
    id,
    key,
    writes: [
      write,
      {
        put: { ...control },
        at: workspace.keys.subject(id),
        if: ABSENT,
      },
    ],
  };
}
