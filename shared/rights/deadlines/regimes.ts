import type { RequestType } from '../rights.ts';
import type { HolidayCalendar } from './calendar.ts';
import type { Period } from './period.ts';
import type { QuestionRules } from './questions.ts';

/** How long a business has for one right. */
export interface DueRule {
  /** For the answer, for a refusal and for telling of an extension. */
  readonly first: Period;
  /** For the answer once extended, from the same start; absent where the law knows no extension. */
  readonly extended?: Period;
  /** The article of that law that gives the extension. */
  readonly extendedBy?: string;
  readonly questions: QuestionRules;
  /** The articles. */
  readonly source: string;
}

/** Art. 12(3) and (4): a month for every request under Arts 15 to 22; requests of other kinds are answered no later. */
const MONTH = {
  first: { months: 1, moves: true },
  extended: { months: 3, moves: true },
  extendedBy: '12(3)',
  questions: 'edpb',
  source: 'Art. 12(3) and (4) GDPR',
} as const satisfies DueRule;

/** The Regulation on periods is assimilated law there, and the ICO counts the month by it. */
const MONTH_UK = {
  ...MONTH,
  extendedBy: '12A(3)',
  questions: 'article-12a',
  source: 'Arts 12(3) and 12A UK GDPR',
} as const satisfies DueRule;

/** Questions on scope stop the clock for requests under Art. 15 only (Art. 12A(5)). */
const ACCESS_UK = { ...MONTH_UK, questions: 'article-12a-access' } as const satisfies DueRule;

const INQUIRY_RU = {
  first: { workingDays: 10 },
  extended: { workingDays: 15 },
  extendedBy: '20(1)',
  questions: 'none',
  source: '152-FZ Art. 20(1) and (2)',
} as const satisfies DueRule;

/** The law of each regime for every right. Where a law has several periods, or none, the row holds the shortest that fits. */
export const REGIMES = {
  gdpr: {
    information: MONTH,
    access: MONTH,
    rectification: MONTH,
    erasure: MONTH,
    restriction: MONTH,
    portability: MONTH,
    objection: MONTH,
    withdrawal: MONTH,
    review: MONTH,
    complaint: MONTH,
  },
  'uk-gdpr': {
    information: ACCESS_UK,
    access: ACCESS_UK,
    rectification: MONTH_UK,
    erasure: MONTH_UK,
    restriction: MONTH_UK,
    portability: MONTH_UK,
    objection: MONTH_UK,
    withdrawal: MONTH_UK,
    review: MONTH_UK,
    /** The acknowledgement, since 19 June 2026; the answer has no number of days. */
    complaint: { first: { days: 30 }, questions: 'none', source: 's. 164A(3) Data Protection Act 2018' },
  },
  '152-fz': {
    information: INQUIRY_RU,
    access: INQUIRY_RU,
    rectification: { first: { workingDays: 7 }, questions: 'none', source: '152-FZ Arts 20(3), 21(2)' },
    /** Art. 21(3) gives ten working days after the business itself finds out; a person who shows it need wait seven. */
    erasure: { first: { workingDays: 7 }, questions: 'none', source: '152-FZ Art. 20(3)' },
    /** Blocked from the moment of the request. */
    restriction: { first: { days: 0 }, questions: 'none', source: '152-FZ Art. 21(1)' },
    /** No right of this law; answered like an inquiry. */
    portability: INQUIRY_RU,
    objection: { ...INQUIRY_RU, extendedBy: '21(5.1)', source: '152-FZ Art. 21(5.1)' },
    withdrawal: { first: { days: 30 }, questions: 'none', source: '152-FZ Art. 21(5)' },
    review: { first: { days: 30 }, questions: 'none', source: '152-FZ Art. 16(4)' },
    /** No period of its own; answered like an inquiry, without its extension. */
    complaint: { first: { workingDays: 10 }, questions: 'none', source: '152-FZ Art. 20(1)' },
  },
} as const satisfies Record<string, Record<RequestType, DueRule>>;
/** A law with clocks of its own. */
export type Regime = keyof typeof REGIMES;

/** Countries whose law is not the GDPR. */
const OWN_LAW: Readonly<Record<string, Regime>> = { GB: 'uk-gdpr', RU: '152-fz' };

/** The law of the country of a calendar. */
export function regimeOf({ country }: HolidayCalendar): Regime {
  return OWN_LAW[country] ?? 'gdpr';
}

/** The rule of a right under a law. */
export function dueRule(regime: Regime, right: RequestType): DueRule {
  return REGIMES[regime][right];
}
