import type { Purpose } from '../catalogue/vocabulary.ts';
import { normalForm } from '../crypto/lookup-token.ts';
import type { Id, RecordId } from '../kernel/ids.ts';
import type { Violation } from '../kernel/problems.ts';
import { personOf } from '../records/references.ts';
import type { Workspace } from '../store/workspace.ts';
import { countryIn, identifiersIn } from '../subjects/identifiers.ts';
import {
  createBatch,
  declared,
  draftName,
  type Made,
  type Outcome,
  type Ready,
  type Refusal,
} from './create-batch.ts';
import { KnownRecords, sameName } from './known-records.ts';
import type { Draft, Named } from './row-records.ts';
import { tryBatch, WOULD_BE, WOULD_BE_PERSON } from './try-batch.ts';

/** True when one of the identifiers belongs to a person who was erased: imports bring nobody back. */
export type IsSuppressed = (
  workspace: Workspace,
  identifiers: readonly { readonly kind: string; readonly value: string }[],
) => Promise<boolean>;

/** What a batch is imported with. */
export interface BatchContext {
  readonly workspace: Workspace;
  readonly job: Id;
  readonly dryRun: boolean;
  /** Types that the mapping creates: a dry run takes references to them as they are. */
  readonly types: ReadonlySet<string>;
  readonly source?: string;
  readonly isSuppressed: IsSuppressed;
  /** What an interrupted run of this batch has created. */
  readonly made: Made;
}

/** A refused record: where and by which rule. */
export interface Refused {
  readonly row: number;
  readonly type: string;
  readonly violations: readonly Violation[];
}

/** A record that was created about somebody who must not be used for some purposes: where. */
export interface Suppressed {
  readonly row: number;
  readonly type: string;
  readonly purposes: readonly Purpose[];
}

/** What became of a batch. */
export interface BatchResult {
  readonly created: number;
  readonly skipped: number;
  readonly refused: readonly Refused[];
  /** Of the created ones. */
  readonly suppressed: readonly Suppressed[];
}

const nameOf = ({ type, externalId }: Draft): Named => ({ type, externalId: externalId ?? '' });

/**
 * Imports some rows: the mapping's first records of all rows, then the second ones, and so on, so that a record may
 * refer to those before it. Repeating a batch creates nothing twice, since external ids are unique.
 */
export async function importBatch(context: BatchContext, drafts: readonly Draft[]): Promise<BatchResult> {
  const known = new KnownRecords();
  const sound = drafts.filter(({ violations }) => violations.length === 0);
  await known.load(
    context.workspace,
    sound.flatMap((draft) => [
      nameOf(draft),
      ...draft.references.map(({ to }) => to),
      ...(draft.person ? [draft.person] : []),
    ]),
  );
  const tally = new Tally(context.made);
  for (const draft of drafts)
    if (draft.violations.length > 0) tally.add({ draft, refused: draft.violations });
  const positions = [...new Set(sound.map(({ position }) => position))].sort((a, b) => a - b);
  for (const position of positions) {
    const wave = sound.filter((draft) => draft.position === position);
    await importWave(context, known, tally, wave);
  }
  return tally.result();
}

/** Records of one kind; those that refer to others of the same kind come after them. */
async function importWave(
  context: BatchContext,
  known: KnownRecords,
  tally: Tally,
  wave: readonly Draft[],
): Promise<void> {
  let open = wave;
  while (open.length > 0) {
    const later: Draft[] = [];
    const ready: Ready[] = [];
    for (const draft of open) {
      const name = nameOf(draft);
      const wanted = [...draft.references.map(({ to }) => to), ...(draft.person ? [draft.person] : [])];
      const waitsFor = (other: Draft) =>
        other !== draft && wanted.some((to) => sameName(to, nameOf(other)) && !known.of(to));
      if (known.of(name)) tally.add({ draft, exists: true });
      else if (ready.some((other) => sameName(nameOf(other.draft), name)) || open.some(waitsFor))
        later.push(draft);
      else {
        const complete = await completed(context, known, draft);
        if ('refused' in complete) tally.add(complete);
        else ready.push(complete);
      }
    }
    const { workspace, job, dryRun } = context;
    const outcomes = await (dryRun ? tryBatch(workspace, ready) : createBatch(workspace, job, ready));
    for (const outcome of outcomes) {
      if ('created' in outcome) known.add(nameOf(outcome.draft), outcome.created);
      tally.add(outcome);
    }
    // Going round in circles: nothing was left to do first.
    if (later.length === open.length) {
      for (const draft of later) tally.add({ draft, refused: [{ pointer: '', rule: 'reference.circular' }] });
      return;
    }
    open = later;
  }
}

/** A draft with its references in place, or its refusal. */
async function completed(context: BatchContext, known: KnownRecords, draft: Draft): Promise<Ready | Refusal> {
  const declaration = declared(draft);
  const body = structuredClone({ ...draft.body }) as Record<string, unknown>;
  const violations: Violation[] = [];
  const find = (to: Named): RecordId | undefined => {
    const found = known.of(to);
    if (found || !context.dryRun || !context.types.has(to.type)) return found;
    return to.type === 'contact' ? WOULD_BE_PERSON : WOULD_BE;
  };
  for (const { path, to } of draft.references) {
    const found = find(to);
    if (found) put(body, path, found);
    else violations.push({ pointer: `/${path.join('/')}`, rule: 'reference.unknown' });
  }
  if (draft.person) {
    const found = find(draft.person);
    const person = found && personOf(found);
    if (person) body['person'] = person;
    else violations.push({ pointer: '/person', rule: 'reference.unknown' });
  }
  if (violations.length > 0) return { draft, refused: violations };
  if (context.source !== undefined && declaration.fields['source'] && body['source'] === undefined)
    body['source'] = context.source;
  const country = countryIn(body);
  // As written, and as a number is known everywhere: the one that was erased may have been written differently.
  const identifiers = identifiersIn(declaration, body).flatMap(({ kind, value }) => {
    const normal = normalForm(kind, value, country);
    return [{ kind, value }, ...(normal === undefined ? [] : [{ kind, value: normal }])];
  });
  const named = { kind: 'externalId', value: draft.externalId ?? '' };
  if (
    declaration.home.in === 'own' &&
    (await context.isSuppressed(context.workspace, [...identifiers, named]))
  )
    return { draft, refused: [{ pointer: '', rule: 'subject.suppressed' }] };
  body['externalId'] = draft.externalId;
  return { draft, declaration, body };
}

function put(body: Record<string, unknown>, path: readonly (string | number)[], value: string): void {
  let at = body as Record<string | number, unknown>;
  for (const step of path.slice(0, -1)) at = at[step] as Record<string | number, unknown>;
  at[path.at(-1) ?? ''] = value;
}

/** Counts outcomes; what an interrupted run has created counts as created. */
class Tally {
  #created = 0;
  #skipped = 0;
  readonly #refused: Refused[] = [];
  readonly #suppressed: Suppressed[] = [];
  readonly #made: Made;

  constructor(made: Made) {
    this.#made = made;
  }

  add(outcome: Outcome): void {
    const { row, type } = outcome.draft;
    if ('refused' in outcome) {
      this.#refused.push({ row, type, violations: outcome.refused });
      return;
    }
    const purposes = 'created' in outcome ? outcome.suppressed : this.#made[draftName(outcome.draft)];
    if (purposes) this.#created += 1;
    else this.#skipped += 1;
    if (purposes && purposes.length > 0) this.#suppressed.push({ row, type, purposes });
  }

  result(): BatchResult {
    const inOrder = <Row extends { readonly row: number }>(rows: readonly Row[]) =>
      rows.toSorted((a, b) => a.row - b.row);
    return {
      created: this.#created,
      skipped: this.#skipped,
      refused: inOrder(this.#refused),
      suppressed: inOrder(this.#suppressed),
    };
  }
}
