import type { RequestState } from '../../../shared/rights/request/life-cycle.ts';

/** How often work is begun anew at once, and altogether, before only an officer can; smaller than the product's. */
export const RESTARTS = { atOnce: 1, altogether: 2 } as const;

/** One run of a workflow, from its start until it ends or dies for good. */
export interface Run {
  readonly of: 'plan' | 'erase';
  readonly attempt: number;
  readonly at: number;
  /** Epoch of the person's control, and attempt of the request, as they were read. */
  readonly epoch: number;
  readonly read: number;
}

/** What somebody has read and is about to write. */
export interface Intent {
  readonly to: 'start' | 'anew' | 'fail' | 'hold' | 'plan-anew' | 'end-hold';
  readonly epoch: number;
  readonly read: number;
  /** How often the work had been begun anew. */
  readonly restarts: number;
}

/** A hold: nobody has asked for it, it is in force, or it was released. */
export type HoldIs = 'none' | 'placed' | 'released';

/** One erasure, the person's control, two holds, the work and its watchdog. */
export interface Desk {
  readonly request: Extract<
    RequestState,
    'preparing' | 'review' | 'approved' | 'executing' | 'blocked' | 'failed' | 'done'
  >;
  readonly attempt: number;
  readonly restarts: number;
  /** It failed, and is tried again by itself. */
  readonly nextTry: boolean;
  /** The erasure has been begun once. */
  readonly executed: boolean;
  /** The clock looks at the request again. */
  readonly due: boolean;
  /** The work has stood still for too long. */
  readonly still: boolean;
  /** The name that a run was started under last: the service swallows a second start. */
  readonly named: string;
  readonly runs: readonly Run[];
  /** Runs that died, were lost before their start, or were too slow. */
  readonly deaths: number;
  readonly ticks: readonly Intent[];
  readonly control: 'active' | 'erasing' | 'erased';
  readonly epoch: number;
  /** On one record, which a statute keeps as well; and on everything. */
  readonly one: HoldIs;
  readonly all: HoldIs;
  /** A hold was placed or released, and what that means for the erasure and for kept items is to be done. */
  readonly settling: boolean;
  readonly settler: Intent | undefined;
  /** The plan was made with the hold on the record in mind, and keeps a copy for it. */
  readonly knows: boolean;
  readonly held: boolean;
  readonly record: boolean;
  readonly others: boolean;
  readonly keptByStatute: boolean;
  readonly keptByHold: boolean;
  readonly letters: number;
  /** What may still come from outside. */
  readonly faults: number;
  readonly doubles: number;
  readonly holds: number;
  readonly broken: string;
}

/** What may come from outside in one scope. */
export type DeskScope = Pick<Desk, 'faults' | 'doubles' | 'holds'>;

/** Small worlds, each large enough for some of the bugs. */
export const DESK_SCOPES = {
  'two holds': { faults: 0, doubles: 0, holds: 2 },
  'a hold and a death': { faults: 1, doubles: 0, holds: 1 },
  'work that dies': { faults: 4, doubles: 0, holds: 0 },
  'restarts that meet': { faults: 2, doubles: 1, holds: 0 },
} as const satisfies Record<string, DeskScope>;

/** A larger one, for the command: nearly half a million states. */
export const DESK_WIDE = {
  'two holds and a death': { faults: 1, doubles: 0, holds: 2 },
} as const satisfies Record<string, DeskScope>;

/** An erasure that was just prepared: its run is to be started. */
export function deskOf(scope: DeskScope): Desk {
  return {
    request: 'preparing',
    attempt: 1,
    restarts: 0,
    nextTry: false,
    executed: false,
    due: true,
    still: false,
    named: '',
    runs: [],
    deaths: 0,
    ticks: [],
    control: 'active',
    epoch: 1,
    one: 'none',
    all: 'none',
    settling: false,
    settler: undefined,
    knows: false,
    held: false,
    record: true,
    others: true,
    keptByStatute: false,
    keptByHold: false,
    letters: 0,
    broken: '',
    ...scope,
  };
}

/** The kind of run that a state stands for. */
export function workOf({ request }: Pick<Desk, 'request'>): Run['of'] | undefined {
  if (request === 'preparing') return 'plan';
  return request === 'executing' ? 'erase' : undefined;
}

/** The state with something that must never happen noted; the first finding stays. */
export function broke(desk: Desk, what: string): Desk {
  return { ...desk, broken: desk.broken || what };
}
