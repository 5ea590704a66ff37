import { createHash, randomUUID } from 'node:crypto';
import jsonata from 'jsonata';
import { StatesFailure } from './failure.ts';
import { isObject, parseJson } from './json.ts';
import type { Json, JsonObject } from './json.ts';

/** What an expression sees: `$states` and the variables in scope. */
export interface Scope {
  readonly states: JsonObject;
  readonly variables: JsonObject;
  /** Virtual time of the evaluation for `$now()` and `$millis()`. */
  readonly now: number;
}

type Compiled = ReturnType<typeof jsonata>;

/** Host limits of one expression: milliseconds and depth; AWS has its own, undocumented ones. */
const GUARDS = { timeout: 10_000, stack: 500 };

const HASHES: Readonly<Record<string, string>> = {
  MD5: 'md5',
  'SHA-1': 'sha1',
  'SHA-256': 'sha256',
  'SHA-384': 'sha384',
  'SHA-512': 'sha512',
};

const FORMAT = jsonata('$fromMillis($at, $picture, $timezone)');

/** Functions that Step Functions adds to JSONata; `$eval` does not exist there. */
const FUNCTIONS: readonly (readonly [
  name: string,
  body: Parameters<Compiled['registerFunction']>[1],
  signature: string,
])[] = [
  ['uuid', () => randomUUID(), '<:s>'],
  ['parse', (text: string) => parseJson(text), '<s:x>'],
  ['hash', digest, '<ss:s>'],
  ['partition', partition, '<an:a>'],
  ['range', range, '<nnn:a>'],
  ['random', random, '<n?:n>'],
];

function digest(text: string, algorithm: string): string | undefined {
  const name = HASHES[algorithm];
  return name === undefined ? undefined : createHash(name).update(text).digest('hex');
}

function partition(items: readonly unknown[], size: number): unknown[][] | undefined {
  if (!Number.isInteger(size) || size < 1) return undefined;
  const count = Math.ceil(items.length / size);
  return Array.from({ length: count }, (_, index) => items.slice(index * size, (index + 1) * size));
}

function range(first: number, last: number, step: number): number[] | undefined {
  const count = Math.floor((last - first) / step) + 1;
  if (!(count <= 1000)) return undefined;
  return Array.from({ length: Math.max(0, count) }, (_, index) => first + index * step);
}

function random(seed?: number): number {
  if (seed === undefined) return Math.random();
  return createHash('sha256').update(String(seed)).digest().readUInt32BE(0) / 2 ** 32;
}

/** The expression inside `{% … %}`, or `undefined` for a literal text. */
export function expressionOf(text: string): string | undefined {
  return /^\{%([\s\S]*)%\}$/.exec(text)?.[1]?.trim();
}

/** Compiles and evaluates JSONata as states do: an expression without a value is an error. */
export class Query {
  readonly #compiled = new Map<string, Compiled>();

  /** Throws when the text is no JSONata. */
  compile(expression: string): Compiled {
    const known = this.#compiled.get(expression);
    if (known !== undefined) return known;
    const compiled = jsonata(expression, GUARDS);
    for (const [name, body, signature] of FUNCTIONS) compiled.registerFunction(name, body, signature);
    this.#compiled.set(expression, compiled);
    return compiled;
  }

  /** Replaces every expression in `template`; throws `States.QueryEvaluationError`. */
  async evaluate(template: Json, scope: Scope, field: string): Promise<Json> {
    if (typeof template === 'string') {
      const expression = expressionOf(template);
      return expression === undefined ? template : this.#run(expression, scope, field);
    }
    if (Array.isArray(template)) {
      const items: Json[] = [];
      for (const [index, item] of template.entries())
        items.push(await this.evaluate(item, scope, `${field}[${index}]`));
      return items;
    }
    if (!isObject(template)) return template;
    const members: [string, Json][] = [];
    for (const [key, member] of Object.entries(template)) {
      members.push([key, await this.evaluate(member, scope, `${field}/${key}`)]);
    }
    return Object.fromEntries(members);
  }

  async #run(expression: string, scope: Scope, field: string): Promise<Json> {
    const bindings = {
      now: (picture?: string, timezone?: string) =>
        FORMAT.evaluate(undefined, { at: scope.now, picture, timezone }),
      millis: () => scope.now,
      eval: undefined,
      ...scope.variables,
      states: scope.states,
    };
    const value: unknown = await this.compile(expression)
      .evaluate(undefined, bindings)
      .catch((problem: unknown) => {
        throw evaluationFailure(field, `threw an error during evaluation: ${codeOf(problem)}`);
      });
    const text = JSON.stringify(value) as string | undefined;
    if (text === undefined) throw evaluationFailure(field, 'returned nothing (undefined)');
    return JSON.parse(text) as Json;
  }
}

function codeOf(problem: unknown): string {
  const code =
    typeof problem === 'object' && problem !== null && 'code' in problem ? problem.code : undefined;
  return typeof code === 'string' ? code : 'unknown';
}

function evaluationFailure(field: string, what: string): StatesFailure {
  const cause = `The JSONata expression specified for the field '${field}' ${what}.`;
  return new StatesFailure('States.QueryEvaluationError', cause, field);
}
