import { AwsError } from '../front/service.ts';
import type { Flow, StateType } from './definition.ts';
import { isObject, parseJson } from './json.ts';
import type { Json, JsonObject } from './json.ts';
import { LIMITS } from './limits.ts';
import { expressionOf } from './query.ts';
import type { Query } from './query.ts';
import { parseResource } from './resource.ts';
import { FLOW_FIELDS, MEMBER_FIELDS, REQUIRED_FIELDS, STATE_FIELDS } from './state-fields.ts';
import type { FieldRule } from './state-fields.ts';

/** Parses and checks a definition; throws `InvalidDefinition` naming the place of the first fault. */
export function parseDefinition(text: string, query: Query): Flow {
  const definition = text.length <= LIMITS.definition ? parseJson(text) : undefined;
  if (!isObject(definition)) throw invalid('the definition is no JSON object or too long', '/');
  if (definition['QueryLanguage'] !== 'JSONata') {
    throw invalid(
      "only QueryLanguage 'JSONata' is emulated, and it must be named at the top",
      '/QueryLanguage',
    );
  }
  new Check(query).flow(definition, '', 'definition', new Set());
  return definition as unknown as Flow;
}

function invalid(what: string, place: string): AwsError {
  return new AwsError('InvalidDefinition', `Invalid State Machine Definition: ${what} at ${place}`);
}

class Check {
  readonly #query: Query;
  readonly #names = new Set<string>();

  constructor(query: Query) {
    this.#query = query;
  }

  /** `outer` holds the variables of enclosing flows, which an inner flow must not assign. */
  flow(flow: Json | undefined, at: string, kind: keyof typeof FLOW_FIELDS, outer: ReadonlySet<string>): void {
    if (!isObject(flow)) throw invalid('an object is missing', at);
    this.#fields(flow, FLOW_FIELDS[kind], at);
    this.#processor(flow['ProcessorConfig'], at);
    const states = flow['States'];
    if (!isObject(states) || Object.keys(states).length === 0) throw invalid('States is missing', at);
    this.#target(flow['StartAt'], states, `${at}/StartAt`);
    const assigned = new Set(Object.values(states).flatMap((state) => [...variablesOf(state)]));
    for (const name of assigned) {
      if (outer.has(name)) throw invalid(`variable '${name}' exists in an outer scope`, at);
    }
    const inner = new Set([...outer, ...assigned]);
    for (const [name, state] of Object.entries(states))
      this.#state(name, state, states, `${at}/States/${name}`, inner);
  }

  #processor(config: Json | undefined, at: string): void {
    const mode = isObject(config) ? (config['Mode'] ?? 'INLINE') : 'INLINE';
    if (mode !== 'INLINE') throw invalid('only inline Map is emulated', `${at}/ProcessorConfig`);
  }

  #state(name: string, state: Json, states: JsonObject, at: string, scope: ReadonlySet<string>): void {
    if (name.length > LIMITS.name) throw invalid('a state name is too long', at);
    if (this.#names.has(name)) throw invalid('a state name is not unique', at);
    this.#names.add(name);
    const type = isObject(state) ? state['Type'] : undefined;
    const rules = typeof type === 'string' ? STATE_FIELDS[type as StateType] : undefined;
    if (!isObject(state) || rules === undefined) throw invalid('unknown state type', at);
    this.#fields(state, Object.keys(rules), at);
    for (const field of REQUIRED_FIELDS[type as StateType] ?? []) {
      if (state[field] === undefined) throw invalid(`${field} is missing`, at);
    }
    if (state['QueryLanguage'] !== undefined && state['QueryLanguage'] !== 'JSONata') {
      throw invalid('only JSONata is emulated', at);
    }
    if (rules['Next'] !== undefined && (state['Next'] !== undefined) === (state['End'] === true)) {
      throw invalid('exactly one of Next and End is needed', at);
    }
    if (type === 'Wait' && (state['Seconds'] !== undefined) === (state['Timestamp'] !== undefined)) {
      throw invalid('exactly one of Seconds and Timestamp is needed', at);
    }
    for (const [field, rule] of Object.entries(rules)) {
      const value = state[field];
      if (value !== undefined) this.#value(rule, value, states, `${at}/${field}`, scope);
    }
  }

  #value(rule: FieldRule, value: Json, states: JsonObject, at: string, scope: ReadonlySet<string>): void {
    if (rule === 'text' && typeof value !== 'string') throw invalid('a text is needed', at);
    if (rule === 'flag' && typeof value !== 'boolean') throw invalid('true or false is needed', at);
    if (rule === 'resource' && parseResource(value) === undefined)
      throw invalid('this Resource is not emulated', at);
    if (rule === 'target') this.#target(value, states, at);
    if (rule === 'query' || rule === 'assign' || rule === 'number-query') this.#expressions(value, at);
    if (rule === 'number-query' && typeof value !== 'number' && !isExpression(value)) {
      throw invalid('a number or an expression is needed', at);
    }
    if (rule === 'assign') this.#assign(value, at);
    if (rule === 'flow') this.flow(value, at, 'processor', scope);
    if (rule === 'flows') {
      for (const [index, branch] of list(value, at).entries())
        this.flow(branch, `${at}/${index}`, 'branch', scope);
    }
    if (rule === 'retriers' || rule === 'catchers' || rule === 'rules')
      this.#members(rule, value, states, at);
  }

  #members(rule: keyof typeof MEMBER_FIELDS, value: Json, states: JsonObject, at: string): void {
    for (const [index, member] of list(value, at).entries()) {
      const place = `${at}/${index}`;
      if (!isObject(member)) throw invalid('an object is missing', place);
      this.#fields(member, MEMBER_FIELDS[rule], place);
      if (rule !== 'retriers') this.#target(member['Next'], states, `${place}/Next`);
      if (rule === 'rules' && !isExpression(member['Condition']))
        throw invalid('Condition must be an expression', place);
      if (rule !== 'rules')
        this.#errorNames(member['ErrorEquals'], index === list(value, at).length - 1, place);
      if (member['Assign'] !== undefined) this.#assign(member['Assign'], place);
      this.#expressions(member, place);
    }
  }

  /** States.ALL stands alone and last (Amazon States Language, "Errors"). */
  #errorNames(names: Json | undefined, last: boolean, at: string): void {
    const texts = list(names, at);
    if (texts.length === 0 || texts.some((name) => typeof name !== 'string'))
      throw invalid('ErrorEquals needs names', at);
    if (texts.includes('States.ALL') && (texts.length > 1 || !last))
      throw invalid('States.ALL stands alone and last', at);
  }

  #assign(value: Json, at: string): void {
    if (!isObject(value)) throw invalid('Assign must be an object', at);
    for (const name of Object.keys(value)) {
      if (name === 'states' || !/^[\p{ID_Start}_][\p{ID_Continue}]{0,79}$/u.test(name))
        throw invalid('bad variable name', at);
    }
  }

  #target(name: Json | undefined, states: JsonObject, at: string): void {
    if (typeof name !== 'string' || !Object.hasOwn(states, name))
      throw invalid('the target state is missing', at);
  }

  #fields(value: JsonObject, known: readonly string[], at: string): void {
    const strange = Object.keys(value).find((field) => !known.includes(field));
    if (strange !== undefined)
      throw invalid(`field '${strange}' is not emulated with QueryLanguage JSONata`, at);
  }

  #expressions(value: Json, at: string): void {
    if (Array.isArray(value)) return value.forEach((item: Json) => this.#expressions(item, at));
    if (isObject(value)) return Object.values(value).forEach((item) => this.#expressions(item, at));
    if (typeof value !== 'string') return;
    const expression = expressionOf(value);
    if (expression === undefined) {
      if (value.startsWith('{%') || value.endsWith('%}')) throw invalid('an expression is not closed', at);
      return;
    }
    try {
      this.#query.compile(expression);
    } catch {
      throw invalid('an expression is no JSONata', at);
    }
  }
}

function isExpression(value: Json | undefined): boolean {
  return typeof value === 'string' && expressionOf(value) !== undefined;
}

function list(value: Json | undefined, at: string): readonly Json[] {
  if (!Array.isArray(value)) throw invalid('a list is needed', at);
  return value as readonly Json[];
}

function variablesOf(state: Json): Set<string> {
  if (!isObject(state)) return new Set();
  const members = [state, ...['Choices', 'Catch'].flatMap((field) => state[field] ?? [])];
  return new Set(
    members.flatMap((member) =>
      isObject(member) && isObject(member['Assign']) ? Object.keys(member['Assign']) : [],
    ),
  );
}
