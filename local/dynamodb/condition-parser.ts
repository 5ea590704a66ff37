import type { AttributeValue } from './attribute-value.ts';
import { invalidExpression, resolveName, tokenize, type Token } from './expression-tokens.ts';

/** Steps from an item to a nested value: attribute names and list positions. */
export type Path = readonly (string | number)[];

/** What a comparison compares: an attribute, a value, or the size of an attribute. */
export type Operand =
  | { readonly kind: 'path'; readonly path: Path }
  | { readonly kind: 'value'; readonly value: AttributeValue }
  | { readonly kind: 'size'; readonly path: Path };

/** The comparisons of condition expressions. */
export type Comparator = '=' | '<>' | '<' | '<=' | '>' | '>=';

/** A parsed condition, filter or key condition. */
export type Condition =
  | { readonly kind: 'and' | 'or'; readonly left: Condition; readonly right: Condition }
  | { readonly kind: 'not'; readonly inner: Condition }
  | {
      readonly kind: 'compare';
      readonly comparator: Comparator;
      readonly left: Operand;
      readonly right: Operand;
    }
  | { readonly kind: 'between'; readonly subject: Operand; readonly low: Operand; readonly high: Operand }
  | { readonly kind: 'in'; readonly subject: Operand; readonly options: readonly Operand[] }
  | { readonly kind: 'call'; readonly name: string; readonly operands: readonly Operand[] };

/** What the placeholders of a request stand for. */
export interface Placeholders {
  readonly names: Readonly<Record<string, string>>;
  readonly values: Readonly<Record<string, AttributeValue>>;
}

const COMPARATORS: readonly string[] = ['=', '<>', '<', '<=', '>', '>='];
const FUNCTIONS: readonly string[] = [
  'attribute_exists',
  'attribute_not_exists',
  'attribute_type',
  'begins_with',
  'contains',
];

/** Parses a condition expression (AWS: "Condition and filter expressions, operators, and functions"). */
export function parseCondition(expression: string, placeholders: Placeholders): Condition {
  return new Parser(tokenize(expression), placeholders).whole();
}

/** Parses a projection expression into its paths. */
export function parseProjection(expression: string, names: Readonly<Record<string, string>>): Path[] {
  return new Parser(tokenize(expression), { names, values: {} }).paths();
}

class Parser {
  readonly #tokens: readonly Token[];
  readonly #placeholders: Placeholders;
  #at = 0;

  constructor(tokens: readonly Token[], placeholders: Placeholders) {
    this.#tokens = tokens;
    this.#placeholders = placeholders;
  }

  whole(): Condition {
    const condition = this.#or();
    if (this.#at < this.#tokens.length) throw invalidExpression('syntax error');
    return condition;
  }

  paths(): Path[] {
    const paths = [this.#path()];
    while (this.#take(',')) paths.push(this.#path());
    if (this.#at < this.#tokens.length) throw invalidExpression('syntax error');
    return paths;
  }

  #or(): Condition {
    let left = this.#and();
    while (this.#take('OR')) left = { kind: 'or', left, right: this.#and() };
    return left;
  }

  #and(): Condition {
    let left = this.#not();
    while (this.#take('AND')) left = { kind: 'and', left, right: this.#not() };
    return left;
  }

  #not(): Condition {
    return this.#take('NOT') ? { kind: 'not', inner: this.#not() } : this.#primary();
  }

  #primary(): Condition {
    if (this.#take('(')) {
      const inner = this.#or();
      this.#expect(')');
      return inner;
    }
    const token = this.#tokens[this.#at];
    if (token && FUNCTIONS.includes(token.text) && this.#tokens[this.#at + 1]?.text === '(') {
      this.#at += 2;
      return { kind: 'call', name: token.text, operands: this.#operands() };
    }
    return this.#comparison(this.#operand());
  }

  #comparison(left: Operand): Condition {
    if (this.#take('BETWEEN')) {
      const low = this.#operand();
      this.#expect('AND');
      return { kind: 'between', subject: left, low, high: this.#operand() };
    }
    if (this.#take('IN')) {
      this.#expect('(');
      return { kind: 'in', subject: left, options: this.#operands() };
    }
    const comparator = this.#next().text;
    if (!COMPARATORS.includes(comparator)) throw invalidExpression('syntax error');
    return { kind: 'compare', comparator: comparator as Comparator, left, right: this.#operand() };
  }

  /** Operands up to and including the closing parenthesis. */
  #operands(): Operand[] {
    const operands = [this.#operand()];
    while (this.#take(',')) operands.push(this.#operand());
    this.#expect(')');
    return operands;
  }

  #operand(): Operand {
    const token = this.#tokens[this.#at];
    if (token?.kind === 'value') {
      this.#at += 1;
      const known = Object.hasOwn(this.#placeholders.values, token.text);
      const value = known ? this.#placeholders.values[token.text] : undefined;
      if (value === undefined) throw invalidExpression('an expression attribute value is not defined');
      return { kind: 'value', value };
    }
    if (token?.text === 'size' && this.#tokens[this.#at + 1]?.text === '(') {
      this.#at += 2;
      const path = this.#path();
      this.#expect(')');
      return { kind: 'size', path };
    }
    return { kind: 'path', path: this.#path() };
  }

  #path(): Path {
    const path: (string | number)[] = [this.#name()];
    for (;;) {
      const token = this.#tokens[this.#at];
      if (token?.kind === 'index') path.push(Number(token.text));
      else if (token?.text !== '.') return path;
      this.#at += 1;
      if (token.kind !== 'index') path.push(this.#name());
    }
  }

  #name(): string {
    const token = this.#next();
    if (token.kind !== 'name' && token.kind !== 'alias') throw invalidExpression('syntax error');
    return resolveName(token.text, this.#placeholders.names);
  }

  #take(text: string): boolean {
    const token = this.#tokens[this.#at];
    if (token?.text.toUpperCase() !== text || token.kind === 'alias' || token.kind === 'value') return false;
    this.#at += 1;
    return true;
  }

  #expect(text: string): void {
    if (!this.#take(text)) throw invalidExpression('syntax error');
  }

  #next(): Token {
    const token = this.#tokens[this.#at++];
    if (token === undefined) throw invalidExpression('it ends too early');
    return token;
  }
}
