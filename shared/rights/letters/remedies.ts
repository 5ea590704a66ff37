import type { Authority, Places } from '../authorities.ts';
import type { Regime } from '../deadlines/regimes.ts';
import { authoritiesFor } from '../authorities.ts';
import type { Article } from './articles.ts';
import { citation, lawAt } from './citation.ts';
import type { Block, Language, Wordings } from './content.ts';

/** Whose remedies a letter names, and by which law it answers. */
export interface Complaint extends Places {
  /** The law of the request; that of the country of the business unless given. */
  readonly law?: Regime;
}

/** The law by which a letter answers. */
export const lawOf = ({ law, established }: Complaint): Regime => law ?? lawAt(established);

type Remedy = 'complaint' | 'authority' | 'business';

/** Articles that give the complaint, the court against the authority and the court against the business. */
const ARTICLES: Readonly<Record<Remedy, Article>> = { complaint: '77', authority: '78', business: '79' };

interface Words {
  readonly complain: (source: string) => string;
  readonly region: (list: string) => string;
  readonly choice: string;
  readonly court: (business: string, authority: string) => string;
}

/** No sentence makes the complaint depend on having written to the business first: Art. 77 has no such condition. */
const WORDINGS: Wordings<Words> = {
  en: {
    complain: (source) => `You have the right to complain to a supervisory authority (${source}):`,
    region: (list) => `the authority of your federal state, listed at ${list}`,
    choice:
      'You may choose the authority of the country where you live, where you work, or where you think the law was broken. You need not write to us before you complain.',
    court: (business, authority) =>
      `You also have the right to go to court against us (${business}), where we are established or where you live, and against the authority if it decides against you or does not act (${authority}). You may do so whether or not you complain.`,
  },
  de: {
    complain: (source) => `Sie haben das Recht, sich bei einer Aufsichtsbehörde zu beschweren (${source}):`,
    region: (list) => `die Aufsichtsbehörde Ihres Bundeslandes, siehe die Liste unter ${list}`,
    choice:
      'Sie können die Behörde des Landes wählen, in dem Sie wohnen, in dem Sie arbeiten oder in dem der mutmaßliche Verstoß begangen wurde. Sie müssen sich vor einer Beschwerde nicht an uns wenden.',
    court: (business, authority) =>
      `Sie haben außerdem das Recht, gegen uns vor Gericht zu klagen (${business}), am Ort unserer Niederlassung oder an Ihrem Aufenthaltsort, und ebenso gegen die Behörde, wenn sie gegen Sie entscheidet oder nicht tätig wird (${authority}). Das gilt unabhängig davon, ob Sie sich beschweren.`,
  },
  fr: {
    complain: (source) =>
      `Vous avez le droit d’introduire une réclamation auprès d’une autorité de contrôle (${source}) :`,
    region: (list) => `l’autorité de votre Land, selon la liste publiée à l’adresse ${list}`,
    choice:
      'Vous pouvez choisir l’autorité du pays où vous résidez, de celui où vous travaillez ou de celui où la violation aurait été commise. Vous n’avez pas à nous écrire avant d’introduire une réclamation.',
    court: (business, authority) =>
      `Vous avez également le droit d’agir en justice contre nous (${business}), au lieu de notre établissement ou de votre résidence, ainsi que contre l’autorité si elle statue contre vous ou n’agit pas (${authority}), que vous ayez ou non introduit une réclamation.`,
  },
};

function entryOf(authority: Authority): string {
  const where = [authority.complaints ?? authority.website, authority.address];
  return `${authority.name}: ${where.filter((part) => part !== undefined).join('; ')}`;
}

/**
 * Authority and court, which every refusal and closing letter has to name (Art. 12(4), 77-79; DSR-11). The law is that
 * of each authority named; a business in a country without an authority is refused with `rule.violated`.
 */
export function remedies(complaint: Complaint, language: Language): readonly Block[] {
  const authorities = authoritiesFor(complaint);
  const words = WORDINGS[language];
  const cite = (remedy: Remedy) =>
    [...new Set(authorities.map(({ regime }) => citation(ARTICLES[remedy], regime, language)))].join(', ');
  return [
    words.complain(cite('complaint')),
    authorities.flatMap((authority) => [
      entryOf(authority),
      ...(authority.regional ? [words.region(authority.regional)] : []),
    ]),
    words.choice,
    words.court(cite('business'), cite('authority')),
  ];
}
