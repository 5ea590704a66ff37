import type { Letter, Wordings } from './content.ts';

/** Facts of a code: eight digits. */
export interface CodeFacts {
  readonly code: string;
  readonly validMinutes: number;
}

interface Words {
  readonly subject: string;
  readonly enter: (minutes: number) => string;
  readonly secret: string;
  readonly notYou: string;
}

/** The subject holds no code: subjects show on locked screens. */
const WORDINGS: Wordings<Words> = {
  en: {
    subject: 'Your code',
    enter: (minutes) =>
      `Enter the code on the page where you asked for it. It works once, within ${minutes} minutes.`,
    secret: 'Tell nobody the code. We never ask for it by telephone or by mail.',
    notYou: 'If you did not ask for a code, somebody else tried to; without it nothing happens.',
  },
  de: {
    subject: 'Ihr Code',
    enter: (minutes) =>
      `Geben Sie den Code auf der Seite ein, auf der Sie ihn angefordert haben. Er gilt einmal, innerhalb von ${minutes} Minuten.`,
    secret: 'Geben Sie den Code nicht weiter. Wir fragen nie am Telefon oder per E-Mail danach.',
    notYou:
      'Wenn Sie keinen Code angefordert haben, hat es jemand anders versucht; ohne den Code geschieht nichts.',
  },
  fr: {
    subject: 'Votre code',
    enter: (minutes) =>
      `Saisissez le code sur la page où vous l’avez demandé. Il sert une seule fois, dans les ${minutes} minutes.`,
    secret: 'Ne communiquez ce code à personne. Nous ne le demandons jamais par téléphone ni par courriel.',
    notYou:
      'Si vous n’avez pas demandé de code, quelqu’un d’autre a essayé ; sans le code, rien ne se passe.',
  },
};

/** A code without any link (IDV-01). */
export const code: Letter<CodeFacts> = (facts, language) => {
  const words = WORDINGS[language];
  return {
    subject: words.subject,
    blocks: [words.enter(facts.validMinutes), words.secret, words.notYou],
    code: facts.code,
  };
};
