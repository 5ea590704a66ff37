import type { Letter, Wordings } from './content.ts';
import { momentIn } from './moments.ts';
import type { Complaint } from './remedies.ts';
import { remedies } from './remedies.ts';

/** How the copy reaches the person. */
export type HandOver =
  | { readonly by: 'link'; readonly url: string; readonly validUntil: string }
  | { readonly by: 'post' | 'in-person' };

/** Facts of the answer to an access request. */
export interface ReleasedFacts {
  readonly handOver: HandOver;
  readonly complaint: Complaint;
}

interface Words {
  readonly subject: string;
  readonly ready: string;
  readonly link: (moment: string) => string;
  readonly label: string;
  readonly post: string;
  readonly 'in-person': string;
}

const WORDINGS: Wordings<Words> = {
  en: {
    subject: 'The copy of your data is ready',
    ready: 'We have finished your request: the copy of your data is ready, free of charge.',
    link: (moment) =>
      `You can fetch it until ${moment}. The page asks for a code, which comes in a separate mail.`,
    label: 'Fetch the copy',
    post: 'You receive it by post.',
    'in-person': 'We hand it to you in person.',
  },
  de: {
    subject: 'Die Kopie Ihrer Daten liegt bereit',
    ready: 'Ihre Anfrage ist bearbeitet: Die Kopie Ihrer Daten liegt kostenfrei bereit.',
    link: (moment) =>
      `Sie können sie bis ${moment} abholen. Die Seite fragt nach einem Code, der in einer eigenen E-Mail kommt.`,
    label: 'Kopie abholen',
    post: 'Sie erhalten sie per Post.',
    'in-person': 'Wir übergeben sie Ihnen persönlich.',
  },
  fr: {
    subject: 'La copie de vos données est prête',
    ready: 'Votre demande est traitée : la copie de vos données est prête, sans frais.',
    link: (moment) =>
      `Vous pouvez la récupérer jusqu’au ${moment}. La page demande un code, qui arrive dans un message séparé.`,
    label: 'Récupérer la copie',
    post: 'Vous la recevrez par la poste.',
    'in-person': 'Nous vous la remettrons en main propre.',
  },
};

/** The copy is ready: how it comes, and the remedies of a person who finds it incomplete. */
export const released: Letter<ReleasedFacts> = ({ handOver, complaint }, language) => {
  const words = WORDINGS[language];
  const way =
    handOver.by === 'link' ? words.link(momentIn(language, handOver.validUntil)) : words[handOver.by];
  return {
    subject: words.subject,
    blocks: [words.ready, way],
    remedies: remedies(complaint, language),
    ...(handOver.by === 'link' ? { link: { label: words.label, url: handOver.url } } : {}),
  };
};
