import { declarationOf } from '../catalogue/record-types.ts';
import type { RecordDeclaration } from '../catalogue/declaration.ts';
import type { Purpose } from '../catalogue/vocabulary.ts';
import type { Id, RecordId } from '../kernel/ids.ts';
import { isProblem, PROBLEMS, type Violation } from '../kernel/problems.ts';
import { RecordConflict, isRefusal } from '../records/conflict.ts';
import { prepareRecord, type PreparedRecord } from '../records/create-record.ts';
import { ABSENT } from '../store/clauses.ts';
import type { Workspace, Write } from '../store/workspace.ts';
import { joined } from './pack.ts';
import type { Draft } from './row-records.ts';

/** A draft with everything in place. */
export interface Ready {
  readonly draft: Draft;
  readonly declaration: RecordDeclaration;
  readonly body: Readonly<Record<string, unknown>>;
}

/** A draft that a rule refuses. */
export interface Refusal {
  readonly draft: Draft;
  readonly refused: readonly Violation[];
}

/** A draft whose record was created; `suppressed` are the purposes for which its person must not be used. */
export interface Created {
  readonly draft: Draft;
  readonly created: RecordId;
  readonly suppressed: readonly Purpose[];
}

/** What became of a draft. */
export type Outcome = Created | { readonly draft: Draft; readonly exists: true } | Refusal;

/** How a draft is named in markers. */
export const draftName = ({ row, position }: Draft) => `${String(row).padStart(9, '0')}.${position}`;

/** Part of a job under which the records of the batch under way are noted, until the batch is counted. */
export const MARKER = 'NEW';

/** What a marker says of the records that were written with it, by the names of their drafts. */
export type Made = Readonly<Record<string, readonly Purpose[]>>;

/** Written with the records, so that a batch that was cut short tells what it has created, and only that. */
function markerWrite(workspace: Workspace, job: Id, members: readonly Prepared[]): Write {
  const named = members.map(({ ready, prepared }) => [draftName(ready.draft), prepared.suppressed] as const);
  const made: Made = Object.fromEntries(named);
  return { put: { made }, at: workspace.keys.jobPart(job, MARKER, named[0]?.[0] ?? ''), if: ABSENT };
}

/** The refusal that an error means for one record; everything else ends the batch. */
export function refusalOf(error: unknown): readonly Violation[] {
  if (!isProblem(error) || PROBLEMS[error.code].status >= 500) throw error;
  const { violations, reason } = error.members;
  return violations?.length ? violations.slice(0, 10) : [{ pointer: '', rule: reason ?? error.code }];
}

/** The declaration of a draft's type; the mapping was checked to name only types that there are. */
export function declared({ type }: Draft): RecordDeclaration {
  const declaration = declarationOf(type);
  if (!declaration) throw new TypeError('a mapping names an unknown type');
  return declaration;
}

const prepare = (workspace: Workspace, { declaration, body }: Ready) =>
  prepareRecord(workspace, declaration, body, { action: 'record.import' });

/** Creates one record by itself, prepared anew while the world moves. */
async function createOne(workspace: Workspace, job: Id, ready: Ready): Promise<Outcome> {
  const { draft } = ready;
  const conflict = new RecordConflict(workspace);
  for (;;) {
    let writes: readonly Write[] = [];
    try {
      const prepared = await prepare(workspace, ready);
      writes = [...prepared.writes, markerWrite(workspace, job, [{ ready, prepared }])];
      await workspace.tables.write(writes);
      return created({ ready, prepared });
    } catch (error) {
      try {
        await conflict.resolve(error, writes);
      } catch (final) {
        if (isProblem(final, 'external-id.taken')) return { draft, exists: true };
        return { draft, refused: refusalOf(final) };
      }
    }
  }
}

interface Prepared {
  readonly ready: Ready;
  readonly prepared: PreparedRecord;
}

const created = ({ ready: { draft }, prepared: { id, suppressed } }: Prepared): Created => ({
  draft,
  created: id,
  suppressed,
});

interface Packed {
  readonly members: readonly Prepared[];
  readonly writes: readonly Write[];
}

/** Records of one person go into the same transaction, as long as they fit: two of them at once would conflict. */
function pack(prepared: Packed['members']): Packed[] {
  const packs: Packed[] = [];
  const order = [...prepared].sort((a, b) =>
    (a.prepared.subject ?? '') < (b.prepared.subject ?? '') ? -1 : 1,
  );
  for (const member of order) {
    const last = packs.at(-1);
    const together = last && joined(last.writes, member.prepared.writes);
    if (last && together) packs[packs.length - 1] = { members: [...last.members, member], writes: together };
    else packs.push({ members: [member], writes: member.prepared.writes });
  }
  return packs;
}

async function writePacked(workspace: Workspace, job: Id, { members, writes }: Packed): Promise<Outcome[]> {
  try {
    await workspace.tables.write([...writes, markerWrite(workspace, job, members)]);
    return members.map(created);
  } catch (error) {
    if (!isRefusal(error)) throw error;
  }
  // One of them was refused: each by itself, so that the others are not.
  const outcomes: Outcome[] = [];
  for (const { ready } of members) outcomes.push(await createOne(workspace, job, ready));
  return outcomes;
}

/** Records that are prepared at a time. */
const AT_A_TIME = 10;

/** Creates records that do not depend on one another. */
export async function createBatch(
  workspace: Workspace,
  job: Id,
  batch: readonly Ready[],
): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  const singly = batch.filter(({ declaration }) => declaration.numbered);
  const together = batch.filter(({ declaration }) => !declaration.numbered);
  const prepared: Prepared[] = [];
  for (let from = 0; from < together.length; from += AT_A_TIME) {
    const some = together.slice(from, from + AT_A_TIME);
    const results = await Promise.all(
      some.map(async (ready): Promise<Prepared | Refusal> => {
        try {
          return { ready, prepared: await prepare(workspace, ready) };
        } catch (error) {
          return { draft: ready.draft, refused: refusalOf(error) };
        }
      }),
    );
    for (const result of results) {
      if ('refused' in result) outcomes.push(result);
      else prepared.push(result);
    }
  }
  // One after the other: neighbours may be about the same person.
  for (const packed of pack(prepared)) outcomes.push(...(await writePacked(workspace, job, packed)));
  // Numbers are given one by one.
  for (const ready of singly) outcomes.push(await createOne(workspace, job, ready));
  return outcomes;
}
