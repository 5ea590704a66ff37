import { describe, expect, test } from 'vitest';
import { compileConditions } from '../../../local/iam/conditions.ts';
import { compilePattern } from '../../../local/iam/pattern.ts';

type Values = string | readonly string[];
/** operator, policy value, request values (absent when undefined), holds */
type Row = readonly [operator: string, policy: unknown, request: Values | undefined, holds: boolean];

const ROWS: readonly Row[] = [
  ['StringEquals', 'a', 'a', true],
  ['StringEquals', 'a', 'A', false],
  ['StringEquals', ['a', 'b'], 'b', true],
  ['StringEquals', 'a*', 'abc', false],
  ['StringEquals', 'a', undefined, false],
  ['StringNotEquals', 'a', 'b', true],
  ['StringNotEquals', ['a', 'b'], 'b', false],
  ['StringNotEquals', 'a', undefined, true],
  ['StringEqualsIgnoreCase', 'Ab', 'aB', true],
  ['StringNotEqualsIgnoreCase', 'Ab', 'aB', false],
  ['StringLike', 'a?c*', 'abcdef', true],
  ['StringLike', 'a?c', 'ac', false],
  ['StringLike', 'a${*}', 'a*', true],
  ['StringLike', 'a${*}', 'ab', false],
  ['StringLike', 'a.c', 'abc', false],
  ['StringNotLike', 'a*', 'b', true],
  ['StringNotLike', 'a*', 'ab', false],
  ['StringEquals', "${aws:PrincipalTag/none, 'team'}", 'team', true],
  ['ArnLike', 'arn:aws:s3:*:*:b/*', 'arn:aws:s3:::b/k:1', true],
  ['ArnLike', 'arn:*:b', 'arn:aws:s3:::b', false],
  ['ArnEquals', 'arn:aws:iam::000000000000:role/*', 'arn:aws:iam::000000000000:role/x', true],
  ['ArnNotEquals', 'arn:aws:iam::000000000000:role/x', 'arn:aws:iam::000000000000:role/x', false],
  ['ArnNotLike', 'arn:aws:iam::*:role/x', 'arn:aws:iam::1:role/y', true],
  ['NumericEquals', '10', '10.0', true],
  ['NumericNotEquals', '10', '11', true],
  ['NumericLessThan', 10, '9', true],
  ['NumericLessThan', 10, '10', false],
  ['NumericLessThanEquals', '10', '10', true],
  ['NumericGreaterThan', '10', 'x', false],
  ['NumericGreaterThanEquals', '10', '10', true],
  ['DateLessThan', '2030-01-01T00:00:00Z', '2029-12-31T23:59:59Z', true],
  ['DateGreaterThan', '2030-01-01T00:00:00Z', '1893456000', false],
  ['DateGreaterThanEquals', '2030-01-01T00:00:00Z', '1893456000', true],
  ['DateLessThanEquals', '1893456000', '2030-01-01T00:00:01Z', false],
  ['DateEquals', '2030-01-01', '1893456000', true],
  ['DateNotEquals', '2030-01-01', '1893456001', true],
  ['Bool', true, 'true', true],
  ['Bool', 'false', 'true', false],
  ['Bool', 'true', undefined, false],
  ['IpAddress', '10.1.0.0/16', '10.1.2.3', true],
  ['IpAddress', '10.1.0.0/16', '10.2.2.3', false],
  ['IpAddress', '2001:db8::/32', '2001:db8::7', true],
  ['NotIpAddress', '10.1.2.3', '10.1.2.3', false],
  ['Null', 'true', undefined, true],
  ['Null', 'true', [], true],
  ['Null', true, 'a', false],
  ['Null', 'false', 'a', true],
  ['Null', 'false', undefined, false],
  ['StringEqualsIfExists', 'a', undefined, true],
  ['StringEqualsIfExists', 'a', 'b', false],
  ['BoolIfExists', 'true', undefined, true],
  ['ForAllValues:StringEquals', ['a', 'b'], ['a', 'b', 'a'], true],
  ['ForAllValues:StringEquals', ['a', 'b'], ['a', 'c'], false],
  ['ForAllValues:StringEquals', 'a', undefined, true],
  ['ForAllValues:StringEquals', 'a', [''], true],
  ['ForAllValues:StringNotEquals', 'a', ['b', 'c'], true],
  ['ForAllValues:StringNotEquals', 'a', ['b', 'a'], false],
  ['ForAnyValue:StringEquals', 'a', ['b', 'a'], true],
  ['ForAnyValue:StringEquals', 'a', ['b'], false],
  ['ForAnyValue:StringEquals', 'a', undefined, false],
  ['ForAnyValue:StringNotEquals', 'a', undefined, false],
  ['ForAnyValue:StringLikeIfExists', 'a', undefined, true],
  ['StringEquals', 'a', ['a', 'a'], false],
  ['StringNotEquals', 'a', ['b', 'c'], false],
];

const holds = (
  operator: string,
  value: unknown,
  request: Values | undefined,
  effect: 'Allow' | 'Deny' = 'Allow',
) => {
  const context = new Map<string, readonly string[]>();
  if (request !== undefined) context.set('my:key', typeof request === 'string' ? [request] : request);
  return compileConditions({ [operator]: { 'My:Key': value } }, effect, 'Condition').every((line) =>
    line(context),
  );
};

describe('condition operators', () => {
  test.for(ROWS)('%s %j against %j holds: %s', ([operator, value, request, expected]) => {
    expect(holds(operator, value, request)).toBe(expected);
  });

  test('several values without a set prefix never help the caller', () => {
    expect(holds('StringEquals', 'a', ['a', 'b'], 'Allow')).toBe(false);
    expect(holds('StringEquals', 'a', ['a', 'b'], 'Deny')).toBe(true);
  });

  test.for([
    ['BinaryEquals', 'YQ==', 'policy.operator'],
    ['StringMatches', 'a', 'policy.operator'],
    ['ForSomeValues:StringEquals', 'a', 'policy.operator'],
    ['NullIfExists', 'true', 'policy.operator'],
    ['ForAllValues:Null', 'true', 'policy.operator'],
    ['constructor', 'a', 'policy.operator'],
    ['Null', 'maybe', 'policy.value'],
    ['Bool', 'yes', 'policy.value'],
    ['NumericEquals', 'ten', 'policy.value'],
    ['DateEquals', 'tomorrow', 'policy.value'],
    ['IpAddress', '10.0.0.0/33', 'policy.value'],
    ['StringEquals', [], 'policy.value'],
    ['StringEquals', { a: 1 }, 'policy.value'],
    ['NumericEquals', '${aws:PrincipalTag/n}', 'policy.variable'],
    ['StringEquals', '${aws:PrincipalTag/n', 'policy.variable'],
  ] as const)('%s %j is refused with %s', ([operator, value, code]) => {
    expect(() => holds(operator, value, 'a')).toThrow(expect.objectContaining({ code }));
  });

  test('a variable with several values resolves to nothing', () => {
    const matches = compilePattern('${a:b}', 'glob', 'x');
    expect(matches('1', new Map([['a:b', ['1']]]))).toBe(true);
    expect(matches('1', new Map([['a:b', ['1', '1']]]))).toBe(false);
  });
});
