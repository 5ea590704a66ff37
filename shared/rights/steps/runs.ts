import type { SFNClient } from '@aws-sdk/client-sfn';
import { StartExecutionCommand } from '@aws-sdk/client-sfn';
import type { Id, TenantId } from '../../kernel/ids.ts';
import type { RequestItem } from '../request/model.ts';
import type { RequestState } from '../request/life-cycle.ts';
import { rightsServedBy, type RequestType } from '../rights.ts';

type FirstStep = 'collect' | 'plan' | 'window' | 'freeze';

/** One run of a workflow for a request: opaque ids only, and a name that makes a second start harmless. */
export interface Run {
  readonly machine: 'export' | 'erase';
  readonly name: string;
  readonly input:
    | {
        readonly tenant: TenantId;
        readonly request: Id;
        readonly step: FirstStep;
        readonly attempt: number;
      }
    | { readonly tenant: TenantId; readonly kept: Id; readonly step: 'end' };
}

/** The run that ends a kept item; one a day, should it fail. `day` is YYYY-MM-DD. */
export function runOfEnd(tenant: TenantId, kept: Id, day: string): Run {
  return { machine: 'erase', name: `${kept}-end-${day}`, input: { tenant, kept, step: 'end' } };
}

/** Which workflow a state stands for; `name` is part of the run's name. */
const RUNS: readonly {
  readonly of: RequestType;
  readonly in: RequestState;
  readonly machine: Run['machine'];
  readonly name: string;
  readonly step: FirstStep;
}[] = [
  ...rightsServedBy('package').map(
    (of) => ({ of, in: 'preparing', machine: 'export', name: 'collect', step: 'collect' }) as const,
  ),
  { of: 'erasure', in: 'preparing', machine: 'erase', name: 'plan', step: 'plan' },
  { of: 'erasure', in: 'executing', machine: 'erase', name: 'erase', step: 'freeze' },
];

/** The run that a request's state stands for; undefined in states in which nothing runs. */
export function runOf(tenant: TenantId, request: RequestItem): Run | undefined {
  const row = RUNS.find((each) => each.of === request.type && each.in === request.state);
  if (!row) return undefined;
  const { id, attempt } = request;
  return {
    machine: row.machine,
    name: `${id}-${row.name}-${attempt}`,
    input: { tenant, request: id, step: row.step, attempt },
  };
}

/**
 * The run of an approved erasure that is started ahead, and waits for the end of the stop window by itself. It has the
 * name of the run that the end would start, so that there is one.
 */
export function runAhead(tenant: TenantId, { id, attempt }: RequestItem): Run {
  const next = attempt + 1;
  return {
    machine: 'erase',
    name: `${id}-erase-${next}`,
    input: { tenant, request: id, step: 'window', attempt: next },
  };
}

/** Starts a run; starting the same one again does nothing. */
export type StartRun = (run: Run) => Promise<void>;

/** Starts runs by Step Functions; `machines` are ARNs. */
export function runStarter(client: SFNClient, machines: Readonly<Record<Run['machine'], string>>): StartRun {
  return async ({ machine, name, input }) => {
    const command = new StartExecutionCommand({
      stateMachineArn: machines[machine],
      name,
      input: JSON.stringify(input),
    });
    try {
      await client.send(command);
    } catch (error) {
      // It ran, or runs, under this name already.
      if (!(error instanceof Error) || error.name !== 'ExecutionAlreadyExists') throw error;
    }
  };
}
