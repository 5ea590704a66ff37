import { LANGUAGES, type Wordings } from '../rights/letters/content.ts';
import { escapeHtml } from '../rights/letters/render.ts';
import { REQUEST_TYPES, type RequestType } from '../rights/rights.ts';

/** What can be ticked: never more than a help, since free wording is enough (DSR-07). */
const RIGHTS: Readonly<Record<RequestType, Wordings<string>>> = {
  information: {
    en: 'Information about how you use my data',
    de: 'Auskunft, wie Sie meine Daten verwenden',
    fr: 'Information sur l’usage de mes données',
  },
  access: { en: 'A copy of my data', de: 'Eine Kopie meiner Daten', fr: 'Une copie de mes données' },
  rectification: { en: 'Correct my data', de: 'Meine Daten berichtigen', fr: 'Rectifier mes données' },
  erasure: { en: 'Erase my data', de: 'Meine Daten löschen', fr: 'Effacer mes données' },
  restriction: {
    en: 'Restrict the use of my data',
    de: 'Die Verarbeitung einschränken',
    fr: 'Limiter le traitement',
  },
  portability: {
    en: 'My data in a machine-readable form',
    de: 'Meine Daten maschinenlesbar',
    fr: 'Mes données dans un format lisible par machine',
  },
  objection: {
    en: 'Object to the use of my data',
    de: 'Der Verarbeitung widersprechen',
    fr: 'M’opposer au traitement',
  },
  withdrawal: {
    en: 'Withdraw my consent',
    de: 'Meine Einwilligung widerrufen',
    fr: 'Retirer mon consentement',
  },
  review: {
    en: 'A person to review an automated decision',
    de: 'Überprüfung einer automatisierten Entscheidung',
    fr: 'Réexamen humain d’une décision automatisée',
  },
  complaint: { en: 'A complaint', de: 'Eine Beschwerde', fr: 'Une réclamation' },
};

const SAYS = {
  form: {
    en: 'Write about your data in your own words; nothing else is needed. With an address you get an answer.',
    de: 'Schreiben Sie in eigenen Worten, worum es bei Ihren Daten geht; mehr ist nicht nötig. Mit einer Adresse erhalten Sie eine Antwort.',
    fr: 'Écrivez avec vos mots ce qui concerne vos données ; rien d’autre n’est nécessaire. Avec une adresse, vous recevrez une réponse.',
  },
  vendor: {
    en: 'Name the business that your message is about; it is passed on unread. Leave it empty if it is about us.',
    de: 'Nennen Sie das Unternehmen, um das es geht; die Nachricht wird ungelesen weitergeleitet. Geht es um uns, lassen Sie das Feld leer.',
    fr: 'Nommez l’entreprise concernée ; le message lui est transmis sans être lu. S’il s’agit de nous, laissez ce champ vide.',
  },
  thanks: {
    en: 'Thank you. If the address of this page is right, your message has arrived.',
    de: 'Danke. Wenn die Adresse dieser Seite stimmt, ist Ihre Nachricht angekommen.',
    fr: 'Merci. Si l’adresse de cette page est exacte, votre message est arrivé.',
  },
  later: {
    en: 'This is not available right now. Please try again later.',
    de: 'Das ist gerade nicht verfügbar. Bitte versuchen Sie es später.',
    fr: 'Ceci n’est pas disponible pour le moment. Réessayez plus tard.',
  },
  business: { en: 'Business', de: 'Unternehmen', fr: 'Entreprise' },
  message: { en: 'Message', de: 'Nachricht', fr: 'Message' },
  email: { en: 'E-mail', de: 'E-Mail', fr: 'E-mail' },
  name: { en: 'Name', de: 'Name', fr: 'Nom' },
  phone: { en: 'Telephone', de: 'Telefon', fr: 'Téléphone' },
} as const satisfies Record<string, Wordings<string>>;
type Saying = keyof typeof SAYS;

const STYLE =
  'body{font:1.1rem/1.5 system-ui,sans-serif;max-width:40rem;margin:3rem auto;padding:0 1rem}' +
  'input,textarea,button{font:inherit;padding:.4rem;box-sizing:border-box}' +
  'input:not([type=checkbox]),textarea{width:100%}label{display:block;margin:.5rem 0}p[lang]{margin:.3rem 0}';

/** The same words in each language once. */
const words = (said: Wordings<string>): string =>
  [...new Set(LANGUAGES.map((language) => said[language]))].map(escapeHtml).join(' · ');

const paragraphs = (saying: Saying): string =>
  LANGUAGES.map((language) => `<p lang="${language}">${escapeHtml(SAYS[saying][language])}</p>`).join('\n');

const field = (name: Saying, input: string): string => `<label>${words(SAYS[name])}<br>${input}</label>`;

function page(body: readonly string[]): string {
  return [
    '<!doctype html>',
    '<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">',
    `<title>Privacy · Datenschutz · Vie privée</title><style>${STYLE}</style></head><body>`,
    ...body,
    '</body></html>',
  ].join('\n');
}

/** The form, without scripts; of every business it is the same page, since nothing is looked up for it. */
export function formPage(door: 'form' | 'vendor'): string {
  const rights = REQUEST_TYPES.map(
    (type) => `<label><input type="checkbox" name="${type}" value="on"> ${words(RIGHTS[type])}</label>`,
  );
  return page([
    paragraphs('form'),
    ...(door === 'vendor' ? [paragraphs('vendor')] : []),
    '<form method="post">',
    ...(door === 'vendor' ? [field('business', '<input name="business" maxlength="200">')] : []),
    ...rights,
    field('message', '<textarea name="message" rows="10" maxlength="10000" required></textarea>'),
    field('email', '<input name="email" type="email" maxlength="254" autocomplete="email">'),
    field('name', '<input name="name" maxlength="200" autocomplete="name">'),
    field('phone', '<input name="phone" type="tel" maxlength="40" autocomplete="tel">'),
    '<button>OK</button></form>',
  ]);
}

/** The page after the form. */
export function answerPage(saying: 'thanks' | 'later'): string {
  return page([paragraphs(saying)]);
}
