import type { Id, SubjectId } from '../kernel/ids.ts';
import type { Clause, EraserWorkspace, Item, Write } from '../store/workspace.ts';
import { PARTS } from '../rights/request/stored.ts';
import { PRESENT } from '../store/clauses.ts';

/** Parts of an erasure request that are the eraser's; opaque ids and keyed tokens only. */
export const ERASURE_PARTS = {
  /** The run: when it began, what it counted. */
  run: 'RUN',
  /** An owner key that has to end. */
  key: 'KEY',
  /** A token under the tombstone key, until it is a tombstone. */
  mark: 'TMT',
  /** A token under which the independent sweep meets what is remembered of the person's objection. */
  suppression: 'SPT',
  /** What the independent sweep found. */
  sweep: PARTS.sweep,
} as const;

/** Stores whose items are counted as they go. */
export const STORES = [
  'records',
  'copies',
  'links',
  'redacted',
  'kept',
  'formerKeys',
  'tokens',
  'externalIds',
  'objects',
  'packages',
  'requests',
  'disclosures',
  'consents',
  'formerValues',
  'notices',
] as const;
/** A store of the technical statement. */
export type Store = (typeof STORES)[number];
/** Counts by store. */
export type Counts = Readonly<Partial<Record<Store, number>>>;
/** The two sweeps: before and after the person's key ends. */
export type Pass = 1 | 2;

/** One run of an erasure, from the freeze to the receipt. */
export interface Run {
  readonly person: SubjectId;
  /** Id of the receipt, drawn at the freeze so that there is one at most. */
  readonly receipt: Id;
  readonly startedAt: string;
  /** When the last key ended; the bounds of the receipt count from here. */
  readonly destroyedAt?: string;
  readonly tombstonedAt?: string;
  /** What each sweep took away. */
  readonly counts: Readonly<Record<Pass, Counts>>;
}

type Keys = Pick<EraserWorkspace, 'keys'>;

/** The key of a run. */
export const runKey = ({ keys }: Keys, request: Id) => keys.requestPart(request, ERASURE_PARTS.run, 'CTL');

const counter = (pass: Pass, store: Store) => `pass${pass}_${store}`;

function countsIn(item: Item, pass: Pass): Counts {
  return Object.fromEntries(
    STORES.flatMap((store) => {
      const value = item[counter(pass, store)];
      return typeof value === 'number' ? [[store, value]] : [];
    }),
  );
}

/** Reads the run of a request; undefined before the freeze. */
export async function loadRun(workspace: EraserWorkspace, request: Id): Promise<Run | undefined> {
  const [item] = await workspace.tables.get([runKey(workspace, request)]);
  if (!item) return undefined;
  const { person, receipt, startedAt, destroyedAt, tombstonedAt } = item as unknown as Run;
  return {
    person,
    receipt,
    startedAt,
    ...(destroyedAt ? { destroyedAt } : {}),
    ...(tombstonedAt ? { tombstonedAt } : {}),
    counts: { 1: countsIn(item, 1), 2: countsIn(item, 2) },
  };
}

/** Adds counts in the transaction of what is counted, so that a repeated turn counts nothing twice. */
export function countWrite(workspace: Keys, request: Id, pass: Pass, counts: Counts): Write[] {
  const given = Object.entries(counts).filter(([, value]) => value > 0);
  if (given.length === 0) return [];
  const update: Clause = {
    expression: `ADD ${given.map((_, position) => `#count${position} :count${position}`).join(', ')}`,
    names: Object.fromEntries(
      given.map(([store], position) => [`#count${position}`, counter(pass, store as Store)]),
    ),
    values: Object.fromEntries(given.map(([, value], position) => [`:count${position}`, value])),
  };
  return [{ update, at: runKey(workspace, request), if: PRESENT }];
}
