import { setTimeout as pauseFor } from 'node:timers/promises';
import { issuePackageUrl } from '../../shared/exports/package-store.ts';
import { sessionObjects } from '../../shared/files/session-objects.ts';
import { apiHandler } from '../../shared/http/chain.ts';
import { PUBLIC_ROUTES } from '../../shared/http/routes/public.ts';
import { environment } from '../../shared/kernel/environment.ts';
import type { PublicServices } from '../../shared/rights/public-door.ts';
import { createOffice } from '../../shared/store/office.ts';

const { DATA_TABLE, KEY_TABLE, TENANT_ROLE, VAULT_BUCKET, HANDOVER_BUCKET } = environment([
  'DATA_TABLE',
  'KEY_TABLE',
  'TENANT_ROLE',
  'VAULT_BUCKET',
  'HANDOVER_BUCKET',
]);

const office = createOffice({
  dataTable: DATA_TABLE,
  keyTable: KEY_TABLE,
  tenantRole: TENANT_ROLE,
  now: Date.now,
});

const objects = sessionObjects(office, { vault: VAULT_BUCKET, handover: HANDOVER_BUCKET });
const services: PublicServices = {
  office,
  now: Date.now,
  sleep: pauseFor,
  issuePackageUrl: (workspace, request) => issuePackageUrl(workspace, objects(workspace.tenant), request),
};

/** The rooms of data subjects. */
export const handler = apiHandler({
  routes: PUBLIC_ROUTES,
  services,
  contexts: {},
});
