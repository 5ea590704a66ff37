import { setTimeout as pauseFor } from 'node:timers/promises';
import { apiHandler } from '../../shared/http/chain.ts';
import { PUBLIC_ROUTES } from '../../shared/http/routes/public.ts';
import { environment } from '../../shared/kernel/environment.ts';
import { Problem } from '../../shared/kernel/problems.ts';
import { createOffice } from '../../shared/store/office.ts';

const { DATA_TABLE, KEY_TABLE, TENANT_ROLE } = environment(['DATA_TABLE', 'KEY_TABLE', 'TENANT_ROLE']);

const office = createOffice({
  dataTable: DATA_TABLE,
  keyTable: KEY_TABLE,
  tenantRole: TENANT_ROLE,
  now: Date.now,
});

const issuePackageUrl = async (): Promise<never> => {
  throw new Problem('unavailable');
};

/** The rooms of data subjects. */
export const handler = apiHandler({
  routes: PUBLIC_ROUTES,
  services: { office, now: Date.now, sleep: pauseFor, issuePackageUrl },
  contexts: {},
});
