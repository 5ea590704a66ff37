import type { Letter, Wordings } from './content.ts';
import type { Complaint } from './remedies.ts';
import { remedies } from './remedies.ts';

/** Facts of an answer that nothing is held. */
export interface NothingFoundFacts {
  readonly complaint: Complaint;
}

const WORDINGS: Wordings<{ readonly subject: string; readonly nothing: string; readonly kept: string }> = {
  en: {
    subject: 'We found no data about you',
    nothing: 'We searched for what you told us and found no data about you.',
    kept: 'Your request itself is kept as proof that we answered it; what you wrote in it is deleted once this letter is delivered.',
  },
  de: {
    subject: 'Wir haben keine Daten über Sie gefunden',
    nothing: 'Wir haben nach Ihren Angaben gesucht und keine Daten über Sie gefunden.',
    kept: 'Die Anfrage selbst bewahren wir als Nachweis der Antwort auf; was Sie darin geschrieben haben, wird gelöscht, sobald dieses Schreiben zugestellt ist.',
  },
  fr: {
    subject: 'Nous n’avons trouvé aucune donnée vous concernant',
    nothing: 'Nous avons cherché d’après vos indications et n’avons trouvé aucune donnée vous concernant.',
    kept: 'La demande elle-même est conservée comme preuve de notre réponse ; ce que vous y avez écrit est supprimé dès la remise de cette lettre.',
  },
};

/** Nothing is held: the negative answer of Art. 15(1) is an answer, with its remedies. */
export const nothingFound: Letter<NothingFoundFacts> = ({ complaint }, language) => {
  const words = WORDINGS[language];
  return {
    subject: words.subject,
    blocks: [words.nothing, words.kept],
    remedies: remedies(complaint, language),
  };
};
