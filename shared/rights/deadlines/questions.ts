import type { Day } from './day.ts';

/** What a question to the person was about; asked for `identity` are also data that tell one person from another. */
export type QuestionAbout = 'identity' | 'scope' | 'fee';

/**
 * What an answered question does to the clock. `adds`: the days of waiting do not count. `restarts`: the period begins
 * with the answer. `nothing`: it runs on.
 */
export type Effect = 'adds' | 'restarts' | 'nothing';

interface QuestionRow extends Readonly<Record<QuestionAbout | 'unnamed', Effect>> {
  readonly source: string;
  /** First day of receipt for which the row holds; `edpb` before. */
  readonly since?: string;
}

/** Effects by law; `unnamed` is the strictest that a question has whose subject was not recorded. */
export const QUESTIONS = {
  edpb: {
    identity: 'adds',
    scope: 'adds',
    fee: 'nothing',
    unnamed: 'adds',
    source: 'EDPB Guidelines 01/2022 §§ 157-161',
  },
  'article-12a-access': {
    identity: 'restarts',
    scope: 'adds',
    fee: 'restarts',
    unnamed: 'adds',
    source: 'Art. 12A(2) and (5) UK GDPR, SI 2026/82',
    since: '2026-02-05',
  },
  'article-12a': {
    identity: 'restarts',
    scope: 'nothing',
    fee: 'restarts',
    unnamed: 'adds',
    source: 'Art. 12A(2) UK GDPR, SI 2026/82',
    since: '2026-02-05',
  },
  none: {
    identity: 'nothing',
    scope: 'nothing',
    fee: 'nothing',
    unnamed: 'nothing',
    source: 'a law that lets no question stop the clock',
  },
} as const satisfies Record<string, QuestionRow>;
/** The name of a law on questions. */
export type QuestionRules = keyof typeof QUESTIONS;

/** What a question does to the clock of a request that was received on a day. */
export function effectOf(rules: QuestionRules, about: QuestionAbout | undefined, receivedOn: Day): Effect {
  const row: QuestionRow = QUESTIONS[rules];
  const inForce = row.since === undefined || receivedOn >= row.since ? row : QUESTIONS.edpb;
  return inForce[about ?? 'unnamed'];
}
