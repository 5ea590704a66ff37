import { recordRead } from '../audit/record-event.ts';
import type { RecordDeclaration } from '../catalogue/declaration.ts';
import { fieldsWhere } from '../catalogue/record-schema.ts';
import type { Json } from '../kernel/canonical-json.ts';
import type { RecordId, SubjectId } from '../kernel/ids.ts';
import { Problem } from '../kernel/problems.ts';
import { HOUR } from '../kernel/time.ts';
import { openWithPeople } from '../records/gate.ts';
import { personOf } from '../records/references.ts';
import type { OpenRecord } from '../records/shape.ts';
import type { Workspace } from '../store/workspace.ts';
import { groundStopping, type Held } from '../subjects/admit.ts';
import type { SubjectControl } from '../subjects/control.ts';
import { identifierTokens } from '../subjects/identifiers.ts';
import { placesOf } from '../subjects/suppressions.ts';
import { AUDIENCES, type Audience, type AudienceName } from './audiences.ts';

/** One page of an audience: ids of people who may be used like that, and how many may not, by reason. */
export interface Selection {
  readonly items: readonly { readonly id: RecordId; readonly person: SubjectId }[];
  readonly withheld: number;
  readonly reasons: readonly { readonly reason: string; readonly count: number }[];
  readonly cursor?: string;
}

/** How long a cursor can be used. */
const CURSOR_LIFE = 24 * HOUR;

/** Why each value that the use needs is held, and why it would be used now. */
function neededBy({ purpose, bases, groups }: Audience, declaration: RecordDeclaration): Held[] {
  const fields = Object.values(declaration.fields).filter(({ group }) => groups.includes(group));
  return [...bases.map((basis) => ({ purpose, basis })), ...fields];
}

/** Why a person is left out; undefined for one who is not. */
function reasonAgainst(
  audience: Audience,
  record: RecordId,
  control: SubjectControl | undefined,
  needed: readonly Held[],
  suppressed: boolean,
): string | undefined {
  if (control?.state !== 'active') return 'erasure';
  for (const held of needed) {
    const ground = groundStopping(control, { use: audience.use, record }, held);
    if (ground) return `restriction.${ground}`;
  }
  if (suppressed) return 'restriction.suppressed';
  return audience.consented && !control.consents?.includes(audience.purpose) ? 'consent' : undefined;
}

/** The records among some that carry an address which must not be used for the purpose. */
async function suppressedAmong(
  workspace: Workspace,
  declaration: RecordDeclaration,
  { purpose }: Audience,
  records: readonly OpenRecord[],
): Promise<ReadonlySet<RecordId>> {
  const tokens = await Promise.all(
    records.map(({ values }) => identifierTokens(workspace, declaration, values)),
  );
  const places = await placesOf(workspace, tokens.flat());
  const stopped = new Set(places.flatMap((one) => (one.entry && one.purpose === purpose ? one.token : [])));
  const carrying = records.filter((_, position) => tokens[position]?.some(({ token }) => stopped.has(token)));
  return new Set(carrying.map(({ item }) => item.id));
}

/**
 * One page of an audience among the records of a type, newest first. The page comes from an index that lags; whether
 * somebody may be used is read consistently: one call for keys and controls, one or two for suppressed addresses. The
 * use is logged before the ids are handed out. `cursor.invalid` for a cursor of another audience, caller or day.
 */
export async function selectAudience(
  workspace: Workspace,
  name: AudienceName,
  declaration: RecordDeclaration,
  query: { readonly limit: number; readonly cursor?: string },
): Promise<Selection> {
  const audience: Audience = AUDIENCES[name];
  const { tables, vault } = workspace;
  const scope = `audience|${name}|${declaration.type}|${workspace.actor.id}`;
  const after = query.cursor === undefined ? undefined : await vault.openCursor(scope, query.cursor);
  if (query.cursor !== undefined && !after) throw new Problem('cursor.invalid');
  const page = await tables.query({
    table: 'data',
    index: 'list',
    pk: workspace.keys.list(declaration.type, 0),
    newestFirst: true,
    limit: query.limit,
    ...(after ? { after: after as Record<string, unknown> } : {}),
  });
  const { records, people } = await openWithPeople(workspace, () => declaration, page.items);
  const open = records.filter((record) => record !== undefined);
  const suppressed = await suppressedAmong(workspace, declaration, audience, open);
  const needed = neededBy(audience, declaration);
  const items: Selection['items'][number][] = [];
  const against = new Map<string, number>();
  for (const [position, item] of page.items.entries()) {
    const id = item['id'] as RecordId;
    const person = personOf(id);
    if (!person) continue;
    // Nothing can be read of somebody who is being erased, or was.
    const reason = records[position]
      ? reasonAgainst(audience, id, people.get(person), needed, suppressed.has(id))
      : 'erasure';
    if (reason) against.set(reason, (against.get(reason) ?? 0) + 1);
    else items.push({ id, person });
  }
  if (items.length > 0)
    await recordRead(workspace, {
      action: 'audience.select',
      target: name,
      type: declaration.type,
      purpose: audience.purpose,
      fields: fieldsWhere(
        declaration,
        ({ kind, group }) => kind !== 'plain' && audience.groups.includes(group),
      ),
      count: items.length,
    });
  const next = page.next && (await vault.sealCursor(scope, page.next as Json, workspace.now() + CURSOR_LIFE));
  const reasons = [...against].map(([reason, count]) => ({ reason, count }));
  return {
    items,
    withheld: reasons.reduce((sum, { count }) => sum + count, 0),
    reasons,
    ...(next ? { cursor: next } : {}),
  };
}
