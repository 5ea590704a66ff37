import type { Context } from 'aws-lambda';
import { failureTold } from '../../shared/due/failure.ts';
import { sweepDue, type Swept } from '../../shared/due/sweep-due.ts';
import { endKept } from '../../shared/erasure/end-kept.ts';
import { environment } from '../../shared/kernel/environment.ts';
import { attend } from '../../shared/rights/attend.ts';
import { runStarter } from '../../shared/rights/runs.ts';
import { statesClient } from '../../shared/store/clients/states.ts';
import { createOffice } from '../../shared/store/office.ts';
import { createSystemTables } from '../../shared/store/system-tables.ts';

const variables = environment([
  'DATA_TABLE',
  'KEY_TABLE',
  'TENANT_ROLE',
  'ERASER_ROLE',
  'EXPORT_MACHINE',
  'ERASE_MACHINE',
]);

const CLOCK = { kind: 'system', id: 'tick' } as const;
const office = createOffice({
  dataTable: variables.DATA_TABLE,
  keyTable: variables.KEY_TABLE,
  tenantRole: variables.TENANT_ROLE,
  eraserRole: variables.ERASER_ROLE,
  now: Date.now,
});
const system = createSystemTables({ dataTable: variables.DATA_TABLE });
const start = runStarter(statesClient(), {
  export: variables.EXPORT_MACHINE,
  erase: variables.ERASE_MACHINE,
});

/** Does whatever has become due, every minute; mails are the mail function's. */
export const handler = (_: unknown, context: Context): Promise<Swept> =>
  sweepDue({
    name: 'tick',
    system,
    workspace: (tenant) => office.workspace(tenant, CLOCK),
    handlers: {
      request: async ({ tenant, reference }) => {
        const workspace = office.workspace(tenant, CLOCK);
        await attend({ workspace, eraser: () => office.eraserWorkspace(tenant, CLOCK), start }, reference);
        return true;
      },
      kept: async ({ tenant, reference }) =>
        (await endKept(office.eraserWorkspace(tenant, CLOCK), reference)) !== 'not-yet',
    },
    now: Date.now,
    over: () => context.getRemainingTimeInMillis() < 20_000,
    failed: failureTold('tick'),
  });
