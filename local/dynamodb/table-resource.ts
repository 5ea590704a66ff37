import { randomUUID } from 'node:crypto';
import {
  AwsError,
  type AppliedResource,
  type DeclaredResource,
  type ResourceType,
  type World,
} from '../front/service.ts';
import type { Catalogue } from './catalogue.ts';
import type { Engine, Json } from './engine.ts';
import type { Store } from './store.ts';
import {
  attributeDefinitions,
  declaredTable,
  engineIndex,
  engineSchema,
  type DeclaredTable,
} from './table-schema.ts';
import type { TableDefinition } from './table-definition.ts';

/** The resource types that become tables. */
const TYPES = ['AWS::DynamoDB::GlobalTable', 'AWS::DynamoDB::Table'];

/** Creates declared tables and brings existing ones up to date. */
export function tableResources(
  world: World,
  store: Store,
  catalogue: Catalogue,
  engine: Engine,
): readonly ResourceType[] {
  const apply = async (resource: DeclaredResource): Promise<AppliedResource> => {
    const declared = declaredTable(resource, world.place.region);
    const existing = catalogue.find(declared.name);
    const table = merged(world, declared, existing);
    if (existing && JSON.stringify(existing.key) !== JSON.stringify(table.key)) {
      throw new Error(`${resource.logicalId}: the key of a table cannot change`);
    }
    await build(engine, table);
    catalogue.save(table);
    if (existing?.recovery && !table.recovery) forgetLog(store, table.name);
    return applied(catalogue, table);
  };
  return TYPES.map((type) => ({ type, apply }));
}

/** The declaration with what only the account knows: identity, start of recovery, label of the stream. */
function merged(
  world: World,
  declared: DeclaredTable,
  existing: TableDefinition | undefined,
): TableDefinition {
  const now = world.clock.now();
  const { name, key, attributeTypes, indexes, timeToLive, deletionProtection, recoveryDays } = declared;
  return {
    name,
    id: existing?.id ?? randomUUID(),
    createdAt: existing?.createdAt ?? now,
    key,
    attributeTypes,
    indexes,
    deletionProtection,
    ...(timeToLive !== undefined && { timeToLive }),
    ...(declared.policy !== undefined && { policy: declared.policy }),
    ...(declared.keyId !== undefined && { keyArn: keyArn(world, declared.keyId) }),
    ...(recoveryDays !== undefined && {
      recovery: { enabledAt: existing?.recovery?.enabledAt ?? now, days: recoveryDays },
    }),
    ...(declared.streamed && { stream: existing?.stream ?? new Date(now).toISOString().replace('Z', '') }),
  };
}

function keyArn({ place }: World, id: string): string {
  if (id.startsWith('arn:')) return id;
  const resource = id.startsWith('alias/') ? id : `key/${id}`;
  return `arn:${place.partition}:kms:${place.region}:${place.account}:${resource}`;
}

/** Makes the engine's table agree: created when absent, indexes added and removed one by one. */
async function build(engine: Engine, table: TableDefinition): Promise<void> {
  const found = await described(engine, table.name);
  if (found === undefined) {
    await engine.call('CreateTable', engineSchema(table));
    return;
  }
  const present = ((found['GlobalSecondaryIndexes'] ?? []) as Json[]).map(signature);
  const wanted = table.indexes.filter(({ global }) => global).map(engineIndex);
  const change = (update: Json) =>
    engine.call('UpdateTable', {
      TableName: table.name,
      AttributeDefinitions: attributeDefinitions(table),
      GlobalSecondaryIndexUpdates: [update],
    });
  for (const { name, shape } of present) {
    if (!wanted.some((index) => signature(index).shape === shape))
      await change({ Delete: { IndexName: name } });
  }
  for (const index of wanted) {
    if (!present.some(({ shape }) => shape === signature(index).shape)) await change({ Create: index });
  }
}

async function described(engine: Engine, name: string): Promise<Json | undefined> {
  try {
    return ((await engine.call('DescribeTable', { TableName: name })) as { Table: Json }).Table;
  } catch (error) {
    if (error instanceof AwsError && error.code === 'ResourceNotFoundException') return undefined;
    throw error;
  }
}

function signature(index: Json): { name: string; shape: string } {
  const { IndexName: name, KeySchema: key, Projection: projection } = index;
  const { ProjectionType: type, NonKeyAttributes: others = [] } = projection as Json;
  return { name: String(name), shape: JSON.stringify([name, key, type, others]) };
}

function forgetLog(store: Store, table: string): void {
  store.durable.prepare('DELETE FROM log WHERE table_name = ? AND pending = 0').run(table);
}

function applied(catalogue: Catalogue, table: TableDefinition): AppliedResource {
  const arn = catalogue.arn(table.name);
  return {
    ref: table.name,
    attributes: {
      Arn: arn,
      TableId: table.id,
      ...(table.stream !== undefined && { StreamArn: `${arn}/stream/${table.stream}` }),
    },
  };
}
