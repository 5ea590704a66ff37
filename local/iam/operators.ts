import { BlockList, isIP } from 'node:net';
import { compilePattern, hasVariable } from './pattern.ts';
import type { Matcher, PatternKind } from './pattern.ts';
import { PolicyError } from './policy-error.ts';

/** One IAM condition operator: how a policy value becomes a test, and whether the answer is turned round. */
export interface Operator {
  readonly compile: (value: string, path: string) => Matcher;
  readonly negated: boolean;
}

type Order = (request: number, policy: number) => boolean;

const equal: Order = (a, b) => a === b;
const less: Order = (a, b) => a < b;
const lessOrEqual: Order = (a, b) => a <= b;
const greater: Order = (a, b) => a > b;
const greaterOrEqual: Order = (a, b) => a >= b;

/** Every operator the evaluator knows (IAM user guide, "Condition operators"); `Null` and the set prefixes are handled above. */
export const OPERATORS: Readonly<Record<string, Operator>> = {
  StringEquals: is(pattern('exact')),
  StringNotEquals: not(pattern('exact')),
  StringEqualsIgnoreCase: is(pattern('exact', true)),
  StringNotEqualsIgnoreCase: not(pattern('exact', true)),
  StringLike: is(pattern('glob')),
  StringNotLike: not(pattern('glob')),
  ArnEquals: is(pattern('arn')),
  ArnNotEquals: not(pattern('arn')),
  ArnLike: is(pattern('arn')),
  ArnNotLike: not(pattern('arn')),
  NumericEquals: is(ordered(toNumber, equal)),
  NumericNotEquals: not(ordered(toNumber, equal)),
  NumericLessThan: is(ordered(toNumber, less)),
  NumericLessThanEquals: is(ordered(toNumber, lessOrEqual)),
  NumericGreaterThan: is(ordered(toNumber, greater)),
  NumericGreaterThanEquals: is(ordered(toNumber, greaterOrEqual)),
  DateEquals: is(ordered(toInstant, equal)),
  DateNotEquals: not(ordered(toInstant, equal)),
  DateLessThan: is(ordered(toInstant, less)),
  DateLessThanEquals: is(ordered(toInstant, lessOrEqual)),
  DateGreaterThan: is(ordered(toInstant, greater)),
  DateGreaterThanEquals: is(ordered(toInstant, greaterOrEqual)),
  Bool: is(truth),
  IpAddress: is(address),
  NotIpAddress: not(address),
};

function is(compile: Operator['compile']): Operator {
  return { compile, negated: false };
}

function not(compile: Operator['compile']): Operator {
  return { compile, negated: true };
}

function pattern(kind: PatternKind, ignoreCase = false): Operator['compile'] {
  return (value, path) => compilePattern(value, kind, path, ignoreCase);
}

function ordered(read: (text: string) => number, order: Order): Operator['compile'] {
  return (value, path) => {
    const wanted = read(plain(value, path));
    if (Number.isNaN(wanted)) throw new PolicyError('value', path);
    return (given) => order(read(given), wanted);
  };
}

function truth(value: string, path: string): Matcher {
  const wanted = plain(value, path).toLowerCase();
  if (wanted !== 'true' && wanted !== 'false') throw new PolicyError('value', path);
  return (given) => given.toLowerCase() === wanted;
}

function address(value: string, path: string): Matcher {
  const [net = '', bits] = plain(value, path).split('/');
  const version = isIP(net);
  const width = version === 6 ? 128 : 32;
  const prefix = bits === undefined ? width : Number(bits);
  if (version === 0 || !Number.isInteger(prefix) || prefix < 0 || prefix > width)
    throw new PolicyError('value', path);
  const range = new BlockList();
  range.addSubnet(net, prefix, version === 6 ? 'ipv6' : 'ipv4');
  return (given) => isIP(given) !== 0 && range.check(given, isIP(given) === 6 ? 'ipv6' : 'ipv4');
}

/** Numbers, dates, truth values and addresses take no policy variables (IAM user guide, "Policy variables"). */
function plain(value: string, path: string): string {
  if (hasVariable(value)) throw new PolicyError('variable', path);
  return value;
}

function toNumber(text: string): number {
  return text.trim() === '' ? NaN : Number(text);
}

/** ISO 8601 or epoch seconds, as IAM accepts both. */
function toInstant(text: string): number {
  return /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text);
}
