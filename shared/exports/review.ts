import { eventWrite } from '../audit/record-event.ts';
import type { FieldDeclaration } from '../catalogue/declaration.ts';
import type { Id, RecordId } from '../kernel/ids.ts';
import { instant } from '../kernel/time.ts';
import { Problem } from '../kernel/problems.ts';
import type { RequestItem } from '../rights/request/model.ts';
import { historyWrite, load } from '../rights/steps/store.ts';
import { any, ABSENT, PRESENT } from '../store/clauses.ts';
import type { Workspace } from '../store/workspace.ts';
import { isText, namesSeveral, type Decision } from './disclose.ts';
import { held, REVIEW, type Collection, type Held } from './held.ts';
import { findPackage, type Package } from './making/package-store.ts';
import { portable } from './portable/portable.ts';

/** A text that names several people, with what was decided about it. */
export interface Reviewable {
  readonly record: RecordId;
  readonly type: string;
  readonly decision?: Decision;
}

/** A package as the officer sees it before release. */
export interface PackageSummary extends Omit<Package, 'objectKey' | 'holds'> {
  readonly review: readonly Reviewable[];
}

/** Whose data the package of a request is about; a text that does not go into it anyway needs no decision. */
function collectionOf(workspace: Workspace, { id, type, subject }: RequestItem): Collection | undefined {
  if (!subject || (type !== 'access' && type !== 'portability')) return undefined;
  const collection = { workspace, subject, request: id };
  return type === 'portability' ? { ...collection, narrowed: portable } : collection;
}

function showsText({ declaration, shown }: Held): boolean {
  const fields: Readonly<Record<string, FieldDeclaration>> = declaration.fields;
  return Object.keys(shown).some((name) => fields[name] && isText(fields[name]));
}

async function reviewables(workspace: Workspace, request: RequestItem): Promise<Reviewable[]> {
  const found: Reviewable[] = [];
  const collection = collectionOf(workspace, request);
  for await (const one of collection ? held(collection) : []) {
    if ('unreadable' in one || !namesSeveral(one.record.values)) continue;
    const closed = one.withheld.some(({ why }) => why === 'names-others');
    if (!closed && !showsText(one)) continue;
    const decision = closed ? 'withhold' : 'include';
    const { record, declaration, undecided } = one;
    found.push({ record: record.item.id, type: declaration.type, ...(undecided ? {} : { decision }) });
  }
  return found;
}

/** What the package of a request came to, and the texts that name several people; `not-found` before it is made. */
export async function packageSummary(workspace: Workspace, id: Id): Promise<PackageSummary> {
  const request = await load(workspace, id);
  const found = await findPackage(workspace, id);
  if (!found) throw new Problem('not-found');
  const { id: made, size, sha256, counts, createdAt, expiresAt, openedAt } = found;
  return {
    id: made,
    size,
    sha256,
    counts,
    createdAt,
    expiresAt,
    ...(openedAt ? { openedAt } : {}),
    review: await reviewables(workspace, request),
  };
}

/**
 * Notes the officer's balance of rights about one text (Art. 15(4)): until one is noted, the text is withheld. It
 * takes effect when the package is prepared again.
 */
export async function reviewText(
  workspace: Workspace,
  id: Id,
  record: RecordId,
  decision: Decision,
): Promise<readonly Reviewable[]> {
  const request = await load(workspace, id);
  if (!request.subject) throw new Problem('not-found');
  if (!['verified', 'review'].includes(request.state))
    throw new Problem('state.conflict', { detail: `The request is in state ${request.state}.` });
  const before = await reviewables(workspace, request);
  if (!before.some((one) => one.record === record)) throw new Problem('not-found');
  const { id: by } = workspace.actor;
  await workspace.tables.write([
    {
      put: { record, decision, by, at: instant(workspace.now()) },
      at: workspace.keys.requestPart(id, REVIEW, record),
      if: any(ABSENT, PRESENT),
    },
    historyWrite(workspace, id, { review: record, decision }),
    eventWrite(workspace, {
      action: 'request.decide',
      target: record,
      request: id,
      subject: request.subject,
    }),
  ]);
  return before.map((one) => (one.record === record ? { ...one, decision } : one));
}
