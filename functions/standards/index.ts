import { kmsPublicKey } from '../../shared/erasure/public-key.ts';
import { tenantContext } from '../../shared/http/caller.ts';
import { apiHandler } from '../../shared/http/chain.ts';
import { DRP_ROUTES } from '../../shared/http/routes/drp.ts';
import {
  OPENDSR_PUBLIC_ROUTES,
  OPENDSR_ROUTES,
  type OpenDsrServices,
} from '../../shared/http/routes/opendsr.ts';
import { STANDARDS_ROUTES } from '../../shared/http/routes/standards.ts';
import { environment } from '../../shared/kernel/environment.ts';
import type { DrpServices } from '../../shared/standards/drp/door.ts';
import { kmsSignBody } from '../../shared/standards/opendsr/sign.ts';
import { kmsClient } from '../../shared/store/clients/kms.ts';
import { officeFromEnvironment } from '../../shared/store/from-environment.ts';

const { STANDARDS_KEY, PUBLIC_URL } = environment(['STANDARDS_KEY', 'PUBLIC_URL']);
const office = officeFromEnvironment(Date.now);
const kms = kmsClient();

const services: OpenDsrServices & DrpServices = {
  office,
  sign: kmsSignBody(kms, STANDARDS_KEY),
  publicKey: kmsPublicKey(kms, STANDARDS_KEY),
  publicUrl: PUBLIC_URL,
};

const routes = [...OPENDSR_PUBLIC_ROUTES, ...OPENDSR_ROUTES, ...DRP_ROUTES, ...STANDARDS_ROUTES];

/** Requests by OpenDSR and the Data Rights Protocol. */
export const handler = apiHandler({ routes, services, contexts: { tenant: tenantContext(office) } });
