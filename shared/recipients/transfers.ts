import { Problem } from '../kernel/problems.ts';
import type { RecipientKind } from './kinds.ts';

/** The European Economic Area (ISO 3166-1 alpha-2): nothing in it is a third country. */
const EEA: ReadonlySet<string> = new Set(
  'AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IS IT LI LT LU LV MT NL NO PL PT RO SE SI SK'.split(' '),
);

/** A decision of the Commission by which a country protects data adequately; days are the first and the last one. */
interface Adequacy {
  readonly since: string;
  readonly until?: string;
  /** Whom the decision covers, when not everybody in the country. */
  readonly limitedTo?: AdequacyScope;
}
/** Whom an adequacy decision covers that does not cover a whole country. */
export const ADEQUACY_SCOPES = [
  'commercial-organisation',
  'private-sector',
  'privacy-framework-certified',
] as const;
/** A scope of an adequacy decision. */
export type AdequacyScope = (typeof ADEQUACY_SCOPES)[number];

/** Adequacy decisions (Art. 45), by country; territories with a code of their own have decisions of their own. */
const ADEQUATE: Readonly<Record<string, Adequacy>> = {
  AD: { since: '2010-10-19' },
  AR: { since: '2003-06-30' },
  BR: { since: '2026-01-26' },
  CA: { since: '2001-12-20', limitedTo: 'commercial-organisation' },
  CH: { since: '2000-07-26' },
  FO: { since: '2010-03-05' },
  GB: { since: '2021-06-28', until: '2031-12-27' },
  GG: { since: '2003-11-21' },
  IL: { since: '2011-01-31' },
  IM: { since: '2004-04-28' },
  JE: { since: '2008-05-08' },
  JP: { since: '2019-01-23', limitedTo: 'private-sector' },
  KR: { since: '2021-12-17' },
  NZ: { since: '2012-12-19' },
  US: { since: '2023-07-10', limitedTo: 'privacy-framework-certified' },
  UY: { since: '2012-08-21' },
};

interface Mechanism {
  readonly article: string;
  /** Last day, for a mechanism that was declared void. */
  readonly until?: string;
  readonly of?: readonly RecipientKind[];
}

const controllers = ['recipient', 'joint-controller'] as const;

/** What data may leave the EEA under, one row per mechanism (Art. 44 to 49). */
const MECHANISMS = {
  adequacy: { article: '45' },
  'scc-1': { article: '46(2)(c)', of: controllers },
  'scc-2': { article: '46(2)(c)', of: ['processor'] },
  'scc-3': { article: '46(2)(c)', of: ['processor'] },
  'scc-4': { article: '46(2)(c)', of: controllers },
  'binding-corporate-rules': { article: '46(2)(b), 47' },
  'derogation-a': { article: '49(1)(a)' },
  'derogation-b': { article: '49(1)(b)' },
  'derogation-c': { article: '49(1)(c)' },
  'derogation-d': { article: '49(1)(d)' },
  'derogation-e': { article: '49(1)(e)' },
  'derogation-f': { article: '49(1)(f)' },
  'derogation-g': { article: '49(1)(g)' },
  // Case C-311/18: void from the day of the judgment.
  'privacy-shield': { article: '45', until: '2020-07-15' },
} as const satisfies Record<string, Mechanism>;
/** The name of a transfer mechanism. */
export type MechanismName = keyof typeof MECHANISMS;
/** The names of the transfer mechanisms. */
export const MECHANISM_NAMES = Object.keys(MECHANISMS) as [MechanismName, ...MechanismName[]];

/** What a transfer into a third country rests on. */
export interface Transfer {
  readonly mechanism: MechanismName;
  /** How the recipient is covered, where an adequacy decision does not cover everybody. */
  readonly scope?: AdequacyScope;
}

/** Where data would go, and under what. */
export interface Destination {
  readonly country: string;
  readonly kind: RecipientKind;
  readonly transfer?: Transfer;
}

/** Why data may not go there. */
export type TransferFault =
  | 'mechanism-needed'
  | 'not-needed-in-the-eea'
  | 'not-for-this-kind'
  | 'mechanism-void'
  | 'no-adequacy-decision'
  | 'adequacy-ended'
  | 'scope-of-the-decision';

function adequacyFault({ country, transfer }: Destination, on: string): TransferFault | undefined {
  const decision = ADEQUATE[country];
  if (!decision || on < decision.since) return 'no-adequacy-decision';
  if (decision.until !== undefined && on > decision.until) return 'adequacy-ended';
  return decision.limitedTo === transfer?.scope ? undefined : 'scope-of-the-decision';
}

/** Why data may not go somewhere on a day (`YYYY-MM-DD`); undefined when they may. */
export function transferFault(destination: Destination, on: string): TransferFault | undefined {
  const { country, kind, transfer } = destination;
  if (EEA.has(country)) return transfer ? 'not-needed-in-the-eea' : undefined;
  if (!transfer) return 'mechanism-needed';
  const { until, of }: Mechanism = MECHANISMS[transfer.mechanism];
  if (until !== undefined && on > until) return 'mechanism-void';
  if (of && !of.includes(kind)) return 'not-for-this-kind';
  if (transfer.mechanism === 'adequacy') return adequacyFault(destination, on);
  return transfer.scope === undefined ? undefined : 'scope-of-the-decision';
}

/** Refuses a destination: `rule.violated` at `pointer`, with the fault as the rule. */
export function refuseTransfer(destination: Destination, on: string, pointer: string): void {
  const rule = transferFault(destination, on);
  if (rule) throw new Problem('rule.violated', { violations: [{ pointer, rule }] });
}

/** The last day on which the mechanism holds, where it has one: what a register warns of. */
export function transferUntil({ country, transfer }: Destination): string | undefined {
  return transfer?.mechanism === 'adequacy' ? ADEQUATE[country]?.until : undefined;
}

/** The articles of a mechanism (Art. 15(2)), as "46(2)(b), 47". */
export function mechanismArticles(mechanism: MechanismName): string {
  return MECHANISMS[mechanism].article;
}
