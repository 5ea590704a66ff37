import { StartExecutionCommand } from '@aws-sdk/client-sfn';
import { apiHandler } from '../../shared/http/chain.ts';
import { PLATFORM_ROUTES, type PlatformServices } from '../../shared/http/routes/platform.ts';
import { environment } from '../../shared/kernel/environment.ts';
import { statesClient } from '../../shared/store/clients/states.ts';
import { createOffice } from '../../shared/store/office.ts';
import { createSystemTables } from '../../shared/store/system-tables.ts';

const { DATA_TABLE, KEY_TABLE, TENANT_ROLE, ONBOARD_MACHINE } = environment([
  'DATA_TABLE',
  'KEY_TABLE',
  'TENANT_ROLE',
  'ONBOARD_MACHINE',
]);
const states = statesClient();
const tables = { dataTable: DATA_TABLE, keyTable: KEY_TABLE, tenantRole: TENANT_ROLE, now: Date.now };

const services: PlatformServices = {
  directory: createSystemTables({ dataTable: DATA_TABLE }),
  office: createOffice(tables),
  now: Date.now,
  startOnboarding: async (tenant, attempt) => {
    const run = {
      stateMachineArn: ONBOARD_MACHINE,
      name: `${tenant}-onboard-${attempt}`,
      input: JSON.stringify({ tenant, step: 'key', attempt }),
    };
    try {
      await states.send(new StartExecutionCommand(run));
      return 'running';
    } catch (error) {
      if (error instanceof Error && error.name === 'ExecutionAlreadyExists') return 'over';
      throw error;
    }
  },
};

/** Tenants, as the operator of the platform sees them. */
export const handler = apiHandler({ routes: PLATFORM_ROUTES, services, contexts: {} });
