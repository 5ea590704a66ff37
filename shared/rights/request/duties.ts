import { DAY } from '../../kernel/time.ts';
import { Problem } from '../../kernel/problems.ts';
import type { Ground } from '../../subjects/grounds.ts';
import type { Step } from './life-cycle.ts';

/** What the business has to do though nobody asks for it. */
export const DUTIES = {
  child: {
    says: 'A child’s data are not kept without the authorisation of a parent (Art. 8)',
    /** Ground on which everything is erased. */
    ground: 'Art. 17(1)(f)',
    restriction: 'child',
    /** Milliseconds for which an officer can find that nothing has to be erased. */
    review: 30 * DAY,
  },
} as const satisfies Record<string, { says: string; ground: string; restriction: Ground; review: number }>;
/** A duty of the business itself. */
export type DutyName = keyof typeof DUTIES;

/** Why a request exists that nobody has made. */
export interface Duty {
  readonly name: DutyName;
  /** What must not be used is erased from then on. */
  readonly reviewUntil: string;
}

interface Owed {
  readonly duty?: Duty;
}

/** Steps that only a duty takes. */
const ONLY_OF_DUTY: readonly Step[] = ['begin-duty', 'end-duty'];
/** Steps of an erasure that a duty takes as well; nobody is identified, answered, refused or asked. */
const ALSO_OF_DUTY: readonly Step[] = [
  'prepare',
  'prepared',
  'approve',
  'execute',
  'finish',
  'finish-partly',
  'complete',
  'fail',
  'retry',
  'hold',
  'end-hold',
];

/** True for a step that a request can take at all: by what it is, whatever its state. */
export function isOpenTo({ duty }: Owed, step: Step): boolean {
  const only = ONLY_OF_DUTY.includes(step);
  return duty ? only || ALSO_OF_DUTY.includes(step) : !only;
}

/** Refuses a step that only somebody’s request, or only a duty of the business, can take: `state.conflict`. */
export function checkOwed(request: Owed, step: Step): void {
  if (isOpenTo(request, step)) return;
  throw new Problem('state.conflict', {
    detail: request.duty ? 'Nobody has made this request.' : 'This request was made by somebody.',
  });
}

/** The ground of erasing what a duty is about; undefined for what somebody asked for. */
export function groundOfDuty({ duty }: Owed): string | undefined {
  return duty && DUTIES[duty.name].ground;
}
