import type { Item, Write } from '../../../shared/store/workspace.ts';
import { ERASER } from '../../../shared/erasure/erasure.ts';
import type { Stage, Watch } from './stage.ts';

/** Something that was committed and must never be. */
export class Broken extends Error {}

const place = ({ table, pk, sk }: Write['at']) => `${table}|${pk}|${sk}`;
const changes = (write: Write): boolean => !('check' in write);

/** The control item of the person in whose partition something is written. */
function controlOf(stage: Stage, write: Write): Item | undefined {
  const { pk } = write.at;
  return pk.split('#')[2] === 'SUB' ? stage.tables.items.get(`data|${pk}|CTL`) : undefined;
}

const byEraser = (writes: readonly Write[]) =>
  writes.some((write) => 'put' in write && write.put['actor'] === ERASER.id);

/** I3: what is written about a person is written while the person is active, the eraser's own work apart. */
export const ONLY_ABOUT_ACTIVE: Watch = (writes, _, stage) => {
  if (byEraser(writes)) return;
  for (const write of writes) {
    if (!('put' in write) || !/^(?:REC|LNK)#/.test(write.at.sk)) continue;
    const control = controlOf(stage, write);
    if (control && control['state'] !== 'active') throw new Broken('I3: a write was accepted after the flip');
  }
};

/** I4: what changes a record is told by exactly one event of the same transaction, and no event tells of nothing. */
export const EVERY_CHANGE_TOLD: Watch = (writes) => {
  const records = writes.filter((write) => changes(write) && write.at.sk.startsWith('REC#'));
  const events = writes.flatMap((write) =>
    'put' in write && write.at.pk.includes('#AUD#') ? [write.put] : [],
  );
  for (const { at } of records) {
    const id = at.sk.slice('REC#'.length);
    // The copy of a record that is handed on is told by the event of its original.
    const telling = events.filter(({ target }) => String(target).endsWith(id)).length;
    const erased = events.some(({ action }) => String(action).startsWith('erasure.'));
    if (telling !== 1 && !erased) throw new Broken(`I4: ${telling} events tell of a change`);
  }
  const told = events.filter(({ action }) =>
    ['record.create', 'record.change', 'record.import'].includes(String(action)),
  );
  if (told.length > records.length) throw new Broken('I4: an event tells of a change that was not made');
};

/** Art. 18: what was prepared before a restriction is not committed after it. */
export const NOTHING_UNDER_RESTRICTION: Watch = (writes, before, stage) => {
  for (const write of writes) {
    const restrictions = controlOf(stage, write)?.['restrictions'];
    const changed = 'put' in write && write.at.sk.startsWith('REC#') && before.has(place(write.at));
    if (changed && Array.isArray(restrictions) && restrictions.length > 0)
      throw new Broken('Art. 18: data under restriction were changed');
  }
};

/** What is watched in every scene. */
export const WATCHES: readonly Watch[] = [ONLY_ABOUT_ACTIVE, EVERY_CHANGE_TOLD, NOTHING_UNDER_RESTRICTION];
