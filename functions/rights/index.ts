import { tenantContext } from '../../shared/http/caller.ts';
import { apiHandler } from '../../shared/http/chain.ts';
import { KEPT_ROUTES } from '../../shared/http/routes/kept.ts';
import { RECEIPT_ROUTES, type ReceiptServices } from '../../shared/http/routes/receipts.ts';
import { REQUEST_ROUTES } from '../../shared/http/routes/requests.ts';
import { issuePackageUrl } from '../../shared/exports/package-store.ts';
import { sessionObjects } from '../../shared/files/session-objects.ts';
import { kmsPublicKey } from '../../shared/erasure/public-key.ts';
import { environment } from '../../shared/kernel/environment.ts';
import { runStarter } from '../../shared/rights/runs.ts';
import type { RequestServices } from '../../shared/rights/services.ts';
import { kmsClient } from '../../shared/store/clients/kms.ts';
import { statesClient } from '../../shared/store/clients/states.ts';
import { createOffice } from '../../shared/store/office.ts';

const tables = environment(['DATA_TABLE', 'KEY_TABLE', 'TENANT_ROLE']);
const machines = environment(['EXPORT_MACHINE', 'ERASE_MACHINE']);
const buckets = environment(['VAULT_BUCKET', 'HANDOVER_BUCKET']);
const own = environment(['STOP_WINDOW_SECONDS', 'PUBLIC_URL', 'RECEIPT_KEY']);
const office = createOffice({
  dataTable: tables.DATA_TABLE,
  keyTable: tables.KEY_TABLE,
  tenantRole: tables.TENANT_ROLE,
  now: Date.now,
});

const objects = sessionObjects(office, { vault: buckets.VAULT_BUCKET, handover: buckets.HANDOVER_BUCKET });
const services: RequestServices & ReceiptServices = {
  start: runStarter(statesClient(), { export: machines.EXPORT_MACHINE, erase: machines.ERASE_MACHINE }),
  issuePackageUrl: (workspace, request) => issuePackageUrl(workspace, objects(workspace.tenant), request),
  publicKey: kmsPublicKey(kmsClient(), own.RECEIPT_KEY),
  publicUrl: own.PUBLIC_URL,
  stopWindowSeconds: Number(own.STOP_WINDOW_SECONDS),
};

const routes = [...REQUEST_ROUTES, ...RECEIPT_ROUTES, ...KEPT_ROUTES];

/** Requests of data subjects, as the privacy officer sees them. */
export const handler = apiHandler({ routes, services, contexts: { tenant: tenantContext(office) } });
