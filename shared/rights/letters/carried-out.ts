import type { RequestType } from '../rights.ts';
import type { Letter, Wordings } from './content.ts';
import type { Complaint } from './remedies.ts';
import { remedies } from './remedies.ts';

/** The rights whose plan is carried out at once. */
export type ActedOn = Extract<RequestType, 'rectification' | 'restriction' | 'objection' | 'withdrawal'>;

/** Facts of a right that was carried out. */
export interface CarriedOutFacts {
  readonly type: ActedOn;
  /** An objection to direct marketing, which is not weighed. */
  readonly marketing?: boolean;
  /** How many recipients of the data are told (Art. 19). */
  readonly told: number;
  readonly complaint: Complaint;
}

interface Words {
  readonly subject: string;
  readonly says: readonly string[];
}

interface Shared {
  readonly told: string;
  readonly ask: string;
}

const WORDINGS: Wordings<Readonly<Record<ActedOn | 'marketing', Words>>> = {
  en: {
    rectification: {
      subject: 'Your data have been corrected',
      says: [
        'We have corrected or completed your data as you asked.',
        'What was there before is kept apart from daily work, as proof of the correction only, and is deleted on its day.',
      ],
    },
    restriction: {
      subject: 'The use of your data is restricted',
      says: [
        'We store the data you named and do not use them otherwise without your consent, except for legal claims, to protect another person, or for reasons of important public interest.',
        'We tell you before the restriction is lifted.',
      ],
    },
    objection: {
      subject: 'We follow your objection',
      says: ['We no longer use your data for the purposes that you objected to.'],
    },
    marketing: {
      subject: 'We no longer use your data for marketing',
      says: ['From now on we do not use your data for direct marketing. You need not give a reason.'],
    },
    withdrawal: {
      subject: 'Your consent is withdrawn',
      says: [
        'We no longer use your data on the basis of the consent that you withdrew.',
        'What was done before the withdrawal remains lawful.',
      ],
    },
  },
  de: {
    rectification: {
      subject: 'Ihre Daten wurden berichtigt',
      says: [
        'Wir haben Ihre Daten wie gewünscht berichtigt oder ergänzt.',
        'Der frühere Stand wird getrennt vom Tagesgeschäft und nur als Nachweis der Berichtigung aufbewahrt und an seinem Tag gelöscht.',
      ],
    },
    restriction: {
      subject: 'Die Verarbeitung Ihrer Daten ist eingeschränkt',
      says: [
        'Wir speichern die genannten Daten und verwenden sie ohne Ihre Einwilligung nicht anders, außer für Rechtsansprüche, zum Schutz einer anderen Person oder aus Gründen eines wichtigen öffentlichen Interesses.',
        'Wir unterrichten Sie, bevor die Einschränkung aufgehoben wird.',
      ],
    },
    objection: {
      subject: 'Wir folgen Ihrem Widerspruch',
      says: ['Wir verwenden Ihre Daten nicht mehr für die Zwecke, denen Sie widersprochen haben.'],
    },
    marketing: {
      subject: 'Wir verwenden Ihre Daten nicht mehr für Werbung',
      says: [
        'Ab sofort verwenden wir Ihre Daten nicht für Direktwerbung. Einen Grund müssen Sie nicht nennen.',
      ],
    },
    withdrawal: {
      subject: 'Ihre Einwilligung ist widerrufen',
      says: [
        'Wir verwenden Ihre Daten nicht mehr aufgrund der Einwilligung, die Sie widerrufen haben.',
        'Was vor dem Widerruf geschah, bleibt rechtmäßig.',
      ],
    },
  },
  fr: {
    rectification: {
      subject: 'Vos données ont été rectifiées',
      says: [
        'Nous avons rectifié ou complété vos données comme vous l’avez demandé.',
        'L’état antérieur est conservé à l’écart du travail courant, comme seule preuve de la rectification, et supprimé à sa date.',
      ],
    },
    restriction: {
      subject: 'Le traitement de vos données est limité',
      says: [
        'Nous conservons les données en question et ne les utilisons pas autrement sans votre consentement, sauf pour des droits en justice, pour protéger une autre personne ou pour un motif important d’intérêt public.',
        'Nous vous informons avant que la limitation soit levée.',
      ],
    },
    objection: {
      subject: 'Nous donnons suite à votre opposition',
      says: ['Nous n’utilisons plus vos données pour les finalités auxquelles vous vous êtes opposé.'],
    },
    marketing: {
      subject: 'Nous n’utilisons plus vos données à des fins de prospection',
      says: [
        'Dès à présent, nous n’utilisons plus vos données pour la prospection. Vous n’avez pas à donner de motif.',
      ],
    },
    withdrawal: {
      subject: 'Votre consentement est retiré',
      says: [
        'Nous n’utilisons plus vos données sur la base du consentement que vous avez retiré.',
        'Ce qui a été fait avant le retrait reste licite.',
      ],
    },
  },
};

const SHARED: Wordings<Shared> = {
  en: {
    told: 'We tell everybody to whom we gave these data.',
    ask: 'If you want to know who that is, ask us.',
  },
  de: {
    told: 'Wir teilen dies allen mit, denen wir diese Daten gegeben haben.',
    ask: 'Wenn Sie wissen möchten, wer das ist, fragen Sie uns.',
  },
  fr: {
    told: 'Nous en informons tous ceux à qui nous avons communiqué ces données.',
    ask: 'Si vous souhaitez savoir de qui il s’agit, demandez-le-nous.',
  },
};

/** A right was carried out; its recipients are told, and named when the person asks (Art. 19). */
export const carriedOut: Letter<CarriedOutFacts> = ({ type, marketing, told, complaint }, language) => {
  const { subject, says } = WORDINGS[language][marketing ? 'marketing' : type];
  const shared = SHARED[language];
  return {
    subject,
    blocks: [...says, ...(told > 0 ? [shared.told, shared.ask] : [])],
    remedies: remedies(complaint, language),
  };
};
