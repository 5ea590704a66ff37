import type { PackageType } from '../rights.ts';
import type { Letter, Wordings } from './content.ts';
import { momentIn } from './moments.ts';
import type { Complaint } from './remedies.ts';
import { remedies } from './remedies.ts';

/** How a package reaches the person; only information, which is about nobody, goes by plain mail. */
export const HAND_OVERS = ['post', 'in-person', 'email'] as const;
/** How the package reaches the person. */
export type HandOver =
  | { readonly by: 'link'; readonly url: string; readonly validUntil: string }
  | { readonly by: (typeof HAND_OVERS)[number] };

/** What was put together: the package of a right, or a further copy for which a fee was paid (Art. 15(3)). */
export type Released = PackageType | 'further-copy';

/** Facts of the answer to a request that is served by a package. */
export interface ReleasedFacts {
  readonly of: Released;
  readonly handOver: HandOver;
  readonly complaint: Complaint;
}

interface Words {
  readonly says: Readonly<Record<Released, { readonly subject: string; readonly ready: string }>>;
  readonly link: (moment: string) => string;
  readonly label: string;
  readonly ways: Readonly<Record<(typeof HAND_OVERS)[number], string>>;
}

const WORDINGS: Wordings<Words> = {
  en: {
    says: {
      access: {
        subject: 'The copy of your data is ready',
        ready: 'We have finished your request: the copy of your data is ready, free of charge.',
      },
      'further-copy': {
        subject: 'The further copy of your data is ready',
        ready: 'We have finished your request: the further copy of your data is ready.',
      },
      portability: {
        subject: 'Your data are ready to take along',
        ready:
          'We have finished your request: what you provided to us is ready in formats that other programs read, free of charge.',
      },
      information: {
        subject: 'How we use data about people',
        ready:
          'We have finished your request: the information about how we use data is ready, free of charge.',
      },
    },
    link: (moment) =>
      `You can fetch it until ${moment}. The page asks for a code, which comes in a separate mail.`,
    label: 'Fetch it',
    ways: {
      post: 'You receive it by post.',
      'in-person': 'We hand it to you in person.',
      email: 'You receive it in a mail of its own.',
    },
  },
  de: {
    says: {
      access: {
        subject: 'Die Kopie Ihrer Daten liegt bereit',
        ready: 'Ihre Anfrage ist bearbeitet: Die Kopie Ihrer Daten liegt kostenfrei bereit.',
      },
      'further-copy': {
        subject: 'Die weitere Kopie Ihrer Daten liegt bereit',
        ready: 'Ihre Anfrage ist bearbeitet: Die weitere Kopie Ihrer Daten liegt bereit.',
      },
      portability: {
        subject: 'Ihre Daten liegen zum Mitnehmen bereit',
        ready:
          'Ihre Anfrage ist bearbeitet: Was Sie uns bereitgestellt haben, liegt kostenfrei in Formaten bereit, die andere Programme lesen.',
      },
      information: {
        subject: 'Wie wir Daten über Personen verwenden',
        ready:
          'Ihre Anfrage ist bearbeitet: Die Informationen darüber, wie wir Daten verwenden, liegen kostenfrei bereit.',
      },
    },
    link: (moment) =>
      `Sie können sie bis ${moment} abholen. Die Seite fragt nach einem Code, der in einer eigenen E-Mail kommt.`,
    label: 'Abholen',
    ways: {
      post: 'Sie erhalten sie per Post.',
      'in-person': 'Wir übergeben sie Ihnen persönlich.',
      email: 'Sie erhalten sie in einer eigenen E-Mail.',
    },
  },
  fr: {
    says: {
      access: {
        subject: 'La copie de vos données est prête',
        ready: 'Votre demande est traitée : la copie de vos données est prête, sans frais.',
      },
      'further-copy': {
        subject: 'La copie supplémentaire de vos données est prête',
        ready: 'Votre demande est traitée : la copie supplémentaire de vos données est prête.',
      },
      portability: {
        subject: 'Vos données sont prêtes à être emportées',
        ready:
          'Votre demande est traitée : les données que vous nous avez fournies sont prêtes, sans frais, dans des formats lisibles par d’autres programmes.',
      },
      information: {
        subject: 'Comment nous utilisons les données des personnes',
        ready:
          'Votre demande est traitée : les informations sur notre usage des données sont prêtes, sans frais.',
      },
    },
    link: (moment) =>
      `Récupération possible jusqu’au ${moment}. La page demande un code, qui arrive dans un message séparé.`,
    label: 'Récupérer',
    ways: {
      post: 'L’envoi se fait par la poste.',
      'in-person': 'La remise se fait en main propre.',
      email: 'L’envoi se fait dans un message séparé.',
    },
  },
};

/** The package is ready: how it comes, and the remedies of a person who finds it incomplete. */
export const released: Letter<ReleasedFacts> = ({ of, handOver, complaint }, language) => {
  const words = WORDINGS[language];
  const { subject, ready } = words.says[of];
  const way =
    handOver.by === 'link' ? words.link(momentIn(language, handOver.validUntil)) : words.ways[handOver.by];
  return {
    subject,
    blocks: [ready, way],
    remedies: remedies(complaint, language),
    ...(handOver.by === 'link' ? { link: { label: words.label, url: handOver.url } } : {}),
  };
};
