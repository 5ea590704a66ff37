import { RefusedTemplate } from './refusal.ts';
import { substitute } from './references.ts';

/** What the functions of one stack look names up in. */
export interface Scope {
  ref(name: string): unknown;
  attribute(logicalId: string, name: string): string;
  condition(name: string): boolean;
  mapping(map: string, key: string, name: string): unknown;
  exported(name: string): string;
}

type Evaluate = (value: unknown) => unknown;
type Intrinsic = (argument: unknown, evaluate: Evaluate, scope: Scope) => unknown;

/** What a property becomes when it resolves to `AWS::NoValue`: it is left out. */
export const NO_VALUE = Symbol('AWS::NoValue');

function list(value: unknown, name: string): readonly unknown[] {
  if (!Array.isArray(value)) throw new RefusedTemplate('function.malformed', name);
  return value;
}

function text(value: unknown, name: string): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  throw new RefusedTemplate('function.malformed', name);
}

function attribute(argument: unknown, evaluate: Evaluate, scope: Scope): string {
  const [id, ...rest] = Array.isArray(argument) ? argument : text(argument, 'Fn::GetAtt').split('.');
  const name = rest.map((part) => text(evaluate(part), 'Fn::GetAtt')).join('.');
  return scope.attribute(text(id, 'Fn::GetAtt'), name);
}

function substitution(argument: unknown, evaluate: Evaluate, scope: Scope): string {
  const [template, own] = Array.isArray(argument) ? argument : [argument];
  const names = (own ?? {}) as Readonly<Record<string, unknown>>;
  return substitute(text(template, 'Fn::Sub'), (name) => {
    if (Object.hasOwn(names, name)) return text(evaluate(names[name]), 'Fn::Sub');
    const dot = name.indexOf('.');
    return dot < 0
      ? text(scope.ref(name), 'Fn::Sub')
      : scope.attribute(name.slice(0, dot), name.slice(dot + 1));
  });
}

/** The intrinsic functions of CloudFormation that resolve here; every other `Fn::` is refused. */
const INTRINSICS: Readonly<Record<string, Intrinsic>> = {
  Ref: (argument, _, scope) => scope.ref(text(argument, 'Ref')),
  'Fn::GetAtt': attribute,
  'Fn::Sub': substitution,
  'Fn::Join': (argument, evaluate) => {
    const [separator, members] = list(argument, 'Fn::Join');
    const parts = list(evaluate(members), 'Fn::Join');
    return parts.map((part) => text(part, 'Fn::Join')).join(text(separator, 'Fn::Join'));
  },
  'Fn::Select': (argument, evaluate) => {
    const [index, members] = list(argument, 'Fn::Select');
    const found = list(evaluate(members), 'Fn::Select')[Number(evaluate(index))];
    if (found === undefined) throw new RefusedTemplate('function.malformed', 'Fn::Select');
    return found;
  },
  'Fn::Split': (argument, evaluate) => {
    const [separator, source] = list(argument, 'Fn::Split');
    return text(evaluate(source), 'Fn::Split').split(text(separator, 'Fn::Split'));
  },
  'Fn::If': (argument, evaluate, scope) => {
    const [condition, yes, no] = list(argument, 'Fn::If');
    return evaluate(scope.condition(text(condition, 'Fn::If')) ? yes : no);
  },
  'Fn::FindInMap': (argument, evaluate, scope) => {
    const [map, key, name] = list(argument, 'Fn::FindInMap').map((part) =>
      text(evaluate(part), 'Fn::FindInMap'),
    );
    return scope.mapping(map ?? '', key ?? '', name ?? '');
  },
  'Fn::ImportValue': (argument, evaluate, scope) =>
    scope.exported(text(evaluate(argument), 'Fn::ImportValue')),
  'Fn::Base64': (argument, evaluate) =>
    Buffer.from(text(evaluate(argument), 'Fn::Base64')).toString('base64'),
};

/** A template value with every intrinsic function resolved; members that become `AWS::NoValue` are left out. */
export function resolveValue(value: unknown, scope: Scope): unknown {
  const evaluate: Evaluate = (inner) => resolveValue(inner, scope);
  if (Array.isArray(value)) return value.map(evaluate).filter((member) => member !== NO_VALUE);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value);
  const [key, argument] = entries[0] ?? [];
  if (entries.length === 1 && key !== undefined) {
    const intrinsic = INTRINSICS[key];
    if (intrinsic !== undefined) return intrinsic(argument, evaluate, scope);
    if (key.startsWith('Fn::')) throw new RefusedTemplate('function.unsupported', key);
  }
  const resolved = entries.map(([name, member]): [string, unknown] => [name, evaluate(member)]);
  return Object.fromEntries(resolved.filter(([, member]) => member !== NO_VALUE));
}
