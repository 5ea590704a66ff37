import { recordReads } from '../audit/record-event.ts';
import type { RecordDeclaration } from '../catalogue/declaration.ts';
import { declarationOf, RECORD_TYPES } from '../catalogue/record-types.ts';
import type { Json } from '../kernel/canonical-json.ts';
import type { SubjectId } from '../kernel/ids.ts';
import { Problem } from '../kernel/problems.ts';
import { HOUR } from '../kernel/time.ts';
import type { Workspace } from '../store/workspace.ts';
import { groundStopping, restrictedBy, type Processing } from '../subjects/admit.ts';
import { controlFrom, type SubjectControl } from '../subjects/control.ts';
import type { Restriction } from '../subjects/grounds.ts';
import { personPage, type PersonLink } from '../subjects/person-view.ts';
import { openWithPeople, withoutStopped, type SeenRecord } from './gate.ts';
import { readingEvent } from './view.ts';

/** One page of what a caller sees of a person. */
export interface PersonView {
  /** On the first page. */
  readonly state?: SubjectControl['state'];
  /** On the first page of who serves the person's rights. */
  readonly restrictions?: readonly Restriction[];
  readonly records: readonly { readonly record: SeenRecord; readonly shown: readonly string[] }[];
  readonly links: readonly PersonLink[];
  /** How many records and links were left out because their use is stopped. */
  readonly withheld: number;
  readonly cursor?: string;
}

/** Refuses the view of a person of whom nothing may be looked at, whatever is held: an empty page would say it is nothing. */
function refuseRestricted(control: SubjectControl | undefined, processing: Processing): void {
  const held = RECORD_TYPES.filter(({ home }) => home.in !== 'nobody').flatMap((type) =>
    Object.values(type.fields),
  );
  const grounds = held.map((field) => groundStopping(control, processing, field));
  const [ground] = grounds;
  if (ground && grounds.every((one) => one !== undefined)) throw restrictedBy(ground);
}

function linkStopped(control: SubjectControl | undefined, processing: Processing, link: PersonLink): boolean {
  const declaration = declarationOf(link.type);
  const use = { ...processing, record: link.record };
  return link.fields.every((name) => {
    const field = declaration?.fields[name];
    return field && groundStopping(control, use, field);
  });
}

/**
 * One page of everything about a person that the caller's role sees: records, and records of others that name the
 * person. `not-found` for a person who was erased, `subject.restricted` when the use of everything is stopped.
 */
export async function viewPerson(
  workspace: Workspace,
  subject: SubjectId,
  page: { readonly limit: number; readonly cursor?: string },
  shownOf: (declaration: RecordDeclaration) => readonly string[],
  processing: Processing = { use: 'view' },
): Promise<PersonView> {
  const scope = `person|${subject}|${workspace.actor.id}`;
  const after = page.cursor === undefined ? undefined : await workspace.vault.openCursor(scope, page.cursor);
  if (page.cursor !== undefined && !after) throw new Problem('cursor.invalid');
  const found = await personPage(
    workspace,
    subject,
    page.limit,
    after as Record<string, unknown> | undefined,
  );
  if (found.control?.state === 'erased') throw new Problem('not-found');
  const known = new Map(found.control ? [[subject, found.control]] : []);
  const { records: opened, people } = await openWithPeople(workspace, declarationOf, found.records, known);
  const control =
    people.get(subject) ?? controlFrom((await workspace.tables.get([workspace.keys.subject(subject)]))[0]);
  refuseRestricted(control, processing);
  let withheld = 0;
  const seen = opened.flatMap((one) => {
    const declaration = one && declarationOf(one.item.type);
    const shown = declaration ? shownOf(declaration) : [];
    if (!declaration || shown.length === 0) return [];
    const { record, ground } = withoutStopped(declaration, one, people, processing, shown);
    if (!ground) return [{ record, declaration, shown }];
    withheld += 1;
    return [];
  });
  const links = found.links.filter((link) => !linkStopped(control, processing, link));
  await recordReads(
    workspace,
    seen.flatMap(
      ({ record, declaration, shown }) =>
        readingEvent(declaration, record, shown, 'person.read', processing) ?? [],
    ),
  );
  const cursor =
    found.next && (await workspace.vault.sealCursor(scope, found.next as Json, workspace.now() + 24 * HOUR));
  return {
    ...(found.control ? { state: found.control.state } : {}),
    ...(found.control && processing.use === 'rights'
      ? { restrictions: found.control.restrictions ?? [] }
      : {}),
    records: seen,
    links,
    withheld: withheld + found.links.length - links.length,
    ...(cursor ? { cursor } : {}),
  };
}
