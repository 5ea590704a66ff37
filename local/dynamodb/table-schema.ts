import type { DeclaredResource, PolicyDocument } from '../front/service.ts';
import { compilePolicy } from '../iam/policy.ts';
import type { Json } from './engine.ts';
import type { IndexDefinition, KeySchema, TableDefinition } from './table-definition.ts';

/** What a template says about a table, before it has an identity. */
export interface DeclaredTable {
  readonly name: string;
  readonly key: KeySchema;
  readonly attributeTypes: Readonly<Record<string, string>>;
  readonly indexes: readonly IndexDefinition[];
  /** As written: an ARN, an id or an alias. */
  readonly keyId?: string;
  readonly recoveryDays?: number;
  readonly streamed: boolean;
  readonly timeToLive?: string;
  readonly deletionProtection: boolean;
  readonly policy?: PolicyDocument;
}

type How = 'read' | 'no effect here';

/** Members of `AWS::DynamoDB::GlobalTable`, of its replicas and of `AWS::DynamoDB::Table` that are understood; others are refused. */
const MEMBERS: Readonly<Record<string, How>> = {
  TableName: 'read',
  AttributeDefinitions: 'read',
  KeySchema: 'read',
  BillingMode: 'read',
  GlobalSecondaryIndexes: 'read',
  LocalSecondaryIndexes: 'read',
  SSESpecification: 'read',
  StreamSpecification: 'read',
  TimeToLiveSpecification: 'read',
  PointInTimeRecoverySpecification: 'read',
  DeletionProtectionEnabled: 'read',
  Replicas: 'read',
  Region: 'read',
  ResourcePolicy: 'read',
  Tags: 'no effect here',
  TableClass: 'no effect here',
  ContributorInsightsSpecification: 'no effect here',
};

/** Days of recovery when the template names none (AWS default and maximum). */
const DEFAULT_DAYS = 35;

/** Reads a table of a template; anything that the local cloud would have to ignore is an error. */
export function declaredTable(resource: DeclaredResource, region: string): DeclaredTable {
  const own = resource.properties as Json;
  const replicas = own['Replicas'] as Json[] | undefined;
  const local = replicas?.find((replica) => replica['Region'] === region);
  if (replicas && (local === undefined || replicas.length > 1)) {
    throw new Error(`${resource.logicalId}: one replica, in ${region}, is emulated`);
  }
  for (const member of [...Object.keys(own), ...Object.keys(local ?? {})]) {
    if (!Object.hasOwn(MEMBERS, member)) throw new Error(`${resource.logicalId}: ${member} is not emulated`);
  }
  const properties: Json = { ...own, ...local };
  if (properties['BillingMode'] !== 'PAY_PER_REQUEST') {
    throw new Error(`${resource.logicalId}: only on-demand tables are emulated`);
  }
  const encryption = { ...(own['SSESpecification'] as Json), ...(local?.['SSESpecification'] as Json) };
  const recovery = (properties['PointInTimeRecoverySpecification'] ?? {}) as Json;
  const ttl = (properties['TimeToLiveSpecification'] ?? {}) as Json;
  const keyId = text(encryption['KMSMasterKeyId']);
  return {
    name: text(properties['TableName']) ?? resource.defaultName,
    key: keySchema(properties['KeySchema']),
    attributeTypes: Object.fromEntries(
      (properties['AttributeDefinitions'] as Json[]).map((attribute) => [
        String(attribute['AttributeName']),
        String(attribute['AttributeType']),
      ]),
    ),
    indexes: [
      ...indexes(properties['GlobalSecondaryIndexes'], true),
      ...indexes(properties['LocalSecondaryIndexes'], false),
    ],
    ...(keyId !== undefined && { keyId }),
    ...(isTrue(recovery['PointInTimeRecoveryEnabled']) && {
      recoveryDays: Number(recovery['RecoveryPeriodInDays'] ?? DEFAULT_DAYS),
    }),
    streamed: streamed(resource.logicalId, properties['StreamSpecification'] as Json | undefined),
    ...(isTrue(ttl['Enabled']) && { timeToLive: String(ttl['AttributeName']) }),
    deletionProtection: isTrue(properties['DeletionProtectionEnabled']),
    ...policyOf(properties['ResourcePolicy'] as Json | undefined),
  };
}

/** The table's own policy; one that could not be decided by is refused here, not at the first call. */
function policyOf(declared: Json | undefined): { policy?: PolicyDocument } {
  if (declared === undefined) return {};
  const policy = declared['PolicyDocument'] as PolicyDocument;
  compilePolicy(policy, 'resource');
  return { policy };
}

/** What the engine is told of a table: keys and indexes. Streams, expiry, encryption and protection are the front's. */
export function engineSchema(table: TableDefinition): Json {
  const global = table.indexes.filter((index) => index.global).map(engineIndex);
  const local = table.indexes.filter((index) => !index.global).map(engineIndex);
  return {
    TableName: table.name,
    AttributeDefinitions: attributeDefinitions(table),
    KeySchema: engineKey(table.key),
    BillingMode: 'PAY_PER_REQUEST',
    ...(global.length > 0 && { GlobalSecondaryIndexes: global }),
    ...(local.length > 0 && { LocalSecondaryIndexes: local }),
  };
}

/** The attributes of keys as `DescribeTable` lists them. */
export function attributeDefinitions(table: TableDefinition): Json[] {
  return Object.entries(table.attributeTypes).map(([name, type]) => ({
    AttributeName: name,
    AttributeType: type,
  }));
}

/** An index in the words of `CreateTable` and `UpdateTable`. */
export function engineIndex(index: IndexDefinition): Json {
  const { projected } = index;
  const partial = projected.length > 0 ? 'INCLUDE' : 'KEYS_ONLY';
  return {
    IndexName: index.name,
    KeySchema: engineKey(index.key),
    Projection: {
      ProjectionType: projected === 'all' ? 'ALL' : partial,
      ...(projected !== 'all' && projected.length > 0 && { NonKeyAttributes: projected }),
    },
  };
}

function engineKey({ partition, sort }: KeySchema): Json[] {
  const keys = [{ AttributeName: partition, KeyType: 'HASH' }];
  return sort === undefined ? keys : [...keys, { AttributeName: sort, KeyType: 'RANGE' }];
}

function keySchema(value: unknown): KeySchema {
  const named = (type: string) =>
    text((value as Json[]).find((part) => part['KeyType'] === type)?.['AttributeName']);
  const sort = named('RANGE');
  return { partition: named('HASH') ?? '', ...(sort !== undefined && { sort }) };
}

function indexes(value: unknown, global: boolean): IndexDefinition[] {
  return ((value ?? []) as Json[]).map((index) => {
    const projection = index['Projection'] as Json;
    const all = projection['ProjectionType'] === 'ALL';
    return {
      name: String(index['IndexName']),
      global,
      key: keySchema(index['KeySchema']),
      projected: all ? 'all' : ((projection['NonKeyAttributes'] ?? []) as string[]),
    };
  });
}

function streamed(logicalId: string, specification: Json | undefined): boolean {
  if (specification === undefined) return false;
  if (specification['StreamViewType'] === 'KEYS_ONLY') return true;
  throw new Error(`${logicalId}: only streams with view type KEYS_ONLY are emulated`);
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function isTrue(value: unknown): boolean {
  return value === true || value === 'true';
}
