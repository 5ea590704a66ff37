import type { By, Machine, Move } from '../explorer.ts';
import {
  LIFE_CYCLE,
  REQUEST_STATES,
  isClosed,
  type RequestState,
  type Step,
} from '../../../shared/rights/request/life-cycle.ts';
import type { RequestItem } from '../../../shared/rights/request/model.ts';
import { isAct, type RequestType } from '../../../shared/rights/rights.ts';
import { runOf } from '../../../shared/rights/steps/runs.ts';
import type { TenantId } from '../../../shared/kernel/ids.ts';

type Taker = 'run' | 'clock' | 'officer' | 'person' | 'world';

/** Who takes a step that is not the officer's: a run of a workflow, the clock, the person, or the world outside. */
export const TAKEN_BY: Readonly<Partial<Record<string, Taker>>> = {
  verify: 'person',
  prepared: 'run',
  execute: 'clock',
  finish: 'run',
  'finish-partly': 'run',
  fail: 'run',
  reissue: 'person',
  collect: 'clock',
  expire: 'clock',
  cancel: 'person',
  reopen: 'world',
  'plan-anew': 'world',
  // A duty of the business is no request that anybody waits for: it helps none of them to an end.
  'begin-duty': 'world',
  'end-duty': 'world',
};

// What only the person can do helps nobody to an end: nobody may have to rely on it.
const BY: Readonly<Record<Taker, By>> = {
  run: 'product',
  clock: 'product',
  officer: 'person',
  person: 'world',
  world: 'world',
};

/** What can be broken in the life of a request. */
export const REQUEST_BUGS = {
  'a package that nobody fetches has no end': 'I8',
  'a run that was lost is not started again': 'I8',
  'what has failed cannot be tried again': 'I8',
  'a final state is left by the clock': 'life-cycle',
  'acts that were cut short are left': 'I8',
} as const;
/** One of them. */
export type RequestBug = keyof typeof REQUEST_BUGS;

/** One request: its state, its work, and what may still go wrong with it. */
export interface Life {
  readonly type: RequestType;
  readonly state: RequestState;
  /** A run of a workflow, or the acts of a plan, under way. */
  readonly working: boolean;
  /** The starter died before it had begun the work. */
  readonly lost: boolean;
  /** The closing was left again, by somebody who must not. */
  readonly disturbed: boolean;
  readonly faults: number;
  readonly reopenings: number;
}

/** A request of a right as it arrives; `faults` deaths and failures, and one more letter after its end, may come. */
export function arrived(type: RequestType, faults = 2): Life {
  return { type, state: 'received', working: false, lost: false, disturbed: false, faults, reopenings: 1 };
}

/** True where a state stands for work that the product does by itself. */
function isWork({ type, state }: Pick<Life, 'type' | 'state'>): boolean {
  const request = { type, state, id: '', attempt: 1 } as unknown as RequestItem;
  return runOf('' as TenantId, request) !== undefined || (isAct(type) && state === 'executing');
}

const MISSING: Readonly<Partial<Record<RequestBug, (life: Life, step: Step) => boolean>>> = {
  'a package that nobody fetches has no end': ({ state }, step) => state === 'released' && step !== 'reissue',
  'what has failed cannot be tried again': ({ state }) => state === 'failed',
};

function stepsOf(life: Life, bug?: RequestBug): Move<Life>[] {
  return LIFE_CYCLE.flatMap((row): Move<Life>[] => {
    const { step, of, from, to } = row;
    if (!of.includes(life.type) || !from.includes(life.state)) return [];
    if (bug && MISSING[bug]?.(life, step)) return [];
    const taker = TAKEN_BY[step] ?? 'officer';
    if (taker === 'run' && !life.working) return [];
    if (step === 'reopen' && life.reopenings === 0) return [];
    if (step === 'fail' && life.faults === 0) return [];
    const next: Life = {
      ...life,
      state: to,
      working: false,
      lost: false,
      faults: life.faults - (step === 'fail' ? 1 : 0),
      reopenings: life.reopenings - (step === 'reopen' ? 1 : 0),
      disturbed: life.disturbed || (isClosed(life) && BY[taker] === 'product'),
    };
    return [{ name: `${taker}: ${step} → ${to}`, by: step === 'fail' ? 'world' : BY[taker], next }];
  });
}

function workOf(life: Life, bug?: RequestBug): Move<Life>[] {
  if (!isWork(life)) return [];
  const acts = isAct(life.type);
  const given = bug === 'acts that were cut short are left' && acts;
  const gone = life.lost && (bug === 'a run that was lost is not started again' || given);
  const moves: Move<Life>[] = [];
  if (!life.working && !gone)
    moves.push({ name: 'work begins', by: 'product', next: { ...life, working: true, lost: false } });
  // A workflow repeats a turn that died; acts are done by whoever approved them.
  if (life.faults > 0 && (acts || !life.working))
    moves.push({
      name: 'process dies',
      by: 'world',
      next: { ...life, working: false, lost: true, faults: life.faults - 1 },
    });
  return moves;
}

/** The life of one request, by the product's own table; `bug` breaks it. */
export function requestMachine(type: RequestType, bug?: RequestBug): Machine<Life> {
  return {
    begin: arrived(type),
    moves: (life) => [
      ...stepsOf(life, bug),
      ...workOf(life, bug),
      ...(bug === 'a final state is left by the clock' && life.state === 'done'
        ? [
            {
              name: 'clock: again',
              by: 'product' as const,
              next: { ...life, state: 'review' as const, disturbed: true },
            },
          ]
        : []),
    ],
    code: ({ state, working, lost, disturbed, faults, reopenings }) =>
      `${state} ${working} ${lost} ${disturbed} ${faults} ${reopenings}`,
    wrong: ({ disturbed }) =>
      disturbed ? 'life-cycle: a final state was left by the product itself' : undefined,
    ended: (life) => REQUEST_STATES[life.state].final,
  };
}
