import { X509Certificate } from 'node:crypto';
import { isProblem } from '../../kernel/problems.ts';
import { instant } from '../../kernel/time.ts';
import { ABSENT, PRESENT, any } from '../../store/clauses.ts';
import { SYSTEM_KEYS } from '../../store/grammar.ts';
import type { SystemTables } from '../../store/system-tables.ts';
import { authorityChain } from './chain.ts';
import { authorityRequest, ownCertificate, type Signer } from './own-certificate.ts';

/** What the operator is shown of the certificate that is served. */
export interface ShownCertificate {
  /** Who vouches: an authority, or nobody but the key itself. */
  readonly issuedBy: 'authority' | 'itself';
  readonly domain: string;
  readonly validUntil: string;
  /** With this an authority certifies the key (PKCS #10, PEM). */
  readonly request: string;
}

/** The certificate of the key that signs answers and callbacks. */
export interface Certificates {
  /** What everybody fetches, as PEM: the authority’s chain while it fits, otherwise the key’s own certificate. */
  served(): Promise<string>;
  shown(): Promise<ShownCertificate>;
  /** Serves an authority’s chain from now on; `rule.violated` for one that does not fit the key or the host. */
  accept(chain: string): Promise<void>;
  /** Serves an authority’s chain no longer, for example since it was revoked. */
  drop(): Promise<void>;
}

/** Builds them over the system namespace. */
export function createCertificates(system: SystemTables, signer: Signer): Certificates {
  const { domain, publicKey, now } = signer;
  const own = ownCertificate(signer);
  const at = SYSTEM_KEYS.certificate();
  const fitting = async (chain: string) =>
    authorityChain(chain, { domain, publicKey: await publicKey(), now: now() });
  const served = async () => {
    const [item] = await system.get([at]);
    if (!item) return own();
    return fitting(item['chain'] as string).catch((error: unknown) => {
      // It has ended, or key or host were changed since.
      if (isProblem(error, 'rule.violated')) return own();
      throw error;
    });
  };
  return {
    served,
    shown: async () => {
      const { validToDate, issuer, subject } = new X509Certificate(await served());
      return {
        issuedBy: issuer === subject ? 'itself' : 'authority',
        domain,
        validUntil: instant(validToDate.getTime()),
        request: await authorityRequest(signer),
      };
    },
    accept: async (text) => {
      const chain = await fitting(text);
      await system.write([{ put: { chain }, at, if: any(ABSENT, PRESENT) }]);
    },
    drop: () => system.write([{ delete: true, at, if: any(ABSENT, PRESENT) }]),
  };
}
