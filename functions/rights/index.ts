import { kmsPublicKey } from '../../shared/erasure/receipt/public-key.ts';
import { kmsSign } from '../../shared/erasure/receipt/sign-receipt.ts';
import { issuePackageUrl } from '../../shared/exports/making/package-store.ts';
import { bucketsFromEnvironment } from '../../shared/files/buckets.ts';
import { lateObjects } from '../../shared/files/late-objects.ts';
import { tenantContext } from '../../shared/http/caller.ts';
import { apiHandler } from '../../shared/http/chain.ts';
import { RIGHTS_ROUTES, type RightsServices } from '../../shared/http/routes/rights.ts';
import { environment } from '../../shared/kernel/environment.ts';
import { runStarter } from '../../shared/rights/steps/runs.ts';
import { kmsClient } from '../../shared/store/clients/kms.ts';
import { statesClient } from '../../shared/store/clients/states.ts';
import { officeFromEnvironment } from '../../shared/office/from-environment.ts';

const machines = environment(['EXPORT_MACHINE', 'ERASE_MACHINE']);
const own = environment(['STOP_WINDOW_SECONDS', 'PUBLIC_URL', 'RECEIPT_KEY', 'CASE_KEY']);
const office = officeFromEnvironment(Date.now);
const objects = lateObjects(office, bucketsFromEnvironment(['vault', 'handover']));

const services: RightsServices = {
  start: runStarter(statesClient(), { export: machines.EXPORT_MACHINE, erase: machines.ERASE_MACHINE }),
  issuePackageUrl: (workspace, request) => issuePackageUrl(workspace, objects(workspace.tenant), request),
  publicKey: kmsPublicKey(kmsClient(), own.RECEIPT_KEY),
  signCase: kmsSign(kmsClient(), own.CASE_KEY),
  caseKey: kmsPublicKey(kmsClient(), own.CASE_KEY),
  publicUrl: own.PUBLIC_URL,
  stopWindowSeconds: Number(own.STOP_WINDOW_SECONDS),
};

/** Requests of data subjects, as the privacy officer sees them. */
export const handler = apiHandler({
  routes: RIGHTS_ROUTES,
  services,
  contexts: { tenant: tenantContext(office) },
});
