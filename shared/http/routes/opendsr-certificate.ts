import * as z from 'zod';
import type { Certificates } from '../../standards/certificate/certificates.ts';
import type { Route } from '../route.ts';

/** What the operator's routes of the certificate are wired with. */
export interface CertificateServices {
  readonly certificates: Certificates;
}

const served = {
  audience: 'platform',
  function: 'standards',
  processing: 'none',
  path: '/v1/platform/opendsr-certificate',
} as const;

/** How the operator has an authority vouch for the key that signs answers and callbacks. */
export const OPENDSR_CERTIFICATE_ROUTES: readonly Route<'platform', CertificateServices>[] = [
  {
    ...served,
    method: 'GET',
    summary: 'Who vouches for the key that signs, until when, and the request for an authority (PKCS #10)',
    output: z.object({
      issuedBy: z.enum(['authority', 'itself']),
      domain: z.string(),
      validUntil: z.iso.datetime(),
      request: z.string(),
    }),
    use: async ({ certificates }) => ({ status: 200, body: await certificates.shown() }),
  },
  {
    ...served,
    method: 'PUT',
    summary:
      'Serves an authority’s chain for the key that signs: its certificate first, then its issuers (PEM)',
    body: z.strictObject({ chain: z.string().max(32 * 1024) }),
    use: async ({ certificates }, _, { body }) => {
      await certificates.accept(body.chain);
      return { status: 204 };
    },
  },
  {
    ...served,
    method: 'DELETE',
    summary: 'Serves the certificate that the key signs for itself again, for example after a revocation',
    use: async ({ certificates }) => {
      await certificates.drop();
      return { status: 204 };
    },
  },
];
