import {
  financialStatute,
  limitationStatute,
  SUPPRESSION_STATUTE,
  type Statute,
} from '../../catalogue/statutes.ts';
import type { Language } from '../../catalogue/languages.ts';

/** What lets a thing stay although its person asks for erasure (Art. 17(3)). */
export const KEEPING_GROUNDS = {
  'legal-obligation': 'Art. 17(3)(b)',
  'legal-claims': 'Art. 17(3)(e)',
} as const;
/** A ground of keeping. */
export type KeepingGround = keyof typeof KEEPING_GROUNDS;

/** One kind of thing that may stay when a person goes. */
export interface Keepable {
  readonly ground: KeepingGround;
  /** Finds the law that sets its end; a country without a row is asked of the officer. */
  readonly law: (country: string) => Statute | undefined;
  /** What the person is told. */
  readonly title: Readonly<Record<Language, string>>;
  /** Ground of erasing it, for an officer who does without it; undefined where the law leaves no choice. */
  readonly erased?: string;
  /** What is kept of it; undefined: the fields that its record type declares. */
  readonly fields?: readonly string[];
}

/** Whatever a record type declares to be kept as a voucher. */
export const VOUCHER = {
  ground: 'legal-obligation',
  law: financialStatute,
} as const satisfies Omit<Keepable, 'title'>;

/** What a statute or a claim lets stay, by type; everything else stays only where the officer names a law for it. */
export const KEEPABLE = {
  invoice: {
    ...VOUCHER,
    title: { en: 'Invoice', de: 'Rechnung', fr: 'Facture' },
  },
  // Art. 7(1): the controller has to be able to prove consent as long as its use can be disputed.
  'consent-proof': {
    ground: 'legal-claims',
    law: limitationStatute,
    title: {
      en: 'Proof of your consent',
      de: 'Nachweis Ihrer Einwilligung',
      fr: 'Preuve de votre consentement',
    },
    erased: 'Art. 17(1)(b)',
    fields: ['purpose', 'way', 'givenAt', 'withdrawnAt', 'proof'],
  },
  // Art. 5(2): that an objection was followed, and since when.
  'objection-proof': {
    ground: 'legal-claims',
    law: limitationStatute,
    title: {
      en: 'Proof of your objection',
      de: 'Nachweis Ihres Widerspruchs',
      fr: 'Preuve de votre opposition',
    },
    erased: 'Art. 17(1)(c)',
    fields: ['ground', 'purposes', 'since'],
  },
  // Art. 21(3): who objected is not to be met again as a stranger; no officer does without that.
  suppression: {
    ground: 'legal-obligation',
    law: () => SUPPRESSION_STATUTE,
    title: {
      en: 'Mark that your addresses are not used for marketing',
      de: 'Vermerk, dass Ihre Adressen nicht für Werbung verwendet werden',
      fr: 'Mention que vos adresses ne servent pas à la prospection',
    },
    fields: ['ground', 'purposes', 'since'],
  },
  // A text that is evidence; only ever by an officer's decision.
  note: {
    ground: 'legal-claims',
    law: limitationStatute,
    title: { en: 'Note for a legal claim', de: 'Notiz zu einem Anspruch', fr: 'Note relative à un droit' },
  },
} as const satisfies Record<string, Keepable>;
/** A type that has a row. */
export type KeepableType = keyof typeof KEEPABLE;

/** The row of a type; undefined for a type that stays only by a law that the officer names. */
export function keepableOf(type: string): Keepable | undefined {
  return Object.hasOwn(KEEPABLE, type) ? KEEPABLE[type as KeepableType] : undefined;
}
