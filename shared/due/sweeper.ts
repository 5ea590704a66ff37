import type { Now } from '../kernel/time.ts';
import { SECOND } from '../kernel/time.ts';
import type { Office } from '../office/office.ts';
import type { SystemTables } from '../store/system-tables.ts';
import type { Actor } from '../store/workspace.ts';
import { failureTold } from './failure.ts';
import type { Sweep, Swept } from './sweep-due.ts';
import { sweepDue } from './sweep-due.ts';

/** What a function that sweeps is wired with. */
export interface SweeperSettings extends Pick<Sweep, 'name' | 'system' | 'handlers'> {
  readonly system: SystemTables;
  readonly office: Pick<Office, 'workspace'>;
  readonly actor: Actor;
  readonly now: Now;
  /** Where the lines about failed pieces go. */
  readonly log: (line: string) => void;
}

/** Milliseconds before the function's end at which no further piece is begun. */
const LAST_BEGIN = 20 * SECOND;

/** A sweep within the time of one invocation. */
export function sweeper({ office, actor, log, ...settings }: SweeperSettings) {
  return (context: { getRemainingTimeInMillis(): number }): Promise<Swept> =>
    sweepDue({
      ...settings,
      workspace: (tenant) => office.workspace(tenant, actor),
      over: () => context.getRemainingTimeInMillis() < LAST_BEGIN,
      failed: failureTold(settings.name, log),
    });
}
