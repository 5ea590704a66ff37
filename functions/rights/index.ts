import { tenantContext } from '../../shared/http/caller.ts';
import { apiHandler } from '../../shared/http/chain.ts';
import { REQUEST_ROUTES } from '../../shared/http/routes/requests.ts';
import { environment } from '../../shared/kernel/environment.ts';
import { runStarter } from '../../shared/rights/runs.ts';
import type { RequestServices } from '../../shared/rights/services.ts';
import { statesClient } from '../../shared/store/clients/states.ts';
import { Problem } from '../../shared/kernel/problems.ts';
import { createOffice } from '../../shared/store/office.ts';

const variables = environment([
  'DATA_TABLE',
  'KEY_TABLE',
  'TENANT_ROLE',
  'EXPORT_MACHINE',
  'ERASE_MACHINE',
  'STOP_WINDOW_SECONDS',
  'PUBLIC_URL',
]);

const office = createOffice({
  dataTable: variables.DATA_TABLE,
  keyTable: variables.KEY_TABLE,
  tenantRole: variables.TENANT_ROLE,
  now: Date.now,
});

const issuePackageUrl = async (): Promise<never> => {
  throw new Problem('unavailable');
};

const services: RequestServices = {
  start: runStarter(statesClient(), { export: variables.EXPORT_MACHINE, erase: variables.ERASE_MACHINE }),
  issuePackageUrl,
  publicUrl: variables.PUBLIC_URL,
  stopWindowSeconds: Number(variables.STOP_WINDOW_SECONDS),
};

/** Requests of data subjects, as the privacy officer sees them. */
export const handler = apiHandler({
  routes: REQUEST_ROUTES,
  services,
  contexts: { tenant: tenantContext(office) },
});
