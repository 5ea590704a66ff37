import type { FieldDeclaration, RecordDeclaration } from '../catalogue/declaration.ts';
import type { RecordValues } from '../catalogue/record-schema.ts';
import type { Json } from '../kernel/canonical-json.ts';
import type { Id, RecordId, SubjectId } from '../kernel/ids.ts';
import { partitionOf } from '../kernel/ids.ts';
import type { Binding, Item, OwnerKey, RecordItem, Workspace } from '../store/workspace.ts';

/** The sealed sections of a record: which kinds of field go in, and under whose key. */
export const SECTIONS = [
  { name: 'self', kinds: ['personal'], owner: 'person' },
  { name: 'special', kinds: ['special'], owner: 'person' },
  { name: 'org', kinds: ['confidential'], owner: 'tenant' },
] as const;

/** A record with its sections opened. */
export interface OpenRecord {
  readonly item: RecordItem;
  readonly values: RecordValues;
  readonly externalId?: string;
  /** What the person said about it: supplementary statements (Art. 16). */
  readonly statements?: readonly string[];
}

/** Name under which a person's record keeps the person's statements inside the sealed section; no field can have it. */
const STATEMENTS = '$statements';

/** Name under which a person's record keeps its external id inside the sealed section; no field can have it. */
const EXTERNAL = '$externalId';

/** What a section is bound to; the owner is the person, the record itself when it has its own key, or the tenant. */
export function bindingOf(
  declaration: RecordDeclaration,
  id: RecordId,
  section: string,
  ownKey: boolean,
): Binding {
  const owner = section === 'org' ? 'tenant' : ownKey ? id : partitionOf(id).id;
  return { owner, type: declaration.type, id, section, schema: declaration.schemaVersion };
}

/** True when the record's text names several people and therefore has a key of its own: one person’s end must not unseal another’s. */
export function needsOwnKey(declaration: RecordDeclaration, values: RecordValues): boolean {
  const mentions = values['mentions'];
  return declaration.type === 'file' || (Array.isArray(mentions) && mentions.length > 0);
}

/** The values that go into one section. */
function pick(
  declaration: RecordDeclaration,
  values: RecordValues,
  kinds: readonly string[],
): Record<string, Json> {
  return Object.fromEntries(
    Object.entries(declaration.fields)
      .filter(
        ([name, field]: [string, FieldDeclaration]) =>
          kinds.includes(field.kind) && values[name] !== undefined,
      )
      .map(([name]) => [name, values[name] as Json]),
  );
}

/** Splits values into the plain map and sealed sections, ready to be stored. */
export async function sealRecord(
  workspace: Workspace,
  declaration: RecordDeclaration,
  id: RecordId,
  values: RecordValues,
  personKey: OwnerKey | undefined,
  options: {
    readonly externalId?: string;
    readonly ownKey?: boolean;
    readonly statements?: readonly string[];
  },
): Promise<Record<string, unknown>> {
  const attributes: Record<string, unknown> = { plain: pick(declaration, values, ['plain']) };
  for (const section of SECTIONS) {
    const content = pick(declaration, values, section.kinds);
    if (section.name === 'self' && personKey && options.externalId) content[EXTERNAL] = options.externalId;
    if (section.name === 'self' && personKey && options.statements) content[STATEMENTS] = options.statements;
    if (Object.keys(content).length === 0) continue;
    const key = section.owner === 'tenant' ? await workspace.vault.tenantKey() : personKey;
    if (!key) throw new Error('a section about a person needs the person');
    const binding = bindingOf(declaration, id, section.name, options.ownKey ?? false);
    attributes[section.name] = workspace.vault.seal(key, binding, content);
  }
  if (personKey) attributes['key'] = personKey.id;
  else if (options.externalId) attributes['externalId'] = options.externalId;
  return attributes;
}

/** Opens records, asking for all owner keys in one call; a record whose key is gone is undefined: it is unreadable for ever. */
export async function openRecords(
  workspace: Workspace,
  declarations: (type: string) => RecordDeclaration | undefined,
  items: readonly Item[],
): Promise<readonly (OpenRecord | undefined)[]> {
  return (await openRecordsAnd(workspace, declarations, items, [])).records;
}

/** Opens records; the call that asks for their owner keys reads the control items of some people as well. */
export async function openRecordsAnd(
  workspace: Workspace,
  declarations: (type: string) => RecordDeclaration | undefined,
  items: readonly Item[],
  people: readonly SubjectId[],
): Promise<{
  readonly records: readonly (OpenRecord | undefined)[];
  readonly controls: readonly (Item | undefined)[];
}> {
  const ids = [...new Set(items.flatMap((item) => (item['key'] ? [item['key'] as Id] : [])))];
  const places = people.map((person) => workspace.keys.subject(person));
  const found = await workspace.vault.ownerKeysAnd(ids, places);
  const keys = new Map(ids.map((id, index) => [id, found.keys[index]]));
  const tenantKey = items.some((item) => item['org']) ? await workspace.vault.tenantKey() : undefined;
  const records = items.map((item) => {
    const declaration = declarations(item['type'] as string);
    if (!declaration) return undefined;
    const record = recordFrom(item);
    const personKey = record.key && keys.get(record.key);
    if (record.key && !personKey) return undefined;
    return openWith(
      workspace,
      declaration,
      record,
      item['externalId'] as string | undefined,
      personKey,
      tenantKey,
    );
  });
  return { records, controls: found.items };
}

function openWith(
  workspace: Workspace,
  declaration: RecordDeclaration,
  record: RecordItem,
  externalId: string | undefined,
  personKey: OwnerKey | undefined,
  tenantKey: OwnerKey | undefined,
): OpenRecord {
  const values: Record<string, unknown> = { ...record.plain };
  const ownKey = needsOwnKey(declaration, values);
  for (const section of SECTIONS) {
    const sealed = record[section.name];
    const key = section.owner === 'tenant' ? tenantKey : personKey;
    if (!sealed || !key) continue;
    const binding = { ...bindingOf(declaration, record.id, section.name, ownKey), schema: record.schema };
    Object.assign(values, workspace.vault.open(key, binding, sealed));
  }
  const sealedExternal = values[EXTERNAL] as string | undefined;
  delete values[EXTERNAL];
  const statements = values[STATEMENTS] as readonly string[] | undefined;
  delete values[STATEMENTS];
  const external = sealedExternal ?? externalId;
  return {
    item: record,
    values,
    ...(external ? { externalId: external } : {}),
    ...(statements ? { statements } : {}),
  };
}

/** The stored record in an item. */
export function recordFrom(item: Item): RecordItem {
  const { id, type, version, schema, createdAt, updatedAt, plain, self, special, org, key, external } =
    item as unknown as RecordItem;
  return {
    id,
    type,
    version,
    schema,
    createdAt,
    updatedAt,
    plain: plain ?? {},
    ...(self ? { self } : {}),
    ...(special ? { special } : {}),
    ...(org ? { org } : {}),
    ...(key ? { key } : {}),
    ...(external ? { external } : {}),
  };
}
