import { rightsServedBy, type RequestType } from '../rights.ts';

/** What one kind of task is, and which rights are not done while one is open. */
interface TaskRow {
  readonly says: string;
  readonly keepsOpen: readonly RequestType[];
}

const executed = rightsServedBy('package', 'erasure', 'acts');

/** What the product cannot do itself, one row per kind. */
export const TASK_KINDS = {
  'paper-file': { says: 'A paper file has to be worked through', keepsOpen: executed },
  'other-system': { says: 'A system that is not connected has to be worked through', keepsOpen: executed },
  'private-device': { says: 'Copies on devices of staff have to be looked for', keepsOpen: executed },
  'follow-up': { says: 'Something to be done that the right does not wait for', keepsOpen: [] },
} as const satisfies Record<string, TaskRow>;
/** A kind of task. */
export type TaskKind = keyof typeof TASK_KINDS;
