import { recordReads } from '../../audit/record-event.ts';
import type { LookupKind } from '../../catalogue/vocabulary.ts';
import { fieldsWhere } from '../../catalogue/record-schema.ts';
import { declarationOf } from '../../catalogue/record-types.ts';
import type { SubjectId } from '../../kernel/ids.ts';
import { timeIdFloor } from '../../kernel/ids.ts';
import { Problem } from '../../kernel/problems.ts';
import { MINUTE } from '../../kernel/time.ts';
import { openRecords, type OpenRecord } from '../../records/shape.ts';
import { readingEvent } from '../../records/view.ts';
import { itemsOf } from '../../store/pages.ts';
import type { Workspace } from '../../store/workspace.ts';
import { countryIn } from '../../subjects/identifiers.ts';
import { wholePerson } from '../../subjects/person-view.ts';

/** What was on file about a person at a moment. */
export interface OnFile {
  readonly email?: string;
  readonly phone?: string;
  /** Country of the person's address (ISO 3166-1 alpha-2). */
  readonly country?: string;
}

/** The log is read through an index that lags by seconds: a change as fresh as this is not judged yet. */
const SETTLED = MINUTE;

/** Fields of a record that were changed since a moment, by the person's trail; `undefined` in it: unknown ones. */
async function changedSince(
  workspace: Workspace,
  person: SubjectId,
  record: OpenRecord,
  since: number,
): Promise<ReadonlySet<string | undefined>> {
  const changed = new Set<string | undefined>();
  const events = itemsOf(workspace.tables, {
    table: 'data',
    index: 'trail',
    pk: workspace.keys.trail(person),
    skBetween: [timeIdFloor(since), '~'],
  });
  for await (const { target, action, fields } of events) {
    if (target !== record.item.id || (action !== 'record.change' && action !== 'record.import')) continue;
    if (!Array.isArray(fields)) changed.add(undefined);
    else for (const field of fields as string[]) changed.add(field);
  }
  return changed;
}

/** The value of a field of this kind if it was the same at the moment. */
async function valueAt(
  workspace: Workspace,
  person: SubjectId,
  record: OpenRecord,
  kind: LookupKind,
  moment: number,
): Promise<string | undefined> {
  const { item, values } = record;
  const declaration = declarationOf(item.type);
  const [field] = declaration ? fieldsWhere(declaration, ({ lookup }) => lookup === kind) : [];
  const value = field === undefined ? undefined : values[field];
  if (field === undefined || typeof value !== 'string') return undefined;
  const updated = Date.parse(item.updatedAt);
  if (updated < moment) return value;
  if (workspace.now() - updated < SETTLED)
    throw new Problem('conflict', { detail: 'The record was changed just now; try again in a minute.' });
  const changed = await changedSince(workspace, person, record, moment);
  return changed.has(field) || changed.has(undefined) ? undefined : value;
}

/**
 * The records of a person that could be reached by already before a moment. What was stored or changed since is left
 * out, so that nobody receives a code by first planting an address. The reading is logged.
 */
async function* recordsBefore(
  workspace: Workspace,
  person: SubjectId,
  moment: number,
): AsyncGenerator<OpenRecord> {
  for await (const page of wholePerson(workspace, person)) {
    const older = page.records.filter((item) => Date.parse(item['createdAt'] as string) < moment);
    for (const record of await openRecords(workspace, declarationOf, older)) {
      const declaration = record && declarationOf(record.item.type);
      if (!record || !declaration) continue;
      const fields = fieldsWhere(declaration, ({ lookup }) => lookup === 'email' || lookup === 'phone');
      if (fields.length === 0) continue;
      const event = readingEvent(declaration, record, fields);
      if (event) await recordReads(workspace, [{ ...event, purpose: 'rights-handling' }]);
      yield record;
    }
  }
}

/** How a person could be reached already before the request (IDV-01). */
export async function contactOnFile(
  workspace: Workspace,
  person: SubjectId,
  receivedAt: string,
  kinds: readonly ('email' | 'phone')[] = ['email', 'phone'],
): Promise<OnFile> {
  const moment = Date.parse(receivedAt);
  const found: { email?: string; phone?: string; country?: string } = {};
  for await (const record of recordsBefore(workspace, person, moment)) {
    for (const kind of kinds) {
      const value = found[kind] ?? (await valueAt(workspace, person, record, kind, moment));
      if (value) found[kind] = value;
    }
    const country = found.country ?? countryIn(record.values);
    if (country) found.country = country;
  }
  return found;
}

/** True when a mailbox or number, given as its look-up token, was on file of a person before the request. */
export async function isOnFile(
  workspace: Workspace,
  person: SubjectId,
  receivedAt: string,
  kind: 'email' | 'phone',
  token: string,
): Promise<boolean> {
  const moment = Date.parse(receivedAt);
  for await (const record of recordsBefore(workspace, person, moment)) {
    const value = await valueAt(workspace, person, record, kind, moment);
    const country = countryIn(record.values);
    if (value && (await workspace.vault.lookupToken(kind, value, country)) === token) return true;
  }
  return false;
}
