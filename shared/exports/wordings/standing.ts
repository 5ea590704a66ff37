import type { Wordings } from '../../catalogue/languages.ts';
import type { RequestState } from '../../rights/request/life-cycle.ts';
import type { Ground } from '../../subjects/grounds.ts';

/** How a request stands, as its person reads it. */
export const STATE_WORDINGS: Readonly<Record<RequestState, Wordings<string>>> = {
  received: { en: 'Received', de: 'Eingegangen', fr: 'Reçue' },
  'please-specify': {
    en: 'You were asked to specify',
    de: 'Sie wurden um nähere Angaben gebeten',
    fr: 'Il vous a été demandé de préciser',
  },
  verifying: {
    en: 'It is being made sure that it comes from you',
    de: 'Es wird sichergestellt, dass er von Ihnen kommt',
    fr: 'On s’assure qu’elle vient de vous',
  },
  verified: { en: 'Being worked on', de: 'In Bearbeitung', fr: 'En cours de traitement' },
  preparing: { en: 'Being prepared', de: 'In Vorbereitung', fr: 'En préparation' },
  review: { en: 'Being reviewed', de: 'In Prüfung', fr: 'En cours d’examen' },
  blocked: {
    en: 'Waits for something outside',
    de: 'Wartet auf etwas außerhalb',
    fr: 'Attend un élément extérieur',
  },
  approved: { en: 'Approved', de: 'Bewilligt', fr: 'Approuvée' },
  executing: { en: 'Being carried out', de: 'Wird ausgeführt', fr: 'En cours d’exécution' },
  released: {
    en: 'The package waits to be fetched',
    de: 'Das Paket liegt zum Abholen bereit',
    fr: 'Le dossier attend d’être retiré',
  },
  'partly-done': { en: 'Carried out in part', de: 'Zum Teil ausgeführt', fr: 'Exécutée en partie' },
  failed: { en: 'Failed; it is tried again', de: 'Gescheitert; wird wiederholt', fr: 'Échec ; nouvel essai' },
  lifting: {
    en: 'The restriction is about to be lifted',
    de: 'Die Einschränkung wird bald aufgehoben',
    fr: 'La limitation va être levée',
  },
  done: { en: 'Done', de: 'Erledigt', fr: 'Faite' },
  refused: { en: 'Refused', de: 'Abgelehnt', fr: 'Refusée' },
  'nothing-found': {
    en: 'Nothing was held about you',
    de: 'Es war nichts über Sie gespeichert',
    fr: 'Rien n’était détenu à votre sujet',
  },
  'not-identifiable': {
    en: 'The data could not be told to be yours',
    de: 'Die Daten ließen sich Ihnen nicht zuordnen',
    fr: 'Les données ne pouvaient vous être attribuées',
  },
  expired: { en: 'Ended without an answer', de: 'Ohne Antwort beendet', fr: 'Terminée sans réponse' },
  cancelled: { en: 'Withdrawn', de: 'Zurückgezogen', fr: 'Retirée' },
};

/** What a restriction means, as the person whom it protects reads it. */
export const GROUND_WORDINGS: Readonly<Record<Ground, Wordings<string>>> = {
  accuracy: {
    en: 'You contest that the data are accurate, which is being verified',
    de: 'Sie bestreiten die Richtigkeit der Daten; das wird geprüft',
    fr: 'Vous contestez l’exactitude des données, ce qui est vérifié',
  },
  unlawful: {
    en: 'Processing is unlawful, and you prefer restriction to erasure',
    de: 'Die Verarbeitung ist unrechtmäßig, und Sie ziehen die Einschränkung der Löschung vor',
    fr: 'Le traitement est illicite et vous préférez la limitation à l’effacement',
  },
  claims: {
    en: 'No longer needed, but you need it for legal claims',
    de: 'Nicht mehr nötig, aber Sie brauchen es für Rechtsansprüche',
    fr: 'Plus nécessaire, mais vous en avez besoin pour des droits en justice',
  },
  objection: {
    en: 'Your objection is being weighed',
    de: 'Ihr Widerspruch wird abgewogen',
    fr: 'Votre opposition est examinée',
  },
  objected: {
    en: 'Your objection was upheld',
    de: 'Ihrem Widerspruch wurde stattgegeben',
    fr: 'Votre opposition a été admise',
  },
  marketing: {
    en: 'You objected to direct marketing, which ends whatever the basis',
    de: 'Sie haben der Direktwerbung widersprochen; sie endet ohne Abwägung',
    fr: 'Vous vous êtes opposé à la prospection, qui prend fin quelle qu’en soit la base',
  },
  suppressed: {
    en: 'Somebody under the same address or number objected to this purpose or withdrew consent',
    de: 'Unter derselben Adresse oder Nummer wurde diesem Zweck widersprochen oder eine Einwilligung widerrufen',
    fr: 'Sous la même adresse ou le même numéro, quelqu’un s’est opposé à cette finalité ou a retiré un consentement',
  },
  withdrawal: {
    en: 'You withdrew your consent',
    de: 'Sie haben Ihre Einwilligung widerrufen',
    fr: 'Vous avez retiré votre consentement',
  },
  child: {
    en: 'Data of a child, until a parent authorises them or they are erased',
    de: 'Daten eines Kindes, bis ein Elternteil einwilligt oder sie gelöscht werden',
    fr: 'Données d’un enfant, jusqu’à l’autorisation d’un parent ou à leur effacement',
  },
  decision: {
    en: 'You are not subject to automated decisions',
    de: 'Sie unterliegen keinen automatisierten Entscheidungen',
    fr: 'Vous n’êtes soumis à aucune décision automatisée',
  },
};

/** Why a mark of an identifier stays. */
export const MARK_WORDINGS: Readonly<Record<'tombstone' | 'suppression', Wordings<string>>> = {
  tombstone: {
    en: 'Keeping old imports and restored backups from bringing back what was erased',
    de: 'Verhindern, dass alte Importe und zurückgespielte Sicherungen Gelöschtes zurückbringen',
    fr: 'Empêcher que d’anciens imports et des sauvegardes restaurées ramènent ce qui a été effacé',
  },
  suppression: {
    en: 'Heeding an objection or a withdrawal when somebody under the same address is met again',
    de: 'Einen Widerspruch oder Widerruf beachten, wenn dieselbe Adresse wieder vorkommt',
    fr: 'Respecter une opposition ou un retrait lorsque la même adresse se présente à nouveau',
  },
};
