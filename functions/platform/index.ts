import { StartExecutionCommand } from '@aws-sdk/client-sfn';
import { apiHandler } from '../../shared/http/chain.ts';
import { PLATFORM_ROUTES, type PlatformServices } from '../../shared/http/routes/platform.ts';
import { environment } from '../../shared/kernel/environment.ts';
import { statesClient } from '../../shared/store/clients/states.ts';
import { officeFromEnvironment, systemTablesFromEnvironment } from '../../shared/office/from-environment.ts';

const { ONBOARD_MACHINE } = environment(['ONBOARD_MACHINE']);
const states = statesClient();

const services: PlatformServices = {
  directory: systemTablesFromEnvironment(),
  office: officeFromEnvironment(Date.now),
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
