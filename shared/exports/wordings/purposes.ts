import type { Wordings } from '../../catalogue/languages.ts';
import { PURPOSES, type Purpose, type RetentionClass } from '../../catalogue/vocabulary.ts';

/** What data are held for, as the person reads it (Art. 13(1)(c), 15(1)(a)). */
export const PURPOSE_WORDINGS: Wordings<Readonly<Record<Purpose, string>>> = {
  en: {
    ...PURPOSES,
    marketing: 'Telling customers about the business’s own goods; only with consent or until you object',
  },
  de: {
    'customer-care': 'Kunden und ihre Ansprechpersonen kennen und betreuen',
    'order-fulfilment': 'Bestellungen annehmen, ausliefern und betreuen',
    invoicing: 'Rechnungen stellen und Zahlungen einziehen',
    accounting: 'Die Bücher führen, die das Gesetz verlangt',
    'product-catalogue': 'Beschreiben und bevorraten, was verkauft wird',
    security: 'Den Dienst und seine Daten sichern',
    'rights-handling': 'Die Rechte betroffener Personen erfüllen',
    marketing:
      'Kunden über eigene Waren des Unternehmens informieren; nur mit Einwilligung oder bis Sie widersprechen',
  },
  fr: {
    'customer-care': 'Connaître et servir les clients et leurs interlocuteurs',
    'order-fulfilment': 'Prendre, livrer et suivre les commandes',
    invoicing: 'Facturer et encaisser les paiements',
    accounting: 'Tenir les livres que la loi exige',
    'product-catalogue': 'Décrire et stocker ce qui est vendu',
    security: 'Protéger le service et ses données',
    'rights-handling': 'Répondre aux droits des personnes concernées',
    marketing:
      'Informer les clients des produits de l’entreprise ; seulement avec consentement ou jusqu’à votre opposition',
  },
};

/** How long data are held, as the person reads it (Art. 13(2)(a), 15(1)(d)). */
export const PERIOD_WORDINGS: Wordings<Readonly<Record<RetentionClass, string>>> = {
  en: {
    relationship: 'Three years after the relationship ends',
    financial: 'As long as tax law demands',
    operational: 'Three years after the last change',
    catalogue: 'As long as it is in use',
    request: 'Three years after the request was closed',
  },
  de: {
    relationship: 'Drei Jahre nach dem Ende der Geschäftsbeziehung',
    financial: 'So lange, wie das Steuerrecht es verlangt',
    operational: 'Drei Jahre nach der letzten Änderung',
    catalogue: 'Solange es gebraucht wird',
    request: 'Drei Jahre nach dem Abschluss des Antrags',
  },
  fr: {
    relationship: 'Trois ans après la fin de la relation',
    financial: 'Aussi longtemps que le droit fiscal l’exige',
    operational: 'Trois ans après la dernière modification',
    catalogue: 'Tant que cela est utilisé',
    request: 'Trois ans après la clôture de la demande',
  },
};
