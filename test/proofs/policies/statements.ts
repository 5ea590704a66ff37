import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A statement as a template writes it. */
export type RawStatement = Record<string, unknown> & {
  Effect: 'Allow' | 'Deny';
  Sid?: string;
  Action?: unknown;
  Condition?: Record<string, Record<string, unknown>>;
};

/** One policy statement of the synthesized templates, found generically: wherever a `Statement` is. */
export interface Found {
  /** File name of the template. */
  readonly file: string;
  readonly logicalId: string;
  readonly type: string;
  /** Path of the statement in the resource's properties. */
  readonly path: readonly (string | number)[];
  readonly statement: RawStatement;
  /** `<logical id>/<policy>/<Sid or position>`, for people. */
  readonly name: string;
}

type Template = {
  Resources: Record<string, { Type: string; Properties?: Record<string, unknown> }>;
};

const PERMISSION = 'AWS::Lambda::Permission';

function* within(value: unknown, path: (string | number)[]): Generator<[(string | number)[], RawStatement]> {
  if (typeof value !== 'object' || value === null) return;
  for (const [key, member] of Object.entries(value)) {
    const step = Array.isArray(value) ? Number(key) : key;
    if (key === 'Statement') {
      const list = (Array.isArray(member) ? member : [member]) as RawStatement[];
      for (const [at, statement] of list.entries())
        yield [Array.isArray(member) ? [...path, key, at] : [...path, key], statement];
    } else yield* within(member, [...path, step]);
  }
}

const templates = (assembly: string): [string, Template][] =>
  readdirSync(assembly)
    .filter((name) => name.endsWith('.template.json'))
    .sort()
    .map((name) => [name, JSON.parse(readFileSync(join(assembly, name), 'utf8')) as Template]);

function nameOf(logicalId: string, path: readonly (string | number)[], statement: RawStatement): string {
  const kind = path.includes('AssumeRolePolicyDocument')
    ? 'trust'
    : path.includes('KeyPolicy')
      ? 'key'
      : 'policy';
  return `${logicalId}/${kind}/${statement.Sid ?? String(path.at(-1))}`;
}

/** Every statement of every template of an assembly; a Lambda permission is a statement of its own. */
export function statementsIn(assembly: string): Found[] {
  return templates(assembly).flatMap(([file, { Resources }]) =>
    Object.entries(Resources).flatMap(([logicalId, { Type: type, Properties = {} }]): Found[] => {
      if (type === PERMISSION) {
        const statement: RawStatement = { Effect: 'Allow', Action: Properties['Action'] };
        return [{ file, logicalId, type, path: [], statement, name: `${logicalId}/permission` }];
      }
      return [...within(Properties, [])].map(([path, statement]) => ({
        file,
        logicalId,
        type,
        path,
        statement,
        name: nameOf(logicalId, path, statement),
      }));
    }),
  );
}

/** What a statement becomes: undefined stands for its removal. */
export type Change = (statement: RawStatement) => RawStatement | undefined;

/** An action that no service has: a document may hold nothing but this and grants as much as an empty one. */
const INERT = { Effect: 'Deny', Action: 'none:Nothing' } as const;

/** Removes a statement; its place is taken by one that decides nothing, since a document may not be empty. */
export const removed: Change = ({ Sid, Principal, Resource }) => ({
  ...(Sid === undefined ? {} : { Sid }),
  ...INERT,
  ...(Principal === undefined ? {} : { Principal }),
  ...(Resource === undefined ? {} : { Resource }),
});

/** Rewrites one statement in the templates of an assembly, in place. */
export function rewrite(assembly: string, { file, logicalId, type, path }: Found, change: Change): void {
  const at = join(assembly, file);
  const template = JSON.parse(readFileSync(at, 'utf8')) as Template;
  const resource = template.Resources[logicalId];
  if (resource === undefined) throw new RangeError(`no resource ${logicalId}`);
  if (type === PERMISSION) {
    // A permission that grants something else than invoking is as good as none.
    resource.Properties = { ...resource.Properties, Action: 'lambda:GetFunction' };
  } else {
    const parent = path
      .slice(0, -1)
      .reduce<unknown>(
        (value, step) => (value as Record<string | number, unknown>)[step],
        resource.Properties,
      );
    const holder = parent as Record<string | number, unknown>;
    const last = path.at(-1) ?? '';
    holder[last] = change(holder[last] as RawStatement) ?? removed(holder[last] as RawStatement);
  }
  writeFileSync(at, JSON.stringify(template));
}

/** What a template loses: whole resources, or one member of them, by logical id and path within the properties. */
export interface Struck {
  readonly resource: RegExp;
  readonly at?: readonly (string | number)[];
}

/** Takes resources, or a member of them, out of the templates of an assembly, in place; at least one has to be there. */
export function strike(assembly: string, { resource, at }: Struck): void {
  let struck = 0;
  for (const [file, template] of templates(assembly)) {
    const resources = Object.entries(template.Resources).flatMap(([id, found]) => {
      if (!resource.test(id)) return [[id, found] as const];
      struck += 1;
      return at === undefined ? [] : [[id, without(found, ['Properties', ...at])] as const];
    });
    writeFileSync(
      join(assembly, file),
      JSON.stringify({ ...template, Resources: Object.fromEntries(resources) }),
    );
  }
  if (struck === 0) throw new RangeError(`no resource ${resource.source}`);
}

/** A value without the member at a path, which has to be there. */
function without<Value>(value: Value, path: readonly (string | number)[]): Value {
  const copy = structuredClone(value);
  const holder = path
    .slice(0, -1)
    .reduce<unknown>((member, step) => (member as Record<string, unknown>)[step], copy);
  const last = path.at(-1) ?? '';
  if (!Object.hasOwn(holder as object, last)) throw new RangeError(`nothing at ${path.join('.')}`);
  if (Array.isArray(holder)) holder.splice(Number(last), 1);
  else delete (holder as Record<string, unknown>)[last];
  return copy;
}
