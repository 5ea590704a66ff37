import type { Language } from '../letters/content.ts';
import { escapeHtml } from '../letters/render.ts';
import type { LinkPurpose } from '../letters/link.ts';

/** One sentence in every language of the letters; a page learns nothing about its reader before the code. */
interface Sentences {
  readonly en: string;
  readonly de: string;
  readonly fr: string;
}

const SAYS = {
  verify: {
    en: 'Confirm your request: ask for a code. It comes in a separate mail.',
    de: 'Anfrage bestätigen: Fordern Sie einen Code an. Er kommt in einer eigenen E-Mail.',
    fr: 'Confirmer votre demande : demandez un code. Il arrive dans un message séparé.',
  },
  awaited: {
    en: 'The business needs to know that the request comes from you. It has written to the address that it already had of you: go on from that message. Nothing can be confirmed here.',
    de: 'Das Unternehmen muss wissen, dass die Anfrage von Ihnen kommt. Es hat an die Adresse geschrieben, die es schon von Ihnen hatte: Machen Sie mit dieser Nachricht weiter. Hier lässt sich nichts bestätigen.',
    fr: 'L’entreprise doit savoir que la demande vient de vous. Elle a écrit à l’adresse qu’elle avait déjà de vous : continuez à partir de ce message. Rien ne peut être confirmé ici.',
  },
  collect: {
    en: 'Fetch the copy of your data: ask for a code. It comes in a separate mail.',
    de: 'Kopie Ihrer Daten abholen: Fordern Sie einen Code an. Er kommt in einer eigenen E-Mail.',
    fr: 'Récupérer la copie de vos données : demandez un code. Il arrive dans un message séparé.',
  },
  transfer: {
    en: 'Fetch data that somebody takes along to you: ask for a code. It goes to that person, who passes it on to you.',
    de: 'Daten abholen, die jemand zu Ihnen mitnimmt: Fordern Sie einen Code an. Er geht an diese Person, die ihn an Sie weitergibt.',
    fr: 'Récupérer des données que quelqu’un emporte chez vous : demandez un code. Il est envoyé à cette personne, qui vous le transmet.',
  },
  asked: {
    en: 'If this link is valid, a code is on its way to the person. Enter it here once it was passed on to you; this page can be opened again for three days.',
    de: 'Wenn dieser Link gültig ist, ist ein Code zu der Person unterwegs. Geben Sie ihn hier ein, sobald Sie ihn haben; die Seite lässt sich drei Tage lang wieder öffnen.',
    fr: 'Si ce lien est valable, un code est en route vers la personne. Saisissez-le ici dès que vous l’avez ; la page peut être rouverte pendant trois jours.',
  },
  sent: {
    en: 'If this link is valid, a code is on its way to your mailbox. Enter it here.',
    de: 'Wenn dieser Link gültig ist, ist ein Code zu Ihrem Postfach unterwegs. Geben Sie ihn hier ein.',
    fr: 'Si ce lien est valable, un code est en route vers votre boîte. Saisissez-le ici.',
  },
  wrong: {
    en: 'This link and this code do not belong together, or their time is over. Ask for a new code.',
    de: 'Dieser Link und dieser Code gehören nicht zusammen, oder ihre Zeit ist abgelaufen. Fordern Sie einen neuen Code an.',
    fr: 'Ce lien et ce code ne vont pas ensemble, ou leur délai est écoulé. Demandez un nouveau code.',
  },
  locked: {
    en: 'Too many wrong codes. Your request goes on; ask the business for a new link.',
    de: 'Zu viele falsche Codes. Ihre Anfrage läuft weiter; bitten Sie das Unternehmen um einen neuen Link.',
    fr: 'Trop de codes erronés. Votre demande suit son cours ; demandez un nouveau lien à l’entreprise.',
  },
  later: {
    en: 'This is not available right now. Please try again later.',
    de: 'Das ist gerade nicht verfügbar. Bitte versuchen Sie es später.',
    fr: 'Ceci n’est pas disponible pour le moment. Réessayez plus tard.',
  },
  confirmed: {
    en: 'Thank you. Your request is confirmed.',
    de: 'Danke. Ihre Anfrage ist bestätigt.',
    fr: 'Merci. Votre demande est confirmée.',
  },
  receipt: {
    en: 'This is the receipt of an erasure, with what was filed since. Save this page: it can be verified without us.',
    de: 'Dies ist der Beleg einer Löschung mit allem, was seither dazukam. Speichern Sie diese Seite: Er lässt sich ohne uns prüfen.',
    fr: 'Voici le reçu d’un effacement, avec ce qui y a été ajouté. Enregistrez cette page : il peut être vérifié sans nous.',
  },
  noUpload: {
    en: 'Through this link no document can be sent (any more). If you were asked for one, ask the business for a new link, or send it by post.',
    de: 'Über diesen Link lässt sich kein Dokument (mehr) senden. Wenn eines von Ihnen erbeten wurde, bitten Sie das Unternehmen um einen neuen Link oder senden Sie es per Post.',
    fr: 'Ce lien ne permet pas (ou plus) d’envoyer de document. Si l’on vous en a demandé un, demandez un nouveau lien à l’entreprise ou envoyez-le par la poste.',
  },
  noReceipt: {
    en: 'This link leads to no receipt.',
    de: 'Dieser Link führt zu keinem Beleg.',
    fr: 'Ce lien ne mène à aucun reçu.',
  },
  notice: {
    en: 'Personal data that were disclosed to you: what became of the notice that brought you here?',
    de: 'Personenbezogene Daten, die Ihnen offengelegt wurden: Was wurde aus der Mitteilung, die Sie hierher geführt hat?',
    fr: 'Données personnelles qui vous ont été communiquées : quelle suite a été donnée à la notification qui vous amène ici ?',
  },
  noticeAnswered: {
    en: 'Thank you. If this link is valid, your answer has arrived.',
    de: 'Danke. Wenn dieser Link gültig ist, ist Ihre Antwort angekommen.',
    fr: 'Merci. Si ce lien est valable, votre réponse est arrivée.',
  },
  ready: {
    en: 'Your copy is ready. The address works for a few minutes; with a new code you get another one.',
    de: 'Ihre Kopie liegt bereit. Die Adresse gilt wenige Minuten; mit einem neuen Code erhalten Sie eine weitere.',
    fr: 'Votre copie est prête. L’adresse est valable quelques minutes ; un nouveau code en donne une autre.',
  },
} as const satisfies Record<string, Sentences>;
/** What a page says. */
export type Saying = keyof typeof SAYS;

const STYLE =
  'body{font:1.1rem/1.5 system-ui,sans-serif;max-width:36rem;margin:3rem auto;padding:0 1rem}' +
  'button,input{font:inherit;padding:.5rem .8rem}p[lang]{margin:.4rem 0}';

/** The frame of every page. */
export function frame(language: Language, title: string, body: readonly string[]): string {
  return [
    '<!doctype html>',
    `<html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">`,
    `<title>${escapeHtml(title)}</title><style>${STYLE}</style></head><body>`,
    ...body,
    '</body></html>',
  ].join('\n');
}

/** A page that says one thing in every language, above its form. */
export function page(saying: Saying, body: string): string {
  const sentences = Object.entries(SAYS[saying]).map(
    ([language, text]) => `<p lang="${language}">${escapeHtml(text)}</p>`,
  );
  return frame('en', 'Code', [...sentences, body]);
}

const ask = (to: string) =>
  `<form method="post" action="${escapeHtml(to)}"><input type="hidden" name="send" value="code"><button>Code ›</button></form>`;

const enter = (to: string) =>
  `<form method="post" action="${escapeHtml(to)}"><input name="code" inputmode="numeric" autocomplete="one-time-code" maxlength="12" required aria-label="Code"><button>OK</button></form>`;

/** The page behind a link: the same for every link, since nothing is looked up yet. */
export function askPage(purpose: LinkPurpose, link: string): string {
  return page(purpose, ask(`${link}/code`));
}

/** The page for whoever comes to confirm a request without the link: the same for everybody. */
export function awaitedPage(): string {
  return page('awaited', '');
}

/** The page that takes a code. */
export function enterPage(saying: Saying): string {
  const again = saying === 'wrong' || saying === 'later' ? ask('code') : '';
  return page(saying, saying === 'locked' ? '' : `${enter('answer')}${again}`);
}

/** The page after a right code; with an address when there is one to follow. */
export function donePage(saying: Saying, url?: string): string {
  return page(saying, url ? `<p><a href="${escapeHtml(url)}" rel="noreferrer">⬇ ZIP</a></p>` : '');
}

/** The page of a link that takes no document, whyever; or of one that takes none right now. */
export function noUploadPage(ever: boolean): string {
  return page(ever ? 'noUpload' : 'later', '');
}

/** The page of a receipt as it is verified, or that there is none behind the link. */
export function receiptPage(fetched?: unknown): string {
  if (fetched === undefined) return page('noReceipt', '');
  return page('receipt', `<pre>${escapeHtml(JSON.stringify(fetched, null, 2))}</pre>`);
}
