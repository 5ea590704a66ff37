import type { PolicyDocument, PolicyStatement } from '../front/service.ts';
import { compileConditions } from './conditions.ts';
import { compilePattern, hasVariable } from './pattern.ts';
import type { Context, Matcher } from './pattern.ts';
import { PolicyError } from './policy-error.ts';
import { compileNotPrincipal, compilePrincipal } from './principals.ts';
import type { PrincipalTest } from './principals.ts';

/** One question to a statement, with the global keys already in the context. */
export interface Question {
  readonly action: string;
  readonly resource: string;
  readonly context: Context;
}

/** A statement whose patterns and conditions are tests by now. */
export interface CompiledStatement {
  /** The Sid, or the position in the document. */
  readonly label: string;
  readonly effect: 'Allow' | 'Deny';
  /** Only statements of resource policies have one. */
  readonly principal: PrincipalTest | undefined;
  readonly applies: (question: Question) => boolean;
}

/** The statements of one policy. */
export type CompiledPolicy = readonly CompiledStatement[];

/** `identity`: attached to a role, a boundary or a session; `resource`: key, bucket, trust policy or function permission. */
export type PolicyKind = 'identity' | 'resource';

const ELEMENTS: ReadonlySet<string> = new Set([
  'Sid',
  'Effect',
  'Action',
  'NotAction',
  'Resource',
  'NotResource',
  'Principal',
  'NotPrincipal',
  'Condition',
]);
const VERSIONS: ReadonlySet<string | undefined> = new Set(['2012-10-17', '2008-10-17', undefined]);
const ACTION = /^(\*|[a-z0-9-]+:[\w*?]+)$/i;

/**
 * Turns a policy document into tests. Everything that cannot be honoured is refused here, never at decision time.
 * @throws PolicyError with the path of the element.
 */
export function compilePolicy(document: PolicyDocument, kind: PolicyKind): CompiledPolicy {
  if (!VERSIONS.has(document.Version)) throw new PolicyError('version', 'Version');
  const statements = listOf<PolicyStatement>(document.Statement);
  if (statements.length === 0) throw new PolicyError('statement', 'Statement');
  if (document.Version !== '2012-10-17' && hasVariable(JSON.stringify(statements))) {
    throw new PolicyError('version', 'Version'); // AWS would read ${…} as plain text
  }
  const compiled = statements.map((statement, index) => compileStatement(statement, kind, index));
  if (new Set(compiled.map(({ label }) => label)).size !== compiled.length) {
    throw new PolicyError('statement', 'Statement/Sid');
  }
  return compiled;
}

function compileStatement(statement: PolicyStatement, kind: PolicyKind, index: number): CompiledStatement {
  const path = `Statement/${index}`;
  if (typeof statement !== 'object' || statement === null) throw new PolicyError('statement', path);
  const { Effect: effect, Condition: block = {} } = statement;
  const known = Object.keys(statement).every((element) => ELEMENTS.has(element));
  if (!known || (effect !== 'Allow' && effect !== 'Deny')) throw new PolicyError('statement', path);
  const action = compileAction(statement, path);
  const resource = compileResource(statement, kind, path);
  const conditions = compileConditions(block, effect, `${path}/Condition`);
  return {
    label: statement.Sid ?? String(index),
    effect,
    principal: compileWho(statement, kind, path),
    applies: (question) =>
      action(question.action, question.context) &&
      resource(question.resource, question.context) &&
      conditions.every((holds) => holds(question.context)),
  };
}

function compileAction(statement: PolicyStatement, path: string): Matcher {
  const { Action: wanted, NotAction: spared } = statement;
  if ((wanted === undefined) === (spared === undefined)) throw new PolicyError('action', path);
  const patterns = listOf(wanted ?? spared);
  if (patterns.length === 0) throw new PolicyError('action', path);
  const matchers = patterns.map((pattern) => {
    if (!ACTION.test(pattern)) throw new PolicyError('action', path);
    return compilePattern(pattern, 'glob', path, true);
  });
  return (value, context) => matchers.some((matches) => matches(value, context)) === (wanted !== undefined);
}

/** Trust policies and some resource policies name no resource: they speak of the one they hang on. */
function compileResource(statement: PolicyStatement, kind: PolicyKind, path: string): Matcher {
  const { Resource: wanted, NotResource: spared } = statement;
  if (wanted !== undefined && spared !== undefined) throw new PolicyError('resource', path);
  if (wanted === undefined && spared === undefined) {
    if (kind === 'identity') throw new PolicyError('resource', path);
    return () => true;
  }
  const patterns = listOf(wanted ?? spared);
  if (patterns.length === 0) throw new PolicyError('resource', path);
  const matchers = patterns.map((pattern) => {
    if (typeof pattern !== 'string' || (pattern !== '*' && !pattern.startsWith('arn:'))) {
      throw new PolicyError('resource', path);
    }
    return compilePattern(pattern, 'glob', path);
  });
  return (value, context) => matchers.some((matches) => matches(value, context)) === (wanted !== undefined);
}

function compileWho(statement: PolicyStatement, kind: PolicyKind, path: string): PrincipalTest | undefined {
  const { Principal: named, NotPrincipal: spared } = statement;
  const given = Number(named !== undefined) + Number(spared !== undefined);
  if (given !== (kind === 'resource' ? 1 : 0)) throw new PolicyError('principal', path);
  if (named !== undefined) return compilePrincipal(named, `${path}/Principal`);
  if (spared === undefined) return undefined;
  // Allow with NotPrincipal would open the resource to everybody else, anonymous callers included.
  if (statement.Effect === 'Allow') throw new PolicyError('principal', `${path}/NotPrincipal`);
  return compileNotPrincipal(spared, `${path}/NotPrincipal`);
}

function listOf<Item>(value: Item | readonly Item[] | undefined): readonly Item[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? (value as readonly Item[]) : [value as Item];
}
