import { recordRead } from '../../audit/record-event.ts';
import type { Id, SubjectId } from '../../kernel/ids.ts';
import { SECOND } from '../../kernel/time.ts';
import { FAILED_STEP, type WorkflowAnswer, type WorkflowEvent } from '../../kernel/workflow.ts';
import type { RequestItem } from '../../rights/request/model.ts';
import { load, step } from '../../rights/steps/store.ts';
import { isPackage } from '../../rights/rights.ts';
import type { Workspace } from '../../store/workspace.ts';
import { isWriteRefusal } from '../../store/write-refusal.ts';
import { controlFrom, type SubjectControl } from '../../subjects/control.ts';
import { beginTurn, endTurn, endWrite, findMaking, type Making, type TurnObjects } from './making.ts';
import { earlierEntries, lastProgress, writeNotes, type Progress } from './notes.ts';
import { isTooLarge, packageBytes, packageContents } from './package-bytes.ts';
import { takeAway, writeStored, type Exporting } from './package-objects.ts';
import type { Contents, Plan } from '../packing.ts';
import { findPackage, newPackage, packageWrites, pieceSection } from './package-store.ts';
import type { ZipLimits } from '../zip/zip-records.ts';
import { runningSha256 } from '../zip/running-sha256.ts';
import { ZipStream } from '../zip/zip.ts';

/** How long a turn begins new entries; the one under way has the rest of what its function may take. */
export const TURN = 60 * SECOND;

/** What a turn is carried out with; the limits are those of the format unless a test has others. */
export interface Turning extends Exporting {
  readonly limits?: ZipLimits;
}

/**
 * One turn of the export: makes the package that a right is served by, entry by entry, and hands it to the officer's
 * review. It ends between two entries once its time is over, and the next one goes on. Whatever cuts it off, the turn is
 * begun anew with other objects and another key; what the request points at is always whole.
 */
export async function exportTurn(exporting: Turning, event: WorkflowEvent): Promise<WorkflowAnswer> {
  const request = await load(exporting.workspace, event['request'] as Id);
  // Withdrawn meanwhile, or made by a turn whose answer was lost.
  const over = request.state !== 'preparing' || request.attempt !== event['attempt'];
  try {
    if (over) return await end(exporting, request, 'done');
    if (event.step === FAILED_STEP)
      return await fail(exporting, request, { step: String(event['failedStep'] ?? '') });
    return await work(exporting, request);
  } catch (error) {
    // Another run of the same turn is ahead.
    if (isWriteRefusal(error)) return { next: 'again' };
    throw error;
  }
}

type Note = Readonly<Record<string, string | number>>;

const onceOf = ({ attempt }: RequestItem) => `collect-${attempt}`;

/** What no package and no making holds goes; of a request that moved on, that is all of its making. */
async function end(
  exporting: Exporting,
  { id }: RequestItem,
  next: 'done' | 'failed',
): Promise<WorkflowAnswer> {
  await takeAway(exporting, id);
  return { next };
}

async function fail(exporting: Exporting, request: RequestItem, note: Note): Promise<WorkflowAnswer> {
  await step(exporting.workspace, request.id, 'fail', { once: onceOf(request), note });
  return end(exporting, request, 'failed');
}

/** The person of a request who is still here. */
async function personOf(
  workspace: Workspace,
  { subject }: RequestItem,
): Promise<{ readonly subject: SubjectId; readonly state: SubjectControl['state'] } | undefined> {
  const [item] = subject ? await workspace.tables.get([workspace.keys.subject(subject)]) : [];
  const control = controlFrom(item);
  return subject && control && control.state !== 'erased' ? { subject, state: control.state } : undefined;
}

async function work(exporting: Turning, request: RequestItem): Promise<WorkflowAnswer> {
  const { workspace } = exporting;
  const { id } = request;
  const deadline = workspace.now() + TURN;
  const person = await personOf(workspace, request);
  // What has been packed of a person who is being erased does not outlive the person.
  if (person?.state === 'erasing') return fail(exporting, request, { reason: 'person-erasing' });
  const subject = person?.subject;
  const before = await findMaking(workspace, request);
  if (subject && !before)
    await recordRead(workspace, { action: 'request.export', target: id, request: id, subject });
  const { making, turn } = await beginTurn(exporting, request, before);
  await takeAway(exporting, id);
  const progress = await lastProgress(exporting, request, making);
  const packing = { ...exporting, about: request, madeAt: making.madeAt };
  const contents =
    isPackage(request.type) && (await packageContents(request.type, packing, subject, progress?.plan));
  if (!contents) {
    await step(workspace, id, 'find-nothing', { once: onceOf(request) });
    return end(exporting, request, 'done');
  }
  const { plan } = contents;
  if (isTooLarge(plan)) return fail(exporting, request, { reason: 'too-large', files: plan.counts.files });
  const under = { ...exporting, request, making, turn };
  const zip = await writeTurn(under, contents, progress, deadline);
  if (zip === 'overflown') await endTurn(workspace, request, making, { wide: true });
  else if (zip.ended) return finish(under, zip, plan);
  else {
    await writeNotes(exporting, request, turn.notes, { plan, hash: zip.hash.state }, zip.entries);
    await endTurn(workspace, request, making, { turns: [...making.turns, turn] });
  }
  return { next: 'again' };
}

/** A turn under way. */
interface Turn extends Turning {
  readonly request: RequestItem;
  readonly making: Making;
  readonly turn: TurnObjects;
}

/** Writes what fits into the turn. */
async function writeTurn(
  under: Turn,
  contents: Contents,
  progress: Progress | undefined,
  deadline: number,
): Promise<ZipStream | 'overflown'> {
  const { workspace, limits, request, making, turn } = under;
  const { madeAt: mtime, wide, turns } = making;
  const zip = new ZipStream({ mtime, hash: await runningSha256(progress?.hash), wide, limits });
  const earlier = () => earlierEntries(under, request, making);
  const done = new Set<string>();
  for await (const { name } of earlier()) done.add(name);
  // The look through everything is work of the first turn; every other one writes an entry at least.
  const late = () => workspace.now() >= deadline && (zip.entries.length > 0 || !progress);
  const source = packageBytes({ contents, zip, done, earlier, late });
  try {
    await writeStored(under, request, turn.bytes, pieceSection(turns.length), source);
  } catch (error) {
    if (zip.overflown) return 'overflown';
    throw error;
  }
  return zip;
}

/** Hands the package to the officer's review, in place of the one before. */
async function finish(under: Turn, { hash }: ZipStream, { counts }: Plan): Promise<WorkflowAnswer> {
  const { workspace, request, making, turn } = under;
  const [{ bytes: first } = turn] = making.turns;
  const made = newPackage(workspace, {
    objectKey: first.objectKey,
    holds: [...making.turns, turn].map(({ bytes }) => bytes),
    size: hash.length,
    sha256: hash.digest(),
    counts,
  });
  const before = await findPackage(workspace, request.id);
  await step(workspace, request.id, 'prepared', {
    once: onceOf(request),
    note: { ...counts },
    writes: [...packageWrites(workspace, request.id, made, before), endWrite(workspace, request, making)],
  });
  return end(under, request, 'done');
}
