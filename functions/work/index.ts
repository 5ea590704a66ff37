import { sessionObjects } from '../../shared/files/session-objects.ts';
import { tenantContext } from '../../shared/http/caller.ts';
import { apiHandler } from '../../shared/http/chain.ts';
import { FILE_ROUTES } from '../../shared/http/routes/files.ts';
import { IMPORT_ROUTES } from '../../shared/http/routes/imports.ts';
import { PACKAGE_ROUTES } from '../../shared/http/routes/packages.ts';
import { workflowStarter } from '../../shared/jobs/start-workflow.ts';
import { environment } from '../../shared/kernel/environment.ts';
import { statesClient } from '../../shared/store/clients/states.ts';
import { createOffice } from '../../shared/store/office.ts';

const tables = environment(['DATA_TABLE', 'KEY_TABLE', 'TENANT_ROLE']);
const buckets = environment(['INTAKE_BUCKET', 'VAULT_BUCKET', 'HANDOVER_BUCKET']);
const { IMPORT_MACHINE } = environment(['IMPORT_MACHINE']);

const office = createOffice({
  dataTable: tables.DATA_TABLE,
  keyTable: tables.KEY_TABLE,
  tenantRole: tables.TENANT_ROLE,
  now: Date.now,
});
const objects = sessionObjects(office, {
  intake: buckets.INTAKE_BUCKET,
  vault: buckets.VAULT_BUCKET,
  handover: buckets.HANDOVER_BUCKET,
});

/** Imports, files and jobs of a tenant, and packages before their release. */
export const handler = apiHandler({
  routes: [...IMPORT_ROUTES, ...FILE_ROUTES, ...PACKAGE_ROUTES],
  services: { objects, start: workflowStarter(statesClient(), { import: IMPORT_MACHINE }) },
  contexts: { tenant: tenantContext(office) },
});
