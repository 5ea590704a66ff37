import { Problem } from '../kernel/problems.ts';
import type { Regime } from './deadlines/regimes.ts';

/** A supervisory authority (Art. 51; Art. 77 lets every person complain to one). */
export interface Authority {
  /** ISO 3166-1 alpha-2: Greece is GR, the United Kingdom GB. */
  readonly country: string;
  /** The law under which it hears complaints. */
  readonly regime: Regime;
  /** In its own language, with the usual short name. */
  readonly name: string;
  readonly website: string;
  /** The page that takes complaints, where it is known to be stable. */
  readonly complaints?: string;
  readonly address?: string;
  /** Where the authorities of the regions are listed, in countries where those hear complaints about businesses. */
  readonly regional?: string;
}

const gdpr = (country: string, name: string, website: string): Authority => ({
  country,
  regime: 'gdpr',
  name,
  website,
});

/** One authority per state of the Union and of the EEA, of the United Kingdom and of Russia. */
export const AUTHORITIES: readonly Authority[] = [
  gdpr('AT', 'Österreichische Datenschutzbehörde (DSB)', 'https://www.dsb.gv.at'),
  gdpr(
    'BE',
    'Gegevensbeschermingsautoriteit / Autorité de protection des données (GBA/APD)',
    'https://www.dataprotectionauthority.be',
  ),
  gdpr('BG', 'Комисия за защита на личните данни (CPDP)', 'https://www.cpdp.bg'),
  gdpr('CY', 'Office of the Commissioner for Personal Data Protection', 'https://www.dataprotection.gov.cy'),
  gdpr('CZ', 'Úřad pro ochranu osobních údajů (ÚOOÚ)', 'https://uoou.gov.cz'),
  {
    ...gdpr(
      'DE',
      'Bundesbeauftragte für den Datenschutz und die Informationsfreiheit (BfDI)',
      'https://www.bfdi.bund.de',
    ),
    regional: 'https://www.datenschutzkonferenz-online.de',
  },
  gdpr('DK', 'Datatilsynet', 'https://www.datatilsynet.dk'),
  gdpr('EE', 'Andmekaitse Inspektsioon (AKI)', 'https://www.aki.ee'),
  gdpr('ES', 'Agencia Española de Protección de Datos (AEPD)', 'https://www.aepd.es'),
  gdpr('FI', 'Tietosuojavaltuutetun toimisto', 'https://tietosuoja.fi'),
  {
    ...gdpr('FR', 'Commission Nationale de l’Informatique et des Libertés (CNIL)', 'https://www.cnil.fr'),
    complaints: 'https://www.cnil.fr/fr/plaintes',
    address: '3 place de Fontenoy, TSA 80715, 75334 Paris Cedex 07',
  },
  gdpr('GR', 'Αρχή Προστασίας Δεδομένων Προσωπικού Χαρακτήρα (HDPA)', 'https://www.dpa.gr'),
  gdpr('HR', 'Agencija za zaštitu osobnih podataka (AZOP)', 'https://azop.hr'),
  gdpr('HU', 'Nemzeti Adatvédelmi és Információszabadság Hatóság (NAIH)', 'https://naih.hu'),
  gdpr('IE', 'Data Protection Commission (DPC)', 'https://www.dataprotection.ie'),
  gdpr('IT', 'Garante per la protezione dei dati personali', 'https://www.garanteprivacy.it'),
  gdpr('LT', 'Valstybinė duomenų apsaugos inspekcija (VDAI)', 'https://vdai.lrv.lt'),
  gdpr('LU', 'Commission nationale pour la protection des données (CNPD)', 'https://cnpd.public.lu'),
  gdpr('LV', 'Datu valsts inspekcija (DVI)', 'https://www.dvi.gov.lv'),
  gdpr('MT', 'Information and Data Protection Commissioner (IDPC)', 'https://idpc.org.mt'),
  gdpr('NL', 'Autoriteit Persoonsgegevens (AP)', 'https://www.autoriteitpersoonsgegevens.nl'),
  gdpr('PL', 'Urząd Ochrony Danych Osobowych (UODO)', 'https://uodo.gov.pl'),
  gdpr('PT', 'Comissão Nacional de Proteção de Dados (CNPD)', 'https://www.cnpd.pt'),
  gdpr(
    'RO',
    'Autoritatea Naţională de Supraveghere a Prelucrării Datelor cu Caracter Personal (ANSPDCP)',
    'https://www.dataprotection.ro',
  ),
  gdpr('SE', 'Integritetsskyddsmyndigheten (IMY)', 'https://www.imy.se'),
  gdpr('SI', 'Informacijski pooblaščenec', 'https://www.ip-rs.si'),
  gdpr('SK', 'Úrad na ochranu osobných údajov Slovenskej republiky', 'https://dataprotection.gov.sk'),
  gdpr('IS', 'Persónuvernd', 'https://www.personuvernd.is'),
  gdpr('LI', 'Datenschutzstelle', 'https://www.datenschutzstelle.li'),
  gdpr('NO', 'Datatilsynet', 'https://www.datatilsynet.no'),
  {
    country: 'GB',
    regime: 'uk-gdpr',
    name: 'Information Commissioner’s Office (ICO)',
    website: 'https://ico.org.uk',
  },
  { country: 'RU', regime: '152-fz', name: 'Роскомнадзор (Roskomnadzor)', website: 'https://rkn.gov.ru' },
];

/** The authority of a country; undefined where this table has none. */
export function authorityOf(country: string): Authority | undefined {
  return AUTHORITIES.find((authority) => authority.country === country);
}

/** Places that let a person choose an authority; ISO 3166-1 alpha-2. */
export interface Places {
  /** Where the person lives. */
  readonly residence?: string;
  /** Where the person works. */
  readonly workplace?: string;
  /** Where the person thinks that the law was broken. */
  readonly infringement?: string;
  /** Country of the business, where the law was broken unless the person says otherwise. */
  readonly established: string;
}

/**
 * Where a person may complain (Art. 77(1)), the authority of residence first and each one once. A place that is unknown
 * or has no authority here is passed over; a business without one is refused with `rule.violated`.
 */
export function authoritiesFor(places: Places): readonly [Authority, ...Authority[]] {
  const { residence, workplace, infringement, established } = places;
  const own = authorityOf(established);
  if (!own)
    throw new Problem('rule.violated', {
      detail: 'No supervisory authority is known for the country of the business.',
      violations: [{ pointer: '/complaint/established', rule: 'known authority' }],
    });
  const chosen = [residence, workplace, infringement].flatMap((country) => authorityOf(country ?? '') ?? []);
  const [first = own, ...others] = new Set([...chosen, own]);
  return [first, ...others];
}
