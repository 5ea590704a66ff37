import type { Wordings } from '../../catalogue/languages.ts';
import { mechanismArticles, type MechanismName } from '../../recipients/transfers.ts';
import { citations } from '../../rights/letters/citation.ts';
import type { Manner } from './manner.ts';

const clauses = (module: number, en: string, de: string, fr: string): Wordings<string> => ({
  en: `Standard contractual clauses, Decision (EU) 2021/914, module ${module} (${en})`,
  de: `Standardvertragsklauseln, Durchführungsbeschluss (EU) 2021/914, Modul ${module} (${de})`,
  fr: `Clauses contractuelles types, décision (UE) 2021/914, module ${module} (${fr})`,
});

/** What data go to a third country under, as the person reads it (Art. 15(2)). */
const SAFEGUARDS: Readonly<Record<MechanismName, Wordings<string>>> = {
  adequacy: {
    en: 'Adequacy decision of the European Commission',
    de: 'Angemessenheitsbeschluss der Europäischen Kommission',
    fr: 'Décision d’adéquation de la Commission européenne',
  },
  'scc-1': clauses(
    1,
    'controller to controller',
    'Verantwortlicher an Verantwortlichen',
    'de responsable à responsable',
  ),
  'scc-2': clauses(
    2,
    'controller to processor',
    'Verantwortlicher an Auftragsverarbeiter',
    'de responsable à sous-traitant',
  ),
  'scc-3': clauses(
    3,
    'processor to processor',
    'Auftragsverarbeiter an Auftragsverarbeiter',
    'de sous-traitant à sous-traitant',
  ),
  'scc-4': clauses(
    4,
    'processor to controller',
    'Auftragsverarbeiter an Verantwortlichen',
    'de sous-traitant à responsable',
  ),
  'binding-corporate-rules': {
    en: 'Binding corporate rules',
    de: 'Verbindliche interne Datenschutzvorschriften',
    fr: 'Règles d’entreprise contraignantes',
  },
  'derogation-a': {
    en: 'Your explicit consent',
    de: 'Ihre ausdrückliche Einwilligung',
    fr: 'Votre consentement explicite',
  },
  'derogation-b': {
    en: 'Necessary for a contract with you',
    de: 'Erforderlich für einen Vertrag mit Ihnen',
    fr: 'Nécessaire à un contrat avec vous',
  },
  'derogation-c': {
    en: 'Necessary for a contract in your interest',
    de: 'Erforderlich für einen Vertrag in Ihrem Interesse',
    fr: 'Nécessaire à un contrat dans votre intérêt',
  },
  'derogation-d': {
    en: 'Important reasons of public interest',
    de: 'Wichtige Gründe des öffentlichen Interesses',
    fr: 'Motifs importants d’intérêt public',
  },
  'derogation-e': { en: 'Legal claims', de: 'Rechtsansprüche', fr: 'Droits en justice' },
  'derogation-f': { en: 'Vital interests', de: 'Lebenswichtige Interessen', fr: 'Intérêts vitaux' },
  'derogation-g': {
    en: 'A register that is open to the public',
    de: 'Ein Register, das der Öffentlichkeit offensteht',
    fr: 'Un registre ouvert au public',
  },
  'privacy-shield': {
    en: 'EU-US Privacy Shield',
    de: 'EU-US-Datenschutzschild',
    fr: 'Bouclier de protection des données UE–États-Unis',
  },
};

/** A safeguard in words, with its article; of the GDPR whatever the law of the request, since the data leave the Union. */
export function safeguardText(mechanism: MechanismName, { language }: Manner): string {
  return `${SAFEGUARDS[mechanism][language]} (${citations(mechanismArticles(mechanism), 'gdpr', language)})`;
}
