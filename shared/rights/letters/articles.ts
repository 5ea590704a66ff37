import type { Regime } from '../deadlines/regimes.ts';
import type { Wordings } from './content.ts';

/** Every article of the GDPR that a letter or a notice rests on. */
export type Article = keyof typeof RUSSIAN;

/** What a law is called in a letter, and where what the GDPR says in an article is found in it. */
interface Law {
  readonly called: Wordings<string>;
  /** Articles that are elsewhere in this law; undefined: it has no such rule. */
  readonly elsewhere: Readonly<Partial<Record<Article, string | undefined>>>;
}

/** Federal Law 152-FZ of 27 July 2006, part by part; every article has a row, so that none is cited by mistake. */
const RUSSIAN = {
  /** Accountability: the measures of an operator. */
  '5(2)': '18.1(1)',
  '6(1)(a)': '6(1)(1)',
  '6(1)(b)': '6(1)(5)',
  '6(1)(c)': '6(1)(2)',
  '6(1)(d)': '6(1)(6)',
  '6(1)(e)': '6(1)(4)',
  '6(1)(f)': '6(1)(7)',
  '7(3)': '9(2)',
  /** No rule of its own about consent in a child's name. */
  '8': undefined,
  /** A request has to hold what the person can be told by. */
  '11(2)': '14(3)',
  '12(2)': '14(3)',
  /** A request that is repeated too early. */
  '12(5)(b)': '14(6)',
  '12(6)': '14(3)',
  '13(2)(e)': '18(2)',
  '14(2)(f)': '18(3)',
  '15(1)': '14(7)',
  '15(2)': '14(7)(8)',
  /** Every answer is free of charge (Art. 20(3)). */
  '15(3)': undefined,
  '15(4)': '14(8)(4)',
  '16': '14(1)',
  '17(1)': '14(1)',
  '17(3)(b)': '6(1)(2)',
  '17(3)(e)': '6(1)(7)',
  '18(1)': '21(1)',
  '18(1)(a)': '21(1)',
  '18(1)(b)': '21(1)',
  /** Blocking is for what is wrong or unlawful. */
  '18(1)(c)': undefined,
  '18(1)(d)': undefined,
  '18(3)': '21(2)',
  '19': '20(3)',
  /** There is no right to portability. */
  '20(1)': undefined,
  '20(2)': undefined,
  '21(1)': '21(5.1)',
  /** Advertising needs consent, and ends when asked. */
  '21(2)': '15(2)',
  '21(3)': '15(2)',
  '22(1)': '16(1)',
  '28(3)(a)': '6(3)',
  /** The authorised body and the court are in one article. */
  '77': '17',
  '78': '17',
  '79': '17',
} as const satisfies Record<string, string | undefined>;

/** The laws by which requests are answered. */
export const LAWS: Readonly<Record<Regime, Law>> = {
  gdpr: { called: { en: 'GDPR', de: 'DSGVO', fr: 'RGPD' }, elsewhere: {} },
  'uk-gdpr': {
    called: { en: 'UK GDPR', de: 'UK GDPR', fr: 'UK GDPR' },
    // As amended by the Data (Use and Access) Act 2025, in force since 5 February and 19 June 2026.
    elsewhere: { '22(1)': '22A(1)', '77': 's. 165 Data Protection Act 2018' },
  },
  '152-fz': { called: { en: '152-FZ', de: '152-FZ', fr: '152-FZ' }, elsewhere: RUSSIAN },
};
