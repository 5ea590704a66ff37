import { describe, expect, test } from 'vitest';
import { decideCondition } from '../../../local/template/conditions.ts';
import { NO_VALUE, resolveValue, type Scope } from '../../../local/template/intrinsics.ts';

const scope: Scope = {
  ref: (name) => (name === 'AWS::NoValue' ? NO_VALUE : `ref-${name}`),
  attribute: (id, name) => `${id}/${name}`,
  condition: (name) => name === 'Yes',
  mapping: (map, key, name) => [map, key, name].join('.'),
  exported: (name) => `export-${name}`,
};

describe('intrinsic functions', () => {
  test.each([
    ['Ref', { Ref: 'Table' }, 'ref-Table'],
    ['GetAtt as a list', { 'Fn::GetAtt': ['Role', 'Arn'] }, 'Role/Arn'],
    ['GetAtt as text', { 'Fn::GetAtt': 'Role.Arn' }, 'Role/Arn'],
    ['Join', { 'Fn::Join': ['-', ['a', { Ref: 'B' }]] }, 'a-ref-B'],
    ['Sub with names, attributes and literals', { 'Fn::Sub': '${A}:${B.Arn}:${!C}' }, 'ref-A:B/Arn:${C}'],
    ['Sub with own names', { 'Fn::Sub': ['${x}-${A}', { x: { Ref: 'Z' } }] }, 'ref-Z-ref-A'],
    ['Select', { 'Fn::Select': ['1', ['a', 'b']] }, 'b'],
    ['Split', { 'Fn::Select': [2, { 'Fn::Split': ['/', 'a/b/c'] }] }, 'c'],
    ['If', [{ 'Fn::If': ['Yes', 'y', 'n'] }, { 'Fn::If': ['No', 'y', 'n'] }], ['y', 'n']],
    ['FindInMap', { 'Fn::FindInMap': ['M', { Ref: 'K' }, 'v'] }, 'M.ref-K.v'],
    ['ImportValue', { 'Fn::ImportValue': 'Other' }, 'export-Other'],
    ['Base64', { 'Fn::Base64': 'hi' }, 'aGk='],
    [
      'NoValue leaves members out',
      { a: { Ref: 'AWS::NoValue' }, b: [1, { Ref: 'AWS::NoValue' }] },
      { b: [1] },
    ],
  ])('%s resolves', (_, value, expected) => {
    expect(resolveValue(value, scope)).toEqual(expected);
  });

  test.each(['Fn::Transform', 'Fn::GetAZs', 'Fn::Cidr', 'Fn::Length'])('%s is refused by name', (name) => {
    expect(() => resolveValue({ [name]: 'x' }, scope)).toThrow(`function.unsupported: ${name}`);
  });

  test('a selection outside its list is refused', () => {
    expect(() => resolveValue({ 'Fn::Select': [3, ['a']] }, scope)).toThrow('function.malformed');
  });
});

describe('conditions', () => {
  const yes = { 'Fn::Equals': [{ Ref: 'A' }, 'ref-A'] };
  test.each([
    [yes, true],
    [{ 'Fn::Not': [yes] }, false],
    [{ 'Fn::And': [yes, { Condition: 'Yes' }] }, true],
    [{ 'Fn::And': [yes, { Condition: 'No' }] }, false],
    [{ 'Fn::Or': [{ Condition: 'No' }, yes] }, true],
  ])('%j is %s', (expression, expected) => {
    expect(decideCondition(expression, scope)).toBe(expected);
  });

  test('an unknown condition function is refused', () => {
    expect(() => decideCondition({ 'Fn::Contains': [[], 'x'] }, scope)).toThrow('function.unsupported');
  });
});
