import {
  canonical,
  compareKeys,
  contentOf,
  typeOf,
  type AttributeValue,
  type Item,
} from './attribute-value.ts';
import type { Comparator, Condition, Operand, Path } from './condition-parser.ts';
import { valueSize } from './item-size.ts';

/** Whether an item fulfils a condition; comparisons of different types are false, as in DynamoDB. */
export function holds(condition: Condition, item: Item): boolean {
  switch (condition.kind) {
    case 'and':
      return holds(condition.left, item) && holds(condition.right, item);
    case 'or':
      return holds(condition.left, item) || holds(condition.right, item);
    case 'not':
      return !holds(condition.inner, item);
    case 'compare':
      return compare(condition.comparator, valueAt(condition.left, item), valueAt(condition.right, item));
    case 'between': {
      const subject = valueAt(condition.subject, item);
      const { low, high } = condition;
      return compare('>=', subject, valueAt(low, item)) && compare('<=', subject, valueAt(high, item));
    }
    case 'in': {
      const subject = valueAt(condition.subject, item);
      return condition.options.some((option) => compare('=', subject, valueAt(option, item)));
    }
    case 'call':
      return call(condition.name, condition.operands, item);
  }
}

/** The value at a path, absent when any step is. */
export function atPath(path: Path, item: Item): AttributeValue | undefined {
  let value: AttributeValue | undefined = { M: item };
  for (const step of path) value = value && stepInto(value, step);
  return value;
}

function stepInto(value: AttributeValue, step: string | number): AttributeValue | undefined {
  if (typeof step === 'number') return 'L' in value ? value.L[step] : undefined;
  return 'M' in value && Object.hasOwn(value.M, step) ? value.M[step] : undefined;
}

function valueAt(operand: Operand, item: Item): AttributeValue | undefined {
  if (operand.kind === 'value') return operand.value;
  const value = atPath(operand.path, item);
  if (operand.kind === 'path' || value === undefined) return value;
  const length = lengthOf(value);
  return length === undefined ? undefined : { N: String(length) };
}

/** What `size()` yields: characters, bytes or elements; numbers and truth values have no size. */
function lengthOf(value: AttributeValue): number | undefined {
  const content = contentOf(value);
  if ('S' in value) return value.S.length;
  if ('B' in value) return valueSize(value);
  if (Array.isArray(content)) return content.length;
  return 'M' in value ? Object.keys(value.M).length : undefined;
}

function compare(
  comparator: Comparator,
  a: AttributeValue | undefined,
  b: AttributeValue | undefined,
): boolean {
  // An absent attribute is unequal to every value, and neither equal, smaller nor larger.
  if (a === undefined || b === undefined) return comparator === '<>' && a !== b;
  if (comparator === '=') return canonical(a) === canonical(b);
  if (comparator === '<>') return canonical(a) !== canonical(b);
  if (typeOf(a) !== typeOf(b) || !['S', 'N', 'B'].includes(typeOf(a))) return false;
  const order = compareKeys(a, b);
  if (comparator === '<') return order < 0;
  if (comparator === '<=') return order <= 0;
  return comparator === '>' ? order > 0 : order >= 0;
}

function call(name: string, operands: readonly Operand[], item: Item): boolean {
  const [first, second] = operands.map((operand) => valueAt(operand, item));
  if (name === 'attribute_exists') return first !== undefined;
  if (name === 'attribute_not_exists') return first === undefined;
  if (first === undefined || second === undefined) return false;
  if (name === 'attribute_type') return 'S' in second && typeOf(first) === second.S;
  if (name === 'begins_with') return begins(first, second);
  return contains(first, second);
}

function begins(value: AttributeValue, prefix: AttributeValue): boolean {
  if ('S' in value && 'S' in prefix) return value.S.startsWith(prefix.S);
  if (!('B' in value) || !('B' in prefix)) return false;
  const start = Buffer.from(prefix.B, 'base64');
  return Buffer.from(value.B, 'base64').subarray(0, start.length).equals(start);
}

function contains(value: AttributeValue, part: AttributeValue): boolean {
  if ('S' in value) return 'S' in part && value.S.includes(part.S);
  if ('B' in value)
    return 'B' in part && Buffer.from(value.B, 'base64').includes(Buffer.from(part.B, 'base64'));
  const content = contentOf(value);
  if (!Array.isArray(content)) return false;
  if ('L' in value)
    return (content as AttributeValue[]).some((element) => canonical(element) === canonical(part));
  const type = typeOf(value).slice(0, 1);
  return content.some(
    (element) => canonical({ [type]: element } as unknown as AttributeValue) === canonical(part),
  );
}
