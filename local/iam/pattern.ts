import { PolicyError } from './policy-error.ts';

/** Context keys in lower case with their values; a key without values counts as absent. */
export type Context = ReadonlyMap<string, readonly string[]>;

/** Does `value` match under this context? */
export type Matcher = (value: string, context: Context) => boolean;

type Piece =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'many' }
  | { readonly kind: 'one' }
  | { readonly kind: 'variable'; readonly key: string; readonly fallback: string | undefined };

const TOKEN = /\$\{([^}]*)\}|(\*+)|(\?)|(\$\{)/g;
const VARIABLE = /^([\w:/.+=@-]+)(?:\s*,\s*'([^']*)')?$/;
const SPECIAL = /[\\^$.*+?()[\]{}|]/g;
const ARN_COLONS = 5;

/** `exact`: wildcards are plain characters; `glob`: `*` and `?` act; `arn`: as glob, but `*` stays inside one ARN component. */
export type PatternKind = 'exact' | 'glob' | 'arn';

/**
 * Compiles a policy value. `${key}`, `${key, 'default'}`, `${*}`, `${?}` and `${$}` are replaced at evaluation, and
 * what comes out of a variable is literal: a tag value `*` matches only `*`. An unresolved variable matches nothing.
 * @throws PolicyError `policy.variable` for an unreadable variable.
 */
export function compilePattern(text: string, kind: PatternKind, path: string, ignoreCase = false): Matcher {
  const pieces = parse(text, kind !== 'exact', path);
  const flags = ignoreCase ? 'i' : '';
  if (pieces.length === 1 && pieces[0]?.kind === 'many') return () => true;
  if (!pieces.some((piece) => piece.kind === 'variable')) {
    const fixed = new RegExp(source(pieces, kind, new Map()) ?? '[]', flags);
    return (value) => fixed.test(value);
  }
  // The same variables come again and again: those of one tenant's session, for example.
  let last = { resolved: '', pattern: /^$/ };
  return (value, context) => {
    const resolved = source(pieces, kind, context);
    if (resolved === undefined) return false;
    if (resolved !== last.resolved) last = { resolved, pattern: new RegExp(resolved, flags) };
    return last.pattern.test(value);
  };
}

/** True when the text holds a policy variable, which only some elements and operators may use. */
export function hasVariable(text: string): boolean {
  return text.includes('${');
}

function parse(text: string, wildcards: boolean, path: string): Piece[] {
  const pieces: Piece[] = [];
  let end = 0;
  const literal = (part: string): void => {
    if (part !== '') pieces.push({ kind: 'text', text: part });
  };
  for (const match of text.matchAll(TOKEN)) {
    literal(text.slice(end, match.index));
    end = match.index + match[0].length;
    const [whole, variable, many, one] = match;
    if (variable !== undefined) pieces.push(parseVariable(variable, path));
    else if (many !== undefined) pieces.push(wildcards ? { kind: 'many' } : { kind: 'text', text: whole });
    else if (one !== undefined) pieces.push(wildcards ? { kind: 'one' } : { kind: 'text', text: whole });
    else throw new PolicyError('variable', path);
  }
  literal(text.slice(end));
  return pieces;
}

function parseVariable(inner: string, path: string): Piece {
  if (inner === '*' || inner === '?' || inner === '$') return { kind: 'text', text: inner };
  const match = VARIABLE.exec(inner.trim());
  if (!match?.[1]) throw new PolicyError('variable', path);
  return { kind: 'variable', key: match[1].toLowerCase(), fallback: match[2] };
}

function source(pieces: readonly Piece[], kind: PatternKind, context: Context): string | undefined {
  let pattern = '^';
  let colons = 0;
  for (const [index, piece] of pieces.entries()) {
    if (piece.kind === 'one') pattern += '[^]';
    else if (piece.kind === 'many') {
      const open = kind !== 'arn' || colons >= ARN_COLONS || index === pieces.length - 1;
      pattern += open ? '[^]*' : '[^:]*';
    } else {
      const text = piece.kind === 'text' ? piece.text : resolve(piece.key, piece.fallback, context);
      if (text === undefined) return undefined;
      if (piece.kind === 'text') colons += text.split(':').length - 1;
      pattern += text.replace(SPECIAL, '\\$&');
    }
  }
  return `${pattern}$`;
}

function resolve(key: string, fallback: string | undefined, context: Context): string | undefined {
  const values = context.get(key);
  return values?.length === 1 ? values[0] : fallback;
}
