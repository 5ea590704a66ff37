import type { UploadForm } from '../../files/objects.ts';
import type { Language, Wordings } from '../letters/content.ts';
import { escapeHtml } from '../letters/render.ts';
import { frame } from './pages.ts';
import { DOCUMENT_TYPES } from '../identity/document-kinds.ts';
import type { Arrival } from './evidence-door.ts';

interface Words {
  readonly title: string;
  /** Why, what to cover, when it goes (Art. 12(6), 13, 5(1)(c) and (e)). */
  readonly says: readonly string[];
  readonly begin: string;
  readonly file: string;
  readonly send: string;
  readonly arrival: Readonly<Record<Arrival, string>>;
}

const WORDINGS: Wordings<Words> = {
  en: {
    title: 'Send a document',
    says: [
      'Before the business acts on your request it has to be sure that the request is yours (Art. 12(6) GDPR). For this one check it needs a document with your name.',
      'Cover everything but your name and what shows that it is such a document: photograph, number, signature and machine-readable lines are not needed.',
      'It is sealed on arrival, seen only by those who handle these requests, and destroyed as soon as it has been looked at, after thirty days at the latest.',
    ],
    begin: 'Choose a document',
    file: 'A PDF, JPEG or PNG of at most 10 MB',
    send: 'Send',
    arrival: {
      arrived: 'Thank you. Your document has arrived; you hear from the business.',
      nothing: 'Nothing has arrived yet. Please choose a document and send it.',
      type: 'This is no PDF, JPEG or PNG; it was deleted. Please choose another one.',
    },
  },
  de: {
    title: 'Ein Dokument senden',
    says: [
      'Bevor das Unternehmen Ihrer Anfrage nachkommt, muss es sicher sein, dass sie von Ihnen stammt (Art. 12 Abs. 6 DSGVO). Für diese eine Prüfung braucht es ein Dokument mit Ihrem Namen.',
      'Decken Sie alles ab außer Ihrem Namen und dem, was zeigt, dass es ein solches Dokument ist: Foto, Nummer, Unterschrift und maschinenlesbare Zeilen werden nicht gebraucht.',
      'Es wird beim Eingang versiegelt, nur von denen gesehen, die solche Anfragen bearbeiten, und vernichtet, sobald es angesehen wurde, spätestens nach dreißig Tagen.',
    ],
    begin: 'Dokument auswählen',
    file: 'Ein PDF, JPEG oder PNG von höchstens 10 MB',
    send: 'Senden',
    arrival: {
      arrived: 'Danke. Ihr Dokument ist angekommen; Sie hören vom Unternehmen.',
      nothing: 'Es ist noch nichts angekommen. Bitte wählen Sie ein Dokument und senden Sie es.',
      type: 'Das ist kein PDF, JPEG oder PNG; es wurde gelöscht. Bitte wählen Sie ein anderes.',
    },
  },
  fr: {
    title: 'Envoyer un document',
    says: [
      'Avant de donner suite à votre demande, l’entreprise doit être sûre qu’elle vient de vous (art. 12, paragraphe 6, du RGPD). Pour cette seule vérification, il lui faut un document à votre nom.',
      'Masquez tout sauf votre nom et ce qui montre qu’il s’agit d’un tel document : photo, numéro, signature et lignes lisibles par machine sont inutiles.',
      'Il est scellé à son arrivée, vu seulement par les personnes qui traitent ces demandes, et détruit dès qu’il a été examiné, au plus tard après trente jours.',
    ],
    begin: 'Choisir un document',
    file: 'Un PDF, JPEG ou PNG de 10 Mo au plus',
    send: 'Envoyer',
    arrival: {
      arrived: 'Merci. Votre document est arrivé ; l’entreprise vous répondra.',
      nothing: 'Rien n’est encore arrivé. Veuillez choisir un document et l’envoyer.',
      type: 'Ce n’est ni un PDF, ni un JPEG, ni un PNG ; il a été supprimé. Veuillez en choisir un autre.',
    },
  },
};

const paragraphs = (texts: readonly string[]) => texts.map((text) => `<p>${escapeHtml(text)}</p>`).join('\n');

const begin = (language: Language, to: string) =>
  `<form method="post" action="${escapeHtml(to)}"><input type="hidden" name="begin" value="upload"><button>${escapeHtml(WORDINGS[language].begin)}</button></form>`;

function shown(language: Language, ...body: readonly string[]): string {
  const { title } = WORDINGS[language];
  return frame(language, title, [`<h1>${escapeHtml(title)}</h1>`, ...body]);
}

/** The page of a link that takes a document: why it is needed, what to cover, when it goes. */
export function uploadPage(language: Language, link: string): string {
  return shown(language, paragraphs(WORDINGS[language].says), begin(language, `${link}/form`));
}

/** The page with the form that goes to the bucket; it works without scripts and comes back to us. */
export function uploadFormPage(language: Language, { url, fields }: UploadForm): string {
  const { says, file, send } = WORDINGS[language];
  const hidden = Object.entries(fields).map(
    ([name, value]) => `<input type="hidden" name="${escapeHtml(name)}" value="${escapeHtml(value)}">`,
  );
  // The bucket reads no field after the file.
  const input = `<p><label>${escapeHtml(file)}<br><input type="file" name="file" accept="${DOCUMENT_TYPES.join(',')}" required></label></p>`;
  const form = `<form method="post" enctype="multipart/form-data" action="${escapeHtml(url)}">${hidden.join('')}${input}<button>${escapeHtml(send)}</button></form>`;
  return shown(language, paragraphs(says.slice(1)), form);
}

/** The page after a document was sent. */
export function arrivalPage(language: Language, outcome: Arrival): string {
  const again = outcome === 'arrived' ? '' : begin(language, 'form');
  return shown(language, paragraphs([WORDINGS[language].arrival[outcome]]), again);
}
