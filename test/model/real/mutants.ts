import type { Clause, Write } from '../../../shared/store/workspace.ts';
import type { Mutant } from './stage.ts';

/** A guard that somebody forgot: what it lets through, and in which scene it is looked for. */
export interface Planted {
  readonly name: string;
  readonly falls: string;
  readonly in: string;
  /** It takes many schedules to find. */
  readonly late?: true;
  readonly mutant: Mutant;
}

const ANYHOW: Clause = {
  expression: 'attribute_exists(#pk) OR attribute_not_exists(#pk)',
  names: { '#pk': 'pk' },
};

const PRESENT: Clause = { expression: 'attribute_exists(#pk)', names: { '#pk': 'pk' } };

const kindOf = ({ at }: Write) => at.pk.split('#')[2] ?? '';
const isControl = (write: Write) => kindOf(write) === 'SUB' && write.at.sk === 'CTL';
const isEvent = (write: Write) => kindOf(write) === 'AUD';
const isRecord = (write: Write) => write.at.sk.startsWith('REC#');
const byEraser = (writes: readonly Write[]) =>
  writes.some((write) => 'put' in write && String(write.put['action']).startsWith('erasure.'));

/** The transaction without some of its parts. */
const without =
  (gone: (write: Write, writes: readonly Write[]) => boolean): Mutant =>
  (writes) =>
    writes.filter((write) => !gone(write, writes));

/** The transaction with some of its conditions taken away. */
const anyhow =
  (which: (write: Write, writes: readonly Write[]) => boolean): Mutant =>
  (writes) =>
    writes.map((write) => (which(write, writes) ? { ...write, if: ANYHOW } : write));

const NOTE = 'note about the person while the person is erased';
const EDIT = 'somebody else’s text is edited while it is redacted';
const IMPORT = 'old file is imported while the person is erased';
const MAIL = 'mail that is delivered to two senders';

/** The table of planted bugs around the real code. */
export const PLANTED: readonly Planted[] = [
  {
    name: 'writes do not check the person',
    falls: 'I3',
    in: NOTE,
    late: true,
    mutant: without((write) => 'check' in write && isControl(write)),
  },
  {
    name: 'freeze leaves the state as it is',
    falls: 'I8',
    in: NOTE,
    mutant: without((write, writes) => 'update' in write && isControl(write) && byEraser(writes)),
  },
  {
    name: 'creating leaves out its event',
    falls: 'I4',
    in: NOTE,
    mutant: without((write) => isEvent(write) && 'put' in write && write.put['action'] === 'record.create'),
  },
  {
    name: 'an event is written without its change',
    falls: 'I4',
    in: 'change of the person while the person is erased',
    mutant: without((write, writes) => isRecord(write) && 'put' in write && !byEraser(writes)),
  },
  {
    name: 'redaction does not note the key of the old text',
    falls: 'I2',
    in: EDIT,
    mutant: without(
      (write, writes) =>
        kindOf(write) === 'REQ' &&
        write.at.sk.startsWith('KEY#') &&
        writes.some((one) => one.at.sk.startsWith('LNK#')),
    ),
  },
  {
    name: 'redaction ignores the version',
    falls: 'I7',
    in: EDIT,
    late: true,
    mutant: anyhow((write, writes) => isRecord(write) && 'put' in write && byEraser(writes)),
  },
  {
    name: 'change ignores the version',
    falls: 'I3',
    in: 'change of the person while the person is erased',
    late: true,
    mutant: (writes) =>
      writes
        .filter((write) => !('check' in write && isControl(write)))
        .map((write) => (isRecord(write) && 'put' in write ? { ...write, if: ANYHOW } : write)),
  },
  {
    name: 'keys are said to be destroyed and stay',
    falls: 'I8',
    in: NOTE,
    mutant: without((write) => 'delete' in write && write.at.table === 'keys' && kindOf(write) === 'KEY'),
  },
  {
    name: 'tombstones only at the end',
    falls: 'I2',
    in: IMPORT,
    late: true,
    mutant: without((write, writes) => kindOf(write) === 'TMB' && writes.some((one) => 'update' in one)),
  },
  {
    name: 'answers are stored unconditionally',
    falls: 'I7',
    in: 'call that is made twice with the same key',
    mutant: anyhow((write) => kindOf(write) === 'IDM'),
  },
  {
    name: 'a step does not mark the call that it came with',
    falls: 'I7',
    in: 'step that is called twice with the same key while the workflow ends what it began',
    mutant: without((write, writes) => kindOf(write) === 'IDM' && writes.length > 1),
  },
  {
    name: 'mails are claimed unconditionally',
    falls: 'I6',
    in: MAIL,
    mutant: (writes) =>
      writes.map((write) =>
        kindOf(write) === 'OUT' && 'update' in write ? { ...write, if: PRESENT } : write,
      ),
  },
  {
    name: 'marks against duplicates are put unconditionally',
    falls: 'DSR-07',
    in: 'same request that arrives twice',
    mutant: anyhow((write) => kindOf(write) === 'RQM'),
  },
  {
    name: 'repeats are joined without a look at the request',
    falls: 'DSR-07',
    in: 'request that arrives as the one before it is closed',
    mutant: without((write) => 'check' in write && kindOf(write) === 'REQ'),
  },
  {
    name: 'freeze goes by the holds that it read',
    falls: 'I12',
    in: 'hold on a text that names the person comes as the erasure begins',
    mutant: anyhow(
      (write, writes) =>
        isControl(write) &&
        writes.some((one) => 'put' in one && one.put['action'] === 'erasure.freeze') &&
        'update' in write,
    ),
  },
  {
    name: 'epoch does not count',
    falls: 'Art. 18',
    in: 'restriction that is set while a change is prepared',
    mutant: anyhow((write) => 'check' in write && isControl(write)),
  },
];
