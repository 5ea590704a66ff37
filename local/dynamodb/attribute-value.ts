/** One value in DynamoDB JSON; exactly one member is present. */
export type AttributeValue =
  | { readonly S: string }
  | { readonly N: string }
  | { readonly B: string }
  | { readonly BOOL: boolean }
  | { readonly NULL: boolean }
  | { readonly SS: readonly string[] }
  | { readonly NS: readonly string[] }
  | { readonly BS: readonly string[] }
  | { readonly L: readonly AttributeValue[] }
  | { readonly M: Item };

/** Attributes by name, in DynamoDB JSON. */
export interface Item {
  readonly [name: string]: AttributeValue;
}

/** The type letter of a value, for example `S`. */
export function typeOf(value: AttributeValue): string {
  return Object.keys(value)[0] ?? '';
}

/** The content of a value, without its type letter. */
export function contentOf(value: AttributeValue): unknown {
  return Object.values(value)[0];
}

interface Digits {
  readonly negative: boolean;
  /** Significant digits without leading or trailing zeros; empty for zero. */
  readonly digits: string;
  /** Power of ten of the first digit. */
  readonly magnitude: number;
}

function digitsOf(number: string): Digits {
  const match = /^([+-]?)(\d*)\.?(\d*)(?:[eE]([+-]?\d+))?$/.exec(number.trim());
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = match ?? [];
  const all = whole + fraction;
  const leading = all.length - all.replace(/^0+/, '').length;
  const digits = all.slice(leading).replace(/0+$/, '');
  if (digits === '') return { negative: false, digits, magnitude: 0 };
  return { negative: sign === '-', digits, magnitude: whole.length - leading - 1 + Number(exponent) };
}

/** A spelling of a number in which equal numbers are equal strings (`1`, `1.0` and `10e-1` become one). */
export function canonicalNumber(number: string): string {
  const { negative, digits, magnitude } = digitsOf(number);
  return digits === '' ? '0' : `${negative ? '-' : ''}${digits}e${magnitude}`;
}

/** Orders two decimal strings of up to 38 digits without losing precision. */
export function compareNumbers(a: string, b: string): number {
  const left = digitsOf(a);
  const right = digitsOf(b);
  const signOf = (n: Digits) => (n.digits === '' ? 0 : n.negative ? -1 : 1);
  if (signOf(left) !== signOf(right)) return signOf(left) - signOf(right);
  if (signOf(left) === 0) return 0;
  const order =
    left.magnitude - right.magnitude ||
    (left.digits < right.digits ? -1 : left.digits > right.digits ? 1 : 0);
  return left.negative ? -order : order;
}

/** Orders two key values of one type as a sort key does: numbers by value, text by UTF-8 bytes, binary by bytes. */
export function compareKeys(a: AttributeValue, b: AttributeValue): number {
  if ('N' in a && 'N' in b) return compareNumbers(a.N, b.N);
  return Buffer.compare(bytesOf(a), bytesOf(b));
}

function bytesOf(value: AttributeValue): Buffer {
  if ('B' in value) return Buffer.from(value.B, 'base64');
  return Buffer.from(String(contentOf(value)), 'utf8');
}

/** A spelling in which equal values are equal strings: numbers normalised, sets and maps ordered. */
export function canonical(value: AttributeValue): string {
  if ('N' in value) return `N:${canonicalNumber(value.N)}`;
  if ('B' in value) return `B:${Buffer.from(value.B, 'base64').toString('base64')}`;
  if ('NS' in value) return `NS:${JSON.stringify(value.NS.map(canonicalNumber).toSorted())}`;
  if ('SS' in value) return `SS:${JSON.stringify(value.SS.toSorted())}`;
  if ('BS' in value) return `BS:${JSON.stringify(value.BS.toSorted())}`;
  if ('L' in value) return `L:${JSON.stringify(value.L.map(canonical))}`;
  if ('M' in value) return `M:${canonicalItem(value.M)}`;
  return `${typeOf(value)}:${JSON.stringify(contentOf(value))}`;
}

/** Like `canonical`, for a whole item. */
export function canonicalItem(item: Item): string {
  const names = Object.keys(item).toSorted();
  return JSON.stringify(names.map((name) => [name, canonical(item[name] as AttributeValue)]));
}

/** Whether two images hold the same attributes; an absent item equals only an absent item. */
export function sameItem(a: Item | undefined, b: Item | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  return canonicalItem(a) === canonicalItem(b);
}
