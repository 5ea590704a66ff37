import { recordRead } from '../../audit/record-event.ts';
import type { Json } from '../../kernel/canonical-json.ts';
import type { Id, RecordId, SubjectId } from '../../kernel/ids.ts';
import { Problem } from '../../kernel/problems.ts';
import { DAY, instant } from '../../kernel/time.ts';
import { ABSENT, PRESENT } from '../../store/clauses.ts';
import { dueWrite } from '../../store/due.ts';
import { itemsOf } from '../../store/pages.ts';
import type { Item, Workspace, Write } from '../../store/workspace.ts';
import type { SubjectControl } from '../../subjects/control.ts';
import { isWriteRefusal } from '../../store/write-refusal.ts';

/**
 * How long a value that was corrected stays as proof of the correction: the three years in which the person can go to
 * court about it (§ 195 BGB; other countries’ periods for a data protection claim are no longer than that by much).
 */
const PROOF = 3 * 365 * DAY;

/** What a correction replaced. */
export interface FormerValues {
  readonly id: Id;
  readonly record: RecordId;
  readonly request: Id;
  readonly act: Id;
  /** By field; `null` where nothing stood. */
  readonly values: Readonly<Record<string, Json>>;
}

const binding = (person: SubjectId, id: Id) => ({
  owner: person as string,
  type: 'former',
  id: id as string,
  section: 'values',
  schema: 1,
});

/** The writes that keep former values, sealed under the person's key, until their end. */
export async function formerValuesWrites(
  workspace: Workspace,
  person: SubjectId,
  control: SubjectControl,
  { id, record, request, act, values }: FormerValues,
): Promise<Write[]> {
  const [key] = control.key ? await workspace.vault.ownerKeys([control.key]) : [];
  if (!key) throw new Problem('gone');
  const until = workspace.now() + PROOF;
  const content = workspace.vault.seal(key, binding(person, id), values);
  const fields = Object.keys(values);
  return [
    {
      put: { id, record, request, act, fields, at: instant(workspace.now()), until: instant(until), content },
      at: workspace.keys.formerValues(person, id),
      if: ABSENT,
    },
    dueWrite(workspace, { at: until, kind: 'former', reference: person as string as Id }),
  ];
}

async function each(
  workspace: Workspace,
  person: SubjectId,
  take: (item: Item) => Promise<void>,
): Promise<void> {
  const { pk, sk: skPrefix } = workspace.keys.formerValues(person, '');
  for await (const item of itemsOf(workspace.tables, { table: 'data', pk, skPrefix })) await take(item);
}

/** Former values as they are read. */
export interface OpenFormerValues extends Omit<FormerValues, 'act'> {
  readonly at: string;
  readonly until: string;
}

/** What corrections of a person's data replaced, for the product's own use; undefined without the person's key. */
export async function openFormerValues(
  workspace: Workspace,
  person: SubjectId,
): Promise<OpenFormerValues[] | undefined> {
  const [control] = await workspace.tables.get([workspace.keys.subject(person)]);
  const held = control?.['key'] as Id | undefined;
  const [key] = held ? await workspace.vault.ownerKeys([held]) : [];
  if (!key) return undefined;
  const found: OpenFormerValues[] = [];
  await each(workspace, person, async (item) => {
    const { id, record, request, at, until } = item as unknown as OpenFormerValues;
    const values = workspace.vault.open(key, binding(person, id), item['content'] as Uint8Array);
    found.push({ id, record, request, at, until, values: values as Readonly<Record<string, Json>> });
  });
  return found;
}

/** What corrections of a person's data replaced, for the officer only; the reading is logged before it is handed out. */
export async function readFormerValues(workspace: Workspace, person: SubjectId): Promise<OpenFormerValues[]> {
  const found = await openFormerValues(workspace, person);
  if (!found) throw new Problem('not-found');
  if (found.length > 0)
    await recordRead(workspace, {
      action: 'former.read',
      subject: person,
      target: person,
      fields: [...new Set(found.flatMap(({ values }) => Object.keys(values)))],
    });
  return found;
}

/** Deletes former values whose end has come; called by the clock. */
export async function endFormerValues(workspace: Workspace, person: SubjectId): Promise<void> {
  const now = workspace.now();
  await each(workspace, person, async (item) => {
    if (Date.parse(item['until'] as string) > now) return;
    try {
      await workspace.tables.write([
        { delete: true, at: workspace.keys.formerValues(person, item['id'] as Id), if: PRESENT },
      ]);
    } catch (error) {
      // It went with the person, or with a sweep at the same moment.
      if (!isWriteRefusal(error)) throw error;
    }
  });
}
