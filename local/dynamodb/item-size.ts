import type { AttributeValue, Item } from './attribute-value.ts';

/** Bytes of an item as DynamoDB counts them: names and values in UTF-8, numbers by pairs of digits, 3 bytes per list or map plus 1 per element. */
export function itemSize(item: Item): number {
  let size = 0;
  for (const [name, value] of Object.entries(item)) size += Buffer.byteLength(name) + valueSize(value);
  return size;
}

/** Bytes of one value, without its name. */
export function valueSize(value: AttributeValue): number {
  if ('S' in value) return Buffer.byteLength(value.S);
  if ('N' in value) return numberSize(value.N);
  if ('B' in value) return Buffer.byteLength(value.B, 'base64');
  if ('SS' in value) return value.SS.reduce((sum, text) => sum + Buffer.byteLength(text), 0);
  if ('NS' in value) return value.NS.reduce((sum, number) => sum + numberSize(number), 0);
  if ('BS' in value) return value.BS.reduce((sum, bytes) => sum + Buffer.byteLength(bytes, 'base64'), 0);
  if ('L' in value) return value.L.reduce((sum, element) => sum + valueSize(element) + 1, 3);
  if ('M' in value) return itemSize(value.M) + 3 + Object.keys(value.M).length;
  return 1;
}

function numberSize(number: string): number {
  const digits = number
    .replace(/[eE].*$/, '')
    .replace(/[^\d]/g, '')
    .replace(/^0+|0+$/g, '').length;
  return Math.ceil(digits / 2) + 1 + (number.startsWith('-') ? 1 : 0);
}

/** Write units of one image: one per started KiB, at least one. */
export function writeUnits(size: number): number {
  return Math.max(1, Math.ceil(size / 1024));
}
