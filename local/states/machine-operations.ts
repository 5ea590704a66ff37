import type { Operation, StatesContext } from './context.ts';
import { executionOf, keptMachine } from './execution-operations.ts';
import { machineOf } from './machine.ts';
import type { Machine } from './machine.ts';
import { pageToken, readPageToken } from './request.ts';

function description({ store }: StatesContext, machine: Machine, hash: string): object {
  const { arn, name, role, settings } = machine;
  const { logging, tracing, key, reuse, revision } = settings;
  return {
    stateMachineArn: arn,
    name,
    definition: store.definitionText(hash),
    roleArn: role,
    revisionId: revision,
    ...(logging === undefined ? {} : { loggingConfiguration: camel(logging) }),
    ...(tracing === undefined ? {} : { tracingConfiguration: camel(tracing) }),
    ...(key === undefined
      ? {}
      : {
          encryptionConfiguration: {
            type: 'CUSTOMER_MANAGED_KMS_KEY',
            kmsKeyId: key,
            kmsDataKeyReusePeriodSeconds: reuse,
          },
        }),
  };
}

/** Template properties start with a capital, the API's members do not. */
function camel(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(camel);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [
      name.charAt(0).toLowerCase() + name.slice(1),
      camel(member),
    ]),
  );
}

/** Describe and list state machines. */
export const MACHINE_OPERATIONS: Readonly<Record<string, Operation>> = {
  DescribeStateMachine: {
    action: 'states:DescribeStateMachine',
    resource: (_context, request) => request.text('stateMachineArn'),
    async run(context, request, principal) {
      const machine = machineOf(context.store, request.text('stateMachineArn'));
      request.optionalText('includedData');
      request.finish();
      context.useKey(principal, machine, ['kms:Decrypt']);
      const creationDate = machine.created / 1000;
      return {
        ...description(context, machine, machine.definition),
        status: 'ACTIVE',
        type: 'STANDARD',
        creationDate,
      };
    },
  },
  DescribeStateMachineForExecution: {
    action: 'states:DescribeStateMachineForExecution',
    resource: (_context, request) => request.text('executionArn'),
    async run(context, request, principal) {
      const execution = executionOf(context, request.text('executionArn'));
      request.optionalText('includedData');
      request.finish();
      const machine = keptMachine(context, execution) ?? machineOf(context.store, execution.machine);
      context.useKey(principal, machine, ['kms:Decrypt']);
      const updateDate = execution.started / 1000;
      return { ...description(context, machine, execution.definition), roleArn: execution.role, updateDate };
    },
  },
  ListStateMachines: {
    action: 'states:ListStateMachines',
    resource: () => '*',
    async run({ store }, request) {
      const token = request.optionalText('nextToken');
      const size = request.pageSize();
      request.finish();
      const [after = ''] = token === undefined ? [''] : readPageToken(token, ['string']);
      const rows = store
        .sql('SELECT * FROM machine WHERE arn > ? ORDER BY arn LIMIT ?')
        .all(after, size + 1) as unknown as Machine[];
      const page = rows.slice(0, size);
      const last = page.at(-1);
      const stateMachines = page.map(({ arn, name, created }) => ({
        stateMachineArn: arn,
        name,
        type: 'STANDARD',
        creationDate: created / 1000,
      }));
      return {
        stateMachines,
        ...(rows.length > size && last !== undefined ? { nextToken: pageToken([last.arn]) } : {}),
      };
    },
  },
};
