import { Problem } from '../../kernel/problems.ts';
import { citation } from './citation.ts';
import type { Letter, Wordings } from './content.ts';
import { dayIn } from './moments.ts';
import type { Complaint } from './remedies.ts';
import { lawOf, remedies } from './remedies.ts';

/** What a copy costs a business; a fee is reasonable when it covers administrative costs (Art. 15(3)). */
export const COPY_COSTS = ['copying', 'data-carrier', 'postage', 'handling'] as const;
/** A cost of a copy. */
export type CopyCost = (typeof COPY_COSTS)[number];

/** Facts of a fee for a further copy; the amount is in minor units of its currency (ISO 4217). */
export interface FeeFacts {
  readonly amount: number;
  readonly currency: string;
  readonly costs: readonly [CopyCost, ...CopyCost[]];
  /** Day on which the person got the copy that was free. */
  readonly firstOn: string;
  /** Last day on which it can be paid. */
  readonly payBy: string;
  readonly complaint: Complaint;
}

interface Words {
  readonly locale: string;
  readonly subject: string;
  readonly asks: (money: string, source: string) => string;
  readonly first: (on: string) => string;
  readonly costs: Readonly<Record<CopyCost, string>>;
  readonly choice: (by: string) => string;
}

const WORDINGS: Wordings<Words> = {
  en: {
    locale: 'en-GB',
    subject: 'A further copy of your data costs a fee',
    asks: (money, source) =>
      `For a further copy of your data we ask a fee of ${money} (${source}). It covers:`,
    first: (on) => `You received a copy free of charge on ${on}.`,
    costs: {
      copying: 'copying',
      'data-carrier': 'a data carrier',
      postage: 'postage',
      handling: 'the handling of the copy',
    },
    choice: (by) =>
      `We make the copy once you have paid. Please pay by ${by}; after that day we may close your request. You can also withdraw your request; then you pay nothing. If your data have changed since and you want to know what is held now, tell us: that copy is free.`,
  },
  de: {
    locale: 'de-DE',
    subject: 'Eine weitere Kopie Ihrer Daten kostet ein Entgelt',
    asks: (money, source) =>
      `Für eine weitere Kopie Ihrer Daten verlangen wir ein Entgelt von ${money} (${source}). Es deckt:`,
    first: (on) => `Am ${on} haben Sie eine kostenfreie Kopie erhalten.`,
    costs: {
      copying: 'das Kopieren',
      'data-carrier': 'einen Datenträger',
      postage: 'das Porto',
      handling: 'die Bearbeitung der Kopie',
    },
    choice: (by) =>
      `Wir erstellen die Kopie, sobald Sie gezahlt haben. Bitte zahlen Sie bis zum ${by}; danach können wir Ihre Anfrage schließen. Sie können Ihre Anfrage auch zurückziehen; dann zahlen Sie nichts. Wenn sich Ihre Daten seither geändert haben und Sie wissen möchten, was jetzt gespeichert ist, sagen Sie es uns: Diese Kopie ist kostenfrei.`,
  },
  fr: {
    locale: 'fr-FR',
    subject: 'Une copie supplémentaire de vos données est payante',
    asks: (money, source) =>
      `Pour une copie supplémentaire de vos données, nous demandons des frais de ${money} (${source}). Ils couvrent :`,
    first: (on) => `Vous avez reçu une copie sans frais le ${on}.`,
    costs: {
      copying: 'la reproduction',
      'data-carrier': 'un support de données',
      postage: 'l’affranchissement',
      handling: 'le traitement de la copie',
    },
    choice: (by) =>
      `Nous établissons la copie dès votre paiement. Merci de payer au plus tard le ${by} ; passé ce jour, nous pourrons clore votre demande. Vous pouvez aussi retirer votre demande ; vous ne payez alors rien. Si vos données ont changé depuis et que vous souhaitez savoir ce qui est détenu aujourd’hui, dites-le-nous : cette copie est sans frais.`,
  },
};

/** Money as the language writes it; currencies have as many decimals as ISO 4217 gives them. */
function moneyIn(locale: string, amount: number, currency: string): string {
  const format = new Intl.NumberFormat(locale, { style: 'currency', currency });
  return format.format(amount / 10 ** (format.resolvedOptions().maximumFractionDigits ?? 2));
}

/** A fee for a further copy, told before the copy is made (Art. 15(3) sentence 2); `rule.violated` where the law knows none. */
export const fee: Letter<FeeFacts> = ({ amount, currency, costs, firstOn, payBy, complaint }, language) => {
  const words = WORDINGS[language];
  const source = citation('15(3)', lawOf(complaint), language);
  if (!source) throw new Problem('rule.violated', { violations: [{ pointer: '', rule: 'free of charge' }] });
  return {
    subject: words.subject,
    blocks: [
      words.asks(moneyIn(words.locale, amount, currency), source),
      [...new Set(costs)].map((cost) => words.costs[cost]),
      words.first(dayIn(language, firstOn)),
      words.choice(dayIn(language, payBy)),
    ],
    remedies: remedies(complaint, language),
  };
};
