import type { RequestItem } from '../../rights/request/model.ts';
import type { Making, TurnObjects } from './making.ts';
import { readStored, writeStored, type Exporting, type Stored } from './package-objects.ts';
import type { Plan } from '../packing.ts';
import type { HashState } from '../zip/running-sha256.ts';
import type { ZipRecord } from '../zip/zip-records.ts';

/** What the next turn goes on from. */
export interface Progress {
  readonly plan: Plan;
  /** The digest of the archive so far, and with it its length. */
  readonly hash: HashState;
}

const SECTION = 'package notes';

/** Lines of JSON: the progress, then one line for each entry that the turn has written. */
export async function writeNotes(
  exporting: Exporting,
  request: RequestItem,
  stored: Stored,
  progress: Progress,
  entries: readonly ZipRecord[],
): Promise<void> {
  async function* lines() {
    for (const line of [progress, ...entries]) yield Buffer.from(`${JSON.stringify(line)}\n`);
  }
  await writeStored(exporting, request, stored, SECTION, lines());
}

async function* linesOf(source: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  let rest = Buffer.alloc(0);
  for await (const chunk of source) {
    rest = Buffer.concat([rest, chunk]);
    for (let end = rest.indexOf('\n'); end >= 0; end = rest.indexOf('\n')) {
      yield rest.toString('utf8', 0, end);
      rest = rest.subarray(end + 1);
    }
  }
}

async function* notesOf(exporting: Exporting, request: RequestItem, { notes }: TurnObjects) {
  yield* linesOf(await readStored(exporting, request, notes, SECTION));
}

/** What the last turn that is done has left; undefined when there is none. */
export async function lastProgress(
  exporting: Exporting,
  request: RequestItem,
  { turns }: Making,
): Promise<Progress | undefined> {
  const last = turns.at(-1);
  if (last) for await (const line of notesOf(exporting, request, last)) return JSON.parse(line) as Progress;
  return undefined;
}

/** The entries that the turns so far have written, in their order; one turn's notes are opened at a time. */
export async function* earlierEntries(
  exporting: Exporting,
  request: RequestItem,
  { turns }: Making,
): AsyncGenerator<ZipRecord> {
  for (const turn of turns) {
    let first = true;
    for await (const line of notesOf(exporting, request, turn)) {
      if (!first) yield JSON.parse(line) as ZipRecord;
      first = false;
    }
  }
}
