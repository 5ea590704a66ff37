import { AwsError } from '../front/service.ts';
import type { Operation, StatesContext } from './context.ts';
import { startExecution } from './execution-start.ts';
import { redrivable, redrive } from './redrive.ts';
import { machineOf } from './machine.ts';
import type { Machine } from './machine.ts';
import { pageToken, readPageToken } from './request.ts';
import type { Execution } from './store.ts';

const STATUSES = ['RUNNING', 'SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED', 'PENDING_REDRIVE'];

/** The execution, or `ExecutionDoesNotExist`. */
export function executionOf({ store }: StatesContext, arn: string): Execution {
  if (!/^arn:[\w-]+:states:[\w-]+:\d+:execution:[^:]+:[^:]+$/.test(arn))
    throw new AwsError('InvalidArn', 'Invalid Arn: no execution');
  const execution = store.execution(arn);
  if (execution === undefined)
    throw new AwsError('ExecutionDoesNotExist', `Execution Does Not Exist: '${arn}'`);
  return execution;
}

/** The state machine of an execution, unless it has been deleted. */
export function keptMachine(
  { store }: Pick<StatesContext, 'store'>,
  execution: Execution,
): Machine | undefined {
  const kept = store.sql('SELECT arn FROM machine WHERE arn = ?').get(execution.machine);
  return kept === undefined ? undefined : machineOf(store, execution.machine);
}

function summary(execution: Execution): object {
  const { arn, machine, name, status, started, stopped, redrives, redriven } = execution;
  return {
    executionArn: arn,
    stateMachineArn: machine,
    name,
    status,
    startDate: started / 1000,
    ...(stopped === null ? {} : { stopDate: stopped / 1000 }),
    redriveCount: redrives,
    ...(redriven === null ? {} : { redriveDate: redriven / 1000 }),
  };
}

/** Start, describe, list, stop and redrive. */
export const EXECUTION_OPERATIONS: Readonly<Record<string, Operation>> = {
  StartExecution: {
    action: 'states:StartExecution',
    resource: (_context, request) => request.text('stateMachineArn'),
    async run(context, request, principal) {
      const name = request.optionalText('name');
      const input = request.optionalText('input');
      request.optionalText('traceHeader');
      request.finish();
      const given = {
        stateMachineArn: request.text('stateMachineArn'),
        ...(name === undefined ? {} : { name }),
        ...(input === undefined ? {} : { input }),
      };
      const { executionArn, startDate } = startExecution(context, principal, given);
      return { executionArn, startDate: startDate / 1000 };
    },
  },
  DescribeExecution: {
    action: 'states:DescribeExecution',
    resource: (_context, request) => request.text('executionArn'),
    async run(context, request, principal) {
      const execution = executionOf(context, request.text('executionArn'));
      const whole = (request.optionalText('includedData') ?? 'ALL_DATA') === 'ALL_DATA';
      request.finish();
      const machine = keptMachine(context, execution);
      if (whole && machine !== undefined) context.useKey(principal, machine, ['kms:Decrypt']);
      const { input, output, error, cause } = execution;
      const reason = redrivable(execution, context.world.clock.now());
      return {
        ...summary(execution),
        ...(whole ? { input, inputDetails: { included: true } } : {}),
        ...(whole && output !== null ? { output, outputDetails: { included: true } } : {}),
        ...(error === null ? {} : { error }),
        ...(cause === null || !whole ? {} : { cause }),
        redriveStatus: reason === undefined ? 'REDRIVABLE' : 'NOT_REDRIVABLE',
        ...(reason === undefined ? {} : { redriveStatusReason: reason }),
      };
    },
  },
  ListExecutions: {
    action: 'states:ListExecutions',
    resource: (_context, request) => request.text('stateMachineArn'),
    async run({ store }, request) {
      const machine = machineOf(store, request.text('stateMachineArn')).arn;
      const status = request.optionalText('statusFilter') ?? null;
      const token = request.optionalText('nextToken');
      const size = request.pageSize();
      request.finish();
      if (status !== null && !STATUSES.includes(status))
        throw new AwsError('ValidationException', 'The statusFilter is unknown.');
      const [started, arn] =
        token === undefined ? [Number.MAX_SAFE_INTEGER, ''] : readPageToken(token, ['number', 'string']);
      const rows = store
        .sql(
          `SELECT * FROM execution WHERE machine = ?1 AND (started, arn) < (?2, ?3) AND (?4 IS NULL OR status = ?4)
           ORDER BY started DESC, arn DESC LIMIT ?5`,
        )
        .all(machine, started ?? 0, arn ?? '', status, size + 1) as unknown as Execution[];
      const page = rows.slice(0, size);
      const last = page.at(-1);
      const more = rows.length > size && last !== undefined;
      return {
        executions: page.map(summary),
        ...(more ? { nextToken: pageToken([last.started, last.arn]) } : {}),
      };
    },
  },
  StopExecution: {
    action: 'states:StopExecution',
    resource: (_context, request) => request.text('executionArn'),
    async run(context, request) {
      const { arn } = executionOf(context, request.text('executionArn'));
      const error = request.optionalText('error');
      const cause = request.optionalText('cause');
      request.finish();
      let stopped = 0;
      await context.engine.run(arn, (turn) => {
        if (turn.execution.status === 'RUNNING') {
          turn.end({
            status: 'ABORTED',
            ...(error === undefined ? {} : { error }),
            ...(cause === undefined ? {} : { cause }),
          });
        }
        stopped = turn.execution.stopped ?? turn.now;
      });
      return { stopDate: stopped / 1000 };
    },
  },
  RedriveExecution: {
    action: 'states:RedriveExecution',
    resource: (_context, request) => request.text('executionArn'),
    async run(context, request) {
      const { arn } = executionOf(context, request.text('executionArn'));
      request.optionalText('clientToken');
      request.finish();
      await context.engine.run(arn, redrive);
      return { redriveDate: context.world.clock.now() / 1000 };
    },
  },
};
