import type { Language } from '../catalogue/languages.ts';
import { LEGAL_BASES, type LegalBasis } from '../catalogue/vocabulary.ts';
import { calendarNamed } from './deadlines/calendars.ts';
import { dueRule, regimeOf } from './deadlines/regimes.ts';
import { REQUEST_TYPES, RIGHTS, type Family, type RequestType } from './rights.ts';

/** What a right means and on which legal bases of the processing it can be exercised. */
interface OfferedRight {
  /** Articles of the GDPR that give it. */
  readonly articles: readonly string[];
  readonly bases: readonly LegalBasis[];
  readonly says: Readonly<Record<Language, string>>;
}

const ALL = Object.keys(LEGAL_BASES) as LegalBasis[];
const except = (...some: readonly LegalBasis[]) => ALL.filter((basis) => !some.includes(basis));

/** Which rights follow from which legal basis. */
export const OFFERED = {
  information: {
    articles: ['13', '14'],
    bases: ALL,
    says: {
      en: 'You are told who processes your data, why, on which basis, for how long, and where they come from.',
      de: 'Sie erfahren, wer Ihre Daten verarbeitet, wozu, auf welcher Grundlage, wie lange und woher sie stammen.',
      fr: 'Vous apprenez qui traite vos données, pourquoi, sur quelle base, combien de temps et d’où elles viennent.',
    },
  },
  access: {
    articles: ['15'],
    bases: ALL,
    says: {
      en: 'You learn whether data about you are held, and get a copy of them.',
      de: 'Sie erfahren, ob Daten über Sie vorliegen, und erhalten eine Kopie davon.',
      fr: 'Vous apprenez si des données vous concernant sont détenues et en recevez une copie.',
    },
  },
  rectification: {
    articles: ['16'],
    bases: ALL,
    says: {
      en: 'What is wrong about you is corrected, and what is incomplete is completed.',
      de: 'Was über Sie falsch ist, wird berichtigt, und was unvollständig ist, ergänzt.',
      fr: 'Ce qui est inexact à votre sujet est rectifié, et ce qui est incomplet est complété.',
    },
  },
  erasure: {
    articles: ['17'],
    bases: ALL,
    says: {
      en: 'Data about you are erased unless a law, a public task or a legal claim still needs them.',
      de: 'Daten über Sie werden gelöscht, soweit kein Gesetz, keine öffentliche Aufgabe und kein Rechtsanspruch sie noch braucht.',
      fr: 'Les données vous concernant sont effacées, sauf si une loi, une mission publique ou un droit en justice les exige encore.',
    },
  },
  restriction: {
    articles: ['18'],
    bases: ALL,
    says: {
      en: 'While something is disputed, or you need the data for a claim, they are kept but not used.',
      de: 'Solange etwas strittig ist oder Sie die Daten für einen Anspruch brauchen, werden sie aufbewahrt, aber nicht genutzt.',
      fr: 'Tant qu’un point est contesté ou que vous en avez besoin pour un droit, les données sont gardées sans être utilisées.',
    },
  },
  portability: {
    articles: ['20'],
    bases: ['consent', 'contract'],
    says: {
      en: 'You get the data that you provided in a form that another service can read, or they go straight there.',
      de: 'Sie erhalten die Daten, die Sie bereitgestellt haben, maschinenlesbar, oder sie gehen direkt an einen anderen Anbieter.',
      fr: 'Vous recevez les données que vous avez fournies sous une forme lisible par un autre service, ou elles y vont directement.',
    },
  },
  objection: {
    articles: ['21'],
    bases: ['public-task', 'legitimate-interests'],
    says: {
      en: 'You can object for reasons of your own situation; to direct marketing always, and without a reason.',
      de: 'Sie können aus Gründen Ihrer besonderen Situation widersprechen; der Direktwerbung jederzeit und ohne Grund.',
      fr: 'Vous pouvez vous opposer pour des raisons propres à votre situation ; à la prospection toujours, et sans motif.',
    },
  },
  withdrawal: {
    articles: ['7-3'],
    bases: ['consent'],
    says: {
      en: 'You can take back your consent at any time; what was done before stays lawful.',
      de: 'Sie können Ihre Einwilligung jederzeit widerrufen; was vorher geschah, bleibt rechtmäßig.',
      fr: 'Vous pouvez retirer votre consentement à tout moment ; ce qui a été fait avant reste licite.',
    },
  },
  review: {
    articles: ['22'],
    bases: except('legal-obligation'),
    says: {
      en: 'A person looks again at a decision that a machine made about you, and hears your view.',
      de: 'Ein Mensch prüft eine Entscheidung, die eine Maschine über Sie getroffen hat, und hört Ihren Standpunkt.',
      fr: 'Une personne réexamine une décision prise à votre sujet par une machine et entend votre point de vue.',
    },
  },
  complaint: {
    articles: ['77'],
    bases: ALL,
    says: {
      en: 'You can complain to us and, whatever we answer, to a supervisory authority.',
      de: 'Sie können sich bei uns beschweren und, was immer wir antworten, bei einer Aufsichtsbehörde.',
      fr: 'Vous pouvez vous plaindre auprès de nous et, quelle que soit notre réponse, auprès d’une autorité de contrôle.',
    },
  },
} as const satisfies Record<RequestType, OfferedRight>;

/** How the rights of each family are served. */
const SERVED: Readonly<Record<Family, string>> = {
  package: 'Put together, reviewed, and fetched by the person with a code',
  erasure: 'Planned item by item, approved, carried out after a stop window, and proved by a receipt',
  acts: 'Planned act by act, and carried out on approval',
  answer: 'Decided by a person and answered with reasons',
};

/** The rights of people whose data are processed on a basis, or on any; with the clocks of a country’s law. */
export function rightsOn(country: string, basis?: LegalBasis) {
  const regime = regimeOf(calendarNamed(country));
  const offered = REQUEST_TYPES.filter((right) => {
    const bases: readonly LegalBasis[] = OFFERED[right].bases;
    return basis === undefined || bases.includes(basis);
  });
  return offered.map((right) => {
    const { articles, bases, says } = OFFERED[right];
    const { family } = RIGHTS[right];
    const { first, extended, source } = dueRule(regime, right);
    return {
      right,
      articles: [...articles],
      bases: [...bases],
      says,
      served: { by: family, says: SERVED[family] },
      clock: { within: first, ...(extended ? { extendedTo: extended } : {}), source },
    };
  });
}
