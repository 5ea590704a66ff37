import { citation } from './citation.ts';
import type { Letter, Wordings } from './content.ts';
import { lawOf, type Complaint } from './remedies.ts';

/** Facts of the question for a document. */
export interface ShowDocumentFacts {
  /** True when it was asked in time, so that the clock stands still until the answer. */
  readonly clockStops: boolean;
  readonly complaint: Complaint;
  /** The page that takes a copy, in a letter that goes by mail. */
  readonly url?: string;
}

interface Words {
  readonly subject: string;
  readonly opening: string;
  readonly asks: string;
  readonly page: string;
  readonly covered: string;
  readonly deleted: string;
  readonly stops: string;
  readonly runs: string;
}

/** The doubt itself is not told: the letter may reach whoever it is about, and must not confirm that data exist (DSR-08). */
const WORDINGS: Wordings<Words> = {
  en: {
    subject: 'Please show us that the request is yours',
    opening:
      'Before we act on your request we have to be sure that it is yours, and we have a reason to doubt it. This does not say whether we hold data about you.',
    asks: 'Please show us a document with your name, by post or in person; a copy is enough.',
    page: 'Send a copy through our page',
    covered:
      'Cover everything but your name and what shows that it is such a document: photograph, number, signature and machine-readable lines are not needed.',
    deleted:
      'Only those who handle these requests see it. It is deleted as soon as it has been looked at, after thirty days at the latest.',
    stops: 'Until it arrives the time for our answer stands still.',
    runs: 'The time for our answer goes on meanwhile.',
  },
  de: {
    subject: 'Bitte zeigen Sie uns, dass die Anfrage von Ihnen stammt',
    opening:
      'Bevor wir Ihrer Anfrage nachkommen, müssen wir sicher sein, dass sie von Ihnen stammt, und wir haben einen Grund zu zweifeln. Das sagt nicht, ob wir Daten über Sie speichern.',
    asks: 'Bitte zeigen Sie uns per Post oder persönlich ein Dokument mit Ihrem Namen; eine Kopie genügt.',
    page: 'Eine Kopie über unsere Seite senden',
    covered:
      'Decken Sie alles ab außer Ihrem Namen und dem, was zeigt, dass es ein solches Dokument ist: Foto, Nummer, Unterschrift und maschinenlesbare Zeilen werden nicht gebraucht.',
    deleted:
      'Nur wer solche Anfragen bearbeitet, sieht es. Es wird gelöscht, sobald es angesehen wurde, spätestens nach dreißig Tagen.',
    stops: 'Bis zum Eingang ruht die Frist für unsere Antwort.',
    runs: 'Die Frist für unsere Antwort läuft währenddessen weiter.',
  },
  fr: {
    subject: 'Merci de nous montrer que la demande vient de vous',
    opening:
      'Avant de donner suite à votre demande, nous devons être sûrs qu’elle vient de vous, et nous avons une raison d’en douter. Cela ne dit pas si nous détenons des données vous concernant.',
    asks: 'Merci de nous présenter, par la poste ou sur place, un document à votre nom ; une copie suffit.',
    page: 'Envoyer une copie par notre page',
    covered:
      'Masquez tout sauf votre nom et ce qui montre qu’il s’agit d’un tel document : photo, numéro, signature et lignes lisibles par machine sont inutiles.',
    deleted:
      'Seules les personnes qui traitent ces demandes le voient. Il est supprimé dès qu’il a été examiné, au plus tard après trente jours.',
    stops: 'Jusqu’à sa réception, notre délai de réponse est suspendu.',
    runs: 'Notre délai de réponse continue de courir dans l’intervalle.',
  },
};

/** Asks for a document, with what to cover and when it goes (Art. 12(6), 5(1)(c) and (e)). */
export const showDocument: Letter<ShowDocumentFacts> = ({ clockStops, complaint, url }, language) => {
  const words = WORDINGS[language];
  const source = citation('12(6)', lawOf(complaint), language);
  return {
    subject: words.subject,
    blocks: [
      words.opening,
      words.asks,
      words.covered,
      words.deleted,
      clockStops ? words.stops : words.runs,
      ...(source ? [`(${source})`] : []),
    ],
    ...(url ? { link: { label: words.page, url } } : {}),
  };
};
