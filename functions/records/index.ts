import { tenantContext } from '../../shared/http/caller.ts';
import { apiHandler } from '../../shared/http/chain.ts';
import { ACCESS_ROUTES } from '../../shared/http/routes/access.ts';
import { AUDIENCE_ROUTES } from '../../shared/http/routes/audiences.ts';
import { RECORD_ROUTES } from '../../shared/http/routes/records.ts';
import { officeFromEnvironment } from '../../shared/office/from-environment.ts';

const routes = [...RECORD_ROUTES, ...AUDIENCE_ROUTES, ...ACCESS_ROUTES];
const tenant = tenantContext(officeFromEnvironment(Date.now));

/** Records of a tenant, the people they are about, on whom they may be used, and the tenant's members. */
export const handler = apiHandler({ routes, services: {}, contexts: { tenant } });
