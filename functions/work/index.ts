import { sessionObjects } from '../../shared/files/session-objects.ts';
import { tenantContext } from '../../shared/http/caller.ts';
import { apiHandler } from '../../shared/http/chain.ts';
import { IMPORT_ROUTES } from '../../shared/http/routes/imports.ts';
import { PACKAGE_ROUTES } from '../../shared/http/routes/packages.ts';
import { workflowStarter } from '../../shared/jobs/start-workflow.ts';
import { environment } from '../../shared/kernel/environment.ts';
import { statesClient } from '../../shared/store/clients/states.ts';
import { createOffice } from '../../shared/store/office.ts';

const names = environment([
  'DATA_TABLE',
  'KEY_TABLE',
  'TENANT_ROLE',
  'INTAKE_BUCKET',
  'VAULT_BUCKET',
  'HANDOVER_BUCKET',
  'IMPORT_MACHINE',
]);
const office = createOffice({
  dataTable: names.DATA_TABLE,
  keyTable: names.KEY_TABLE,
  tenantRole: names.TENANT_ROLE,
  now: Date.now,
});
const buckets = {
  intake: names.INTAKE_BUCKET,
  vault: names.VAULT_BUCKET,
  handover: names.HANDOVER_BUCKET,
};
const services = {
  objects: sessionObjects(office, buckets),
  start: workflowStarter(statesClient(), { import: names.IMPORT_MACHINE }),
};

/** Imports, files and jobs of a tenant. */
export const handler = apiHandler({
  routes: [...IMPORT_ROUTES, ...PACKAGE_ROUTES],
  services,
  contexts: { tenant: tenantContext(office) },
});
