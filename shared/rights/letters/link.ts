import type { Letter, Wordings } from './content.ts';
import { momentIn } from './moments.ts';

/** What a link, and the code asked for behind it, is for. */
export type LinkPurpose = 'verify' | 'collect' | 'transfer';

/** The links that persons get themselves. */
type ToPerson = Exclude<LinkPurpose, 'transfer'>;

/** Facts of a link; `validUntil` is RFC 3339. */
export interface LinkFacts {
  readonly purpose: ToPerson;
  readonly url: string;
  readonly validUntil: string;
  /** True when somebody asks on the person's behalf. */
  readonly byAgent?: boolean;
}

interface Words {
  readonly subject: string;
  readonly opening: string;
  readonly label: string;
}

interface Shared {
  readonly until: (moment: string) => string;
  readonly separate: string;
  readonly notYou: string;
  readonly agent: string;
}

const PURPOSES: Wordings<Readonly<Record<ToPerson, Words>>> = {
  en: {
    verify: {
      subject: 'Please confirm your request',
      opening: 'A request about your data was made. If it was you, please confirm it.',
      label: 'Confirm the request',
    },
    collect: {
      subject: 'Your data can be fetched',
      opening: 'The copy of your data is ready.',
      label: 'Fetch the copy',
    },
  },
  de: {
    verify: {
      subject: 'Bitte bestätigen Sie Ihre Anfrage',
      opening:
        'Es wurde eine Anfrage zu Ihren Daten gestellt. Wenn sie von Ihnen stammt, bestätigen Sie sie bitte.',
      label: 'Anfrage bestätigen',
    },
    collect: {
      subject: 'Ihre Daten können abgeholt werden',
      opening: 'Die Kopie Ihrer Daten liegt bereit.',
      label: 'Kopie abholen',
    },
  },
  fr: {
    verify: {
      subject: 'Merci de confirmer votre demande',
      opening:
        'Une demande concernant vos données a été faite. Si elle vient de vous, merci de la confirmer.',
      label: 'Confirmer la demande',
    },
    collect: {
      subject: 'Vos données peuvent être récupérées',
      opening: 'La copie de vos données est prête.',
      label: 'Récupérer la copie',
    },
  },
};

const SHARED: Wordings<Shared> = {
  en: {
    until: (moment) => `The link is valid until ${moment}.`,
    separate: 'On the page you ask for a code, which comes in a separate mail.',
    notYou: 'If you made no request, ignore this mail: without the code nothing happens.',
    agent: 'Somebody who says to act for you asks for this. Confirm it only if you have authorised that.',
  },
  de: {
    until: (moment) => `Der Link gilt bis ${moment}.`,
    separate: 'Auf der Seite fordern Sie einen Code an, der in einer eigenen E-Mail kommt.',
    notYou:
      'Wenn Sie nichts angefragt haben, beachten Sie diese E-Mail nicht: Ohne den Code geschieht nichts.',
    agent:
      'Jemand, der angibt, für Sie zu handeln, bittet darum. Bestätigen Sie nur, wenn Sie das erlaubt haben.',
  },
  fr: {
    until: (moment) => `Le lien est valable jusqu’au ${moment}.`,
    separate: 'Sur la page, vous demandez un code, qui arrive dans un message séparé.',
    notYou: 'Si vous n’avez rien demandé, ignorez ce message : sans le code, rien ne se passe.',
    agent: 'Une personne qui dit agir pour vous le demande. Ne confirmez que si vous l’y avez autorisée.',
  },
};

/** A link without its code; whoever reads this mail alone gets nowhere (IDV-01). */
export const link: Letter<LinkFacts> = (facts, language) => {
  const words = PURPOSES[language][facts.purpose];
  const shared = SHARED[language];
  return {
    subject: words.subject,
    blocks: [
      words.opening,
      ...(facts.byAgent ? [shared.agent] : []),
      shared.until(momentIn(language, facts.validUntil)),
      shared.separate,
      shared.notYou,
    ],
    link: { label: words.label, url: facts.url },
  };
};
