import { tenantContext } from '../../shared/http/caller.ts';
import { apiHandler } from '../../shared/http/chain.ts';
import { ACCESS_ROUTES } from '../../shared/http/routes/access.ts';
import { RECORD_ROUTES } from '../../shared/http/routes/records.ts';
import { environment } from '../../shared/kernel/environment.ts';
import { createOffice } from '../../shared/store/office.ts';

const { DATA_TABLE, KEY_TABLE, TENANT_ROLE } = environment(['DATA_TABLE', 'KEY_TABLE', 'TENANT_ROLE']);

const office = createOffice({
  dataTable: DATA_TABLE,
  keyTable: KEY_TABLE,
  tenantRole: TENANT_ROLE,
  now: Date.now,
});

/** Records of a tenant, the people they are about, and the tenant's members. */
export const handler = apiHandler({
  routes: [...RECORD_ROUTES, ...ACCESS_ROUTES],
  services: {},
  contexts: { tenant: tenantContext(office) },
});
