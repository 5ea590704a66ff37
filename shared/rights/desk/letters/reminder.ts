import type { Letter, Wordings } from '../../letters/content.ts';

/** Facts of a reminder to members of the business; nothing of the person and nothing that the person said. */
export interface ReminderFacts {
  /** Article of the right. */
  readonly article: string;
  /** Days until the earliest clock runs out; negative once it has. */
  readonly daysLeft: number;
  /** Nobody saw to it in time: members who do not handle requests are told as well. */
  readonly escalated: boolean;
  /** Something that was awaited until today has not come. */
  readonly awaited: boolean;
  /** It was extended, and today is the last day on which it can be refused in time. */
  readonly lastToRefuse: boolean;
  /** Where the request is read; ids only. */
  readonly url?: string;
}

interface Words {
  readonly subject: (reference: string, daysLeft: number) => string;
  readonly left: (article: string, daysLeft: number) => string;
  readonly awaited: string;
  readonly lastToRefuse: string;
  readonly escalated: string;
  readonly label: string;
}

const WORDINGS: Wordings<Words> = {
  en: {
    subject: (reference, left) => `Request ${reference}: ${left < 0 ? 'overdue' : `${left} days left`}`,
    left: (article, left) =>
      left < 0
        ? `A request under Art. ${article} has been overdue for ${-left} days.`
        : `A request under Art. ${article} is due in ${left} days.`,
    awaited: 'What was awaited until today has not been marked as done.',
    lastToRefuse: 'Today is the last day for a refusal, also of a part: the extension does not cover it.',
    escalated: 'You get this message because the time is over.',
    label: 'Read the request',
  },
  de: {
    subject: (reference, left) => `Anfrage ${reference}: ${left < 0 ? 'überfällig' : `noch ${left} Tage`}`,
    left: (article, left) =>
      left < 0
        ? `Eine Anfrage nach Art. ${article} ist seit ${-left} Tagen überfällig.`
        : `Eine Anfrage nach Art. ${article} ist in ${left} Tagen fällig.`,
    awaited: 'Was bis heute erwartet wurde, ist nicht als erledigt vermerkt.',
    lastToRefuse:
      'Heute ist der letzte Tag für eine Ablehnung, auch eines Teils: Die Verlängerung gilt dafür nicht.',
    escalated: 'Sie erhalten diese Nachricht, weil die Zeit abgelaufen ist.',
    label: 'Anfrage lesen',
  },
  fr: {
    subject: (reference, left) => `Demande ${reference} : ${left < 0 ? 'en retard' : `encore ${left} jours`}`,
    left: (article, left) =>
      left < 0
        ? `Une demande au titre de l’art. ${article} est en retard de ${-left} jours.`
        : `Une demande au titre de l’art. ${article} arrive à échéance dans ${left} jours.`,
    awaited: 'Ce qui était attendu jusqu’à aujourd’hui n’a pas été noté comme fait.',
    lastToRefuse:
      'Aujourd’hui est le dernier jour pour un refus, même partiel : la prolongation ne le couvre pas.',
    escalated: 'Vous recevez ce message parce que le délai est écoulé.',
    label: 'Lire la demande',
  },
};

/** Reminds members of a request. */
export const reminder: Letter<ReminderFacts> = (facts, language) => {
  const words = WORDINGS[language];
  const { reference, article, daysLeft, escalated, awaited, lastToRefuse, url } = facts;
  return {
    subject: words.subject(reference, daysLeft),
    blocks: [
      words.left(article, daysLeft),
      ...(awaited ? [words.awaited] : []),
      ...(lastToRefuse ? [words.lastToRefuse] : []),
      ...(escalated ? [words.escalated] : []),
    ],
    ...(url ? { link: { label: words.label, url } } : {}),
  };
};
