import { AwsError } from '../front/service.ts';

/** One lexical element of a DynamoDB expression. */
export interface Token {
  readonly kind: 'name' | 'alias' | 'value' | 'index' | 'symbol';
  readonly text: string;
}

const LEXEMES =
  /\s*(?:(?<alias>#[A-Za-z0-9_]+)|(?<value>:[A-Za-z0-9_]+)|(?<name>[A-Za-z_][A-Za-z0-9_-]*)|\[(?<index>\d+)\]|(?<symbol><>|<=|>=|[=<>(),.+-]))/y;

/** Words of the expression languages that are not attribute names. */
const KEYWORDS = new Set(['SET', 'REMOVE', 'ADD', 'DELETE', 'AND', 'OR', 'NOT', 'BETWEEN', 'IN']);

/** Splits an expression; anything that is no lexeme is a `ValidationException`. */
export function tokenize(expression: string): Token[] {
  const tokens: Token[] = [];
  const text = expression.trimEnd();
  LEXEMES.lastIndex = 0;
  while (LEXEMES.lastIndex < text.length) {
    const match = LEXEMES.exec(text);
    const [kind, found] = Object.entries(match?.groups ?? {}).find(([, part]) => part !== undefined) ?? [];
    if (kind === undefined || found === undefined) throw invalidExpression('syntax error');
    tokens.push({ kind: kind as Token['kind'], text: found });
  }
  return tokens;
}

/** Top-level attribute names that an expression of any kind mentions, placeholders resolved. */
export function attributesOf(
  expression: string | undefined,
  names: Readonly<Record<string, string>>,
): string[] {
  if (expression === undefined) return [];
  const tokens = tokenize(expression);
  const found = new Set<string>();
  tokens.forEach((token, at) => {
    if (token.kind !== 'name' && token.kind !== 'alias') return;
    if (tokens[at - 1]?.text === '.') return;
    if (token.kind === 'alias') found.add(resolveName(token.text, names));
    else if (!KEYWORDS.has(token.text.toUpperCase()) && tokens[at + 1]?.text !== '(') found.add(token.text);
  });
  return [...found];
}

/** The attribute behind `#name`, or the name itself. */
export function resolveName(text: string, names: Readonly<Record<string, string>>): string {
  if (!text.startsWith('#')) return text;
  const name = Object.hasOwn(names, text) ? names[text] : undefined;
  if (name === undefined) throw invalidExpression('an expression attribute name is not defined');
  return name;
}

/** A refusal that names the fault and never quotes the expression. */
export function invalidExpression(fault: string): AwsError {
  return new AwsError('ValidationException', `Invalid expression: ${fault}`);
}
