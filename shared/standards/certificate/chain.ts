import { X509Certificate, createPublicKey } from 'node:crypto';
import { isIPv4 } from 'node:net';
import { Problem } from '../../kernel/problems.ts';

/** What a chain has to fit. */
export interface Fitting {
  readonly domain: string;
  /** The public half of the signing key, as PEM. */
  readonly publicKey: string;
  /** Epoch milliseconds. */
  readonly now: number;
}

/** Certificates of a chain, from that of the key upwards; the authority's own one may be left out. */
type Chain = readonly [X509Certificate, ...X509Certificate[]];

const LONGEST = 5;
const BLOCK = /-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]+-----END CERTIFICATE-----\s*/g;

function refused(rule: string): Problem {
  return new Problem('rule.violated', { violations: [{ pointer: '/chain', rule }] });
}

/** The certificates of a text that holds nothing else: above all no private key. */
function chainIn(text: string): Chain {
  const blocks = text.trimStart().match(BLOCK) ?? [];
  if (blocks.join('') !== text.trimStart() || blocks.length > LONGEST) throw refused('PEM certificates');
  try {
    const [first, ...others] = blocks.map((block) => new X509Certificate(block));
    if (first) return [first, ...others];
  } catch {
    // Not what its lines say.
  }
  throw refused('PEM certificates');
}

const isFor = (certificate: X509Certificate, domain: string) =>
  isIPv4(domain)
    ? certificate.checkIP(domain) !== undefined
    : certificate.checkHost(domain, { subject: 'never', wildcards: false }) !== undefined;

const isValid = ({ validFromDate, validToDate }: X509Certificate, now: number) =>
  validFromDate.getTime() <= now && now < validToDate.getTime();

/** What a chain has to be, rule by rule, in the order in which the rules are checked. */
const RULES: readonly {
  readonly rule: string;
  readonly holds: (chain: Chain, fitting: Fitting) => boolean;
}[] = [
  {
    rule: 'key of this deployment',
    holds: ([own], { publicKey }) => own.publicKey.equals(createPublicKey(publicKey)),
  },
  // OpenDSR 2.0, section 4.1: a self-signed certificate is not to be used.
  { rule: 'issued by an authority', holds: ([own]) => !own.verify(own.publicKey) },
  { rule: 'host of this deployment', holds: ([own], { domain }) => isFor(own, domain) },
  { rule: 'valid now', holds: (chain, { now }) => chain.every((each) => isValid(each, now)) },
  {
    rule: 'each issued by the next',
    holds: (chain) =>
      chain.slice(1).every((issuer, position) => {
        const issued = chain[position];
        return (
          issuer.ca && issued !== undefined && issued.checkIssued(issuer) && issued.verify(issuer.publicKey)
        );
      }),
  },
];

/**
 * The chain of an authority as it is served: the key’s certificate first, each followed by its issuer’s.
 * `rule.violated` with the rule that it breaks. Whether others trust the authority is theirs to say.
 */
export function authorityChain(text: string, fitting: Fitting): string {
  const chain = chainIn(text);
  const broken = RULES.find(({ holds }) => !holds(chain, fitting));
  if (broken) throw refused(broken.rule);
  return chain.map(String).join('');
}
