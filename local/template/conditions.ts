import { resolveValue, type Scope } from './intrinsics.ts';
import { RefusedTemplate } from './refusal.ts';

type Operator = (operands: readonly unknown[], decide: (value: unknown) => boolean, scope: Scope) => boolean;

/** The condition functions of CloudFormation that need no list parameters. */
const OPERATORS: Readonly<Record<string, Operator>> = {
  'Fn::Equals': ([left, right], _, scope) =>
    JSON.stringify(resolveValue(left, scope)) === JSON.stringify(resolveValue(right, scope)),
  'Fn::Not': ([operand], decide) => !decide(operand),
  'Fn::And': (operands, decide) => operands.every(decide),
  'Fn::Or': (operands, decide) => operands.some(decide),
};

/** Decides one condition expression: `{Condition: name}` or a condition function. */
export function decideCondition(expression: unknown, scope: Scope): boolean {
  const [key, argument] = Object.entries((expression ?? {}) as Record<string, unknown>)[0] ?? ['', undefined];
  if (key === 'Condition' && typeof argument === 'string') return scope.condition(argument);
  const operator = OPERATORS[key];
  if (operator === undefined) throw new RefusedTemplate('function.unsupported', key);
  if (!Array.isArray(argument)) throw new RefusedTemplate('function.malformed', key);
  return operator(argument, (operand) => decideCondition(operand, scope), scope);
}
