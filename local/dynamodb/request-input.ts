import { AwsError } from '../front/service.ts';
import type { Catalogue } from './catalogue.ts';
import type { Json } from './engine.ts';

/** Members of the time before expressions: they would bypass the attribute names that policies see. */
const LEGACY = [
  'AttributesToGet',
  'AttributeUpdates',
  'ConditionalOperator',
  'Expected',
  'KeyConditions',
  'QueryFilter',
  'ScanFilter',
];

/** Parses a request and replaces table ARNs by names; legacy members are refused. */
export function requestInput(body: Buffer, operation: string, catalogue: Catalogue): Json {
  const input = parsed(body);
  refuseLegacy(input);
  if (input['TableName'] !== undefined) return { ...input, TableName: catalogue.nameOf(input['TableName']) };
  if (isObject(input['RequestItems'])) {
    const entries = Object.entries(input['RequestItems']).map(([name, part]) => {
      refuseLegacy(batchPart(part, operation));
      return [catalogue.nameOf(name), part] as const;
    });
    return { ...input, RequestItems: Object.fromEntries(entries) };
  }
  if (Array.isArray(input['TransactItems'])) {
    return {
      ...input,
      TransactItems: input['TransactItems'].map((part: unknown) => resolved(part, catalogue)),
    };
  }
  if (['ListTables', 'RestoreTableToPointInTime'].includes(operation)) return input;
  throw new AwsError('ValidationException', 'The request names no table');
}

/** Names of the tables whose items a request touches. */
export function touchedTables(input: Json): string[] {
  if (isObject(input['RequestItems'])) return Object.keys(input['RequestItems']);
  if (!Array.isArray(input['TransactItems'])) return [String(input['TableName'])];
  const parts = input['TransactItems'].flatMap((part: Record<string, Json>) => Object.values(part));
  return [...new Set(parts.map((part) => String(part['TableName'])))];
}

/** The part of a batch for one table, shaped as the operation needs it. */
function batchPart(part: unknown, operation: string): Json {
  const reads = operation === 'BatchGetItem' && isObject(part) && Array.isArray(part['Keys']);
  if (reads && (part['Keys'] as unknown[]).every(isObject)) return part;
  if (operation === 'BatchWriteItem' && Array.isArray(part) && part.every(isObject)) return {};
  throw new AwsError('SerializationException', 'Unexpected value in RequestItems');
}

function resolved(part: unknown, catalogue: Catalogue): unknown {
  if (!isObject(part)) throw new AwsError('SerializationException', 'Unexpected value in TransactItems');
  const entries = Object.entries(part).map(([kind, call]) => {
    if (!isObject(call)) throw new AwsError('SerializationException', 'Unexpected value in TransactItems');
    return [kind, { ...call, TableName: catalogue.nameOf(call['TableName']) }] as const;
  });
  return Object.fromEntries(entries);
}

function parsed(body: Buffer): Json {
  try {
    const input: unknown = JSON.parse(body.toString('utf8') || '{}');
    if (isObject(input)) return input;
  } catch {
    // The parser's message would quote the body.
  }
  throw new AwsError('SerializationException', 'The request is not a JSON object');
}

function refuseLegacy(input: Json): void {
  const legacy = LEGACY.find((member) => input[member] !== undefined);
  if (legacy) throw new AwsError('ValidationException', `${legacy} is not supported by the local cloud`);
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
