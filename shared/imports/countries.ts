const LANGUAGES = ['en', 'de', 'fr', 'es', 'it'];
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'.split('');
/** Codes of unions and of nowhere. */
const NO_COUNTRIES = new Set(['EU', 'EZ', 'UN', 'QO', 'XA', 'XB', 'ZZ']);

/** What people write beside the names in the languages of the table. */
const ALSO: Readonly<Record<string, string>> = { uk: 'GB', usa: 'US', england: 'GB', holland: 'NL' };

const folded = (name: string) => name.trim().normalize('NFC').toLowerCase();

/** Names of countries in a few languages and their codes, from the Unicode data that Node ships (CLDR). */
function table(): ReadonlyMap<string, string> {
  const names = LANGUAGES.map(
    (language) => new Intl.DisplayNames([language], { type: 'region', fallback: 'none' }),
  );
  const found = new Map<string, string>();
  for (const code of LETTERS.flatMap((first) => LETTERS.map((second) => first + second))) {
    const [canonical] = Intl.getCanonicalLocales(`und-${code}`);
    if (canonical !== `und-${code}` || NO_COUNTRIES.has(code)) continue;
    const known = names.flatMap((language) => language.of(code) ?? []);
    if (known.length === 0) continue;
    for (const name of [code, ...known]) found.set(folded(name), code);
  }
  for (const [name, code] of Object.entries(ALSO)) found.set(name, code);
  return found;
}

/** Made when the first name is asked for: it takes 10 ms, and few starts of a function import anything. */
let countries: ReadonlyMap<string, string> | undefined;

/** The ISO 3166-1 alpha-2 code of a country's name or code; undefined for a text that is neither. */
export function countryCode(name: string): string | undefined {
  countries ??= table();
  return countries.get(folded(name));
}
