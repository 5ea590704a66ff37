import { kmsPublicKey } from '../../shared/erasure/receipt/public-key.ts';
import { tenantContext } from '../../shared/http/caller.ts';
import { apiHandler } from '../../shared/http/chain.ts';
import { EXCHANGE_ROUTES, type ExchangeServices } from '../../shared/http/routes/exchanges.ts';
import { publicTokens } from '../../shared/intake/handles.ts';
import { environment } from '../../shared/kernel/environment.ts';
import { createCertificates } from '../../shared/standards/certificate/certificates.ts';
import { kmsSignBytes } from '../../shared/standards/opendsr/sign.ts';
import { kmsClient } from '../../shared/store/clients/kms.ts';
import { officeFromEnvironment, systemTablesFromEnvironment } from '../../shared/office/from-environment.ts';

const { STANDARDS_KEY, HANDLE_KEY, PUBLIC_URL } = environment(['STANDARDS_KEY', 'HANDLE_KEY', 'PUBLIC_URL']);
const office = officeFromEnvironment(Date.now);
const kms = kmsClient();
const sign = kmsSignBytes(kms, STANDARDS_KEY);

const system = systemTablesFromEnvironment();
const services: ExchangeServices = {
  office,
  system,
  tokens: publicTokens(kms, HANDLE_KEY),
  now: Date.now,
  sign,
  publicUrl: PUBLIC_URL,
  certificates: createCertificates(system, {
    domain: new URL(PUBLIC_URL).hostname,
    publicKey: kmsPublicKey(kms, STANDARDS_KEY),
    sign,
    now: Date.now,
  }),
};

/** Requests by OpenDSR and the Data Rights Protocol. */
export const handler = apiHandler({
  routes: EXCHANGE_ROUTES,
  services,
  contexts: { tenant: tenantContext(office) },
});
