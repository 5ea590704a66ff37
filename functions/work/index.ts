import { bucketsFromEnvironment } from '../../shared/files/buckets.ts';
import { lateObjects } from '../../shared/files/late-objects.ts';
import { tenantContext } from '../../shared/http/caller.ts';
import { apiHandler } from '../../shared/http/chain.ts';
import { FILE_ROUTES } from '../../shared/http/routes/files.ts';
import { IDENTITY_DOCUMENT_ROUTES } from '../../shared/http/routes/identity-documents.ts';
import { IMPORT_ROUTES } from '../../shared/http/routes/imports.ts';
import { PACKAGE_ROUTES } from '../../shared/http/routes/packages.ts';
import { workflowStarter } from '../../shared/jobs/start-workflow.ts';
import { environment } from '../../shared/kernel/environment.ts';
import { statesClient } from '../../shared/store/clients/states.ts';
import { officeFromEnvironment } from '../../shared/office/from-environment.ts';

const { IMPORT_MACHINE } = environment(['IMPORT_MACHINE']);
const office = officeFromEnvironment(Date.now);
const objects = lateObjects(office, bucketsFromEnvironment(['intake', 'vault', 'handover']));

/** Imports, files and jobs of a tenant, packages before their release, and documents about who asks. */
export const handler = apiHandler({
  routes: [...IMPORT_ROUTES, ...FILE_ROUTES, ...PACKAGE_ROUTES, ...IDENTITY_DOCUMENT_ROUTES],
  services: { objects, start: workflowStarter(statesClient(), { import: IMPORT_MACHINE }) },
  contexts: { tenant: tenantContext(office) },
});
