import { AwsError } from '../front/service.ts';
import type { AppliedResource, DeclaredResource, Principal, ResourceType, World } from '../front/service.ts';
import { parseDefinition } from './definition-check.ts';
import { isObject } from './json.ts';
import type { Json, JsonObject } from './json.ts';
import type { KeyCheck } from './key-check.ts';
import { LIMITS } from './limits.ts';
import { createDelivery } from './logging.ts';
import type { EventLogs } from './logging.ts';
import type { Query } from './query.ts';
import type { Store } from './store.ts';

/** Settings that `DescribeStateMachine` returns; tracing is kept, not acted on. */
export interface MachineSettings {
  readonly logging?: Json;
  readonly tracing?: Json;
  /** Key ARN or id of a customer managed key. */
  readonly key?: string;
  readonly reuse?: number;
  readonly revision: string;
}

/** One state machine; `definition` is a hash. */
export interface Machine {
  readonly arn: string;
  readonly name: string;
  readonly definition: string;
  readonly role: string;
  readonly created: number;
  readonly settings: MachineSettings;
}

const PROPERTIES = [
  'StateMachineName',
  'DefinitionString',
  'Definition',
  'DefinitionSubstitutions',
  'RoleArn',
  'StateMachineType',
  'LoggingConfiguration',
  'TracingConfiguration',
  'EncryptionConfiguration',
  'Tags',
];

/** The state machine, or `StateMachineDoesNotExist`. */
export function machineOf(store: Store, arn: string): Machine {
  const row = store.sql('SELECT * FROM machine WHERE arn = ?').get(arn);
  if (row === undefined)
    throw new AwsError('StateMachineDoesNotExist', `State Machine Does Not Exist: '${arn}'`);
  return { ...(row as unknown as Machine), settings: JSON.parse(String(row['settings'])) as MachineSettings };
}

/** Whom a new state machine makes ask: for its role, its key and its log. */
export interface MachineNeeds {
  readonly assume: (role: string, machine: string) => Principal;
  readonly kms?: KeyCheck;
  readonly logs?: EventLogs;
}

/** `AWS::StepFunctions::StateMachine`: standard workflows in JSONata; running executions keep the definition they started with. */
export function stateMachineType(
  world: World,
  store: Store,
  query: Query,
  needs: MachineNeeds,
): ResourceType {
  const { partition, region, account } = world.place;
  return {
    type: 'AWS::StepFunctions::StateMachine',
    async apply(resource: DeclaredResource): Promise<AppliedResource> {
      const properties = resource.properties as JsonObject;
      const strange = Object.keys(properties).find((name) => !PROPERTIES.includes(name));
      if (strange !== undefined) throw refused(resource, `property ${strange} is not emulated`);
      if ((properties['StateMachineType'] ?? 'STANDARD') !== 'STANDARD')
        throw refused(resource, 'only STANDARD workflows are emulated');
      const name = properties['StateMachineName'] ?? resource.defaultName.slice(0, LIMITS.name);
      const role = properties['RoleArn'];
      if (typeof name !== 'string' || !/^[\w-]{1,80}$/.test(name))
        throw refused(resource, 'StateMachineName is malformed');
      if (typeof role !== 'string' || !role.startsWith('arn:')) throw refused(resource, 'RoleArn is missing');
      const text = definitionText(resource, properties);
      parseDefinition(text, query);
      const arn = `arn:${partition}:states:${region}:${account}:stateMachine:${name}`;
      const given = settingsOf(resource, properties, needs.kms !== undefined);
      createDelivery(world, needs, { ...given, role: trusted(needs, role, arn) });
      const origin = `${resource.stack}/${resource.logicalId}`;
      store.transaction(() => {
        const hash = store.putDefinition(text);
        const settings = { ...given, revision: hash.slice(0, 32) };
        store.sql('DELETE FROM machine WHERE origin = ? AND arn <> ?').run(origin, arn);
        store
          .sql(
            `INSERT INTO machine VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT(arn) DO UPDATE SET
             origin = excluded.origin, definition = excluded.definition, role = excluded.role, settings = excluded.settings`,
          )
          .run(arn, name, origin, hash, role, world.clock.now(), JSON.stringify(settings));
      });
      return { ref: arn, attributes: { Arn: arn, Name: name } };
    },
  };
}

/** The role, taken over: CreateStateMachine refuses one that does not trust Step Functions. */
function trusted({ assume }: MachineNeeds, role: string, arn: string): Principal {
  try {
    return assume(role, arn);
  } catch (problem) {
    if ((problem as { code?: unknown }).code !== 'AccessDeniedException') throw problem;
    const message =
      'Neither the global service principal states.amazonaws.com, nor the regional one is authorized to assume the provided role.';
    throw new AwsError('AccessDeniedException', message);
  }
}

function definitionText(resource: DeclaredResource, properties: JsonObject): string {
  const { DefinitionString, Definition, DefinitionSubstitutions } = properties;
  const given = DefinitionString ?? (Definition === undefined ? undefined : JSON.stringify(Definition));
  if (typeof given !== 'string') throw refused(resource, 'DefinitionString is missing');
  const substitutions = isObject(DefinitionSubstitutions) ? DefinitionSubstitutions : {};
  return given.replace(/\$\{([A-Za-z0-9_.-]+)\}/g, (_, name: string) => {
    const value = substitutions[name];
    if (value === undefined || value === null || typeof value === 'object')
      throw refused(resource, `substitution ${name} is missing`);
    return String(value);
  });
}

function settingsOf(
  resource: DeclaredResource,
  properties: JsonObject,
  encrypted: boolean,
): Omit<MachineSettings, 'revision'> {
  const { LoggingConfiguration, TracingConfiguration, EncryptionConfiguration } = properties;
  const encryption = isObject(EncryptionConfiguration) ? EncryptionConfiguration : {};
  const { KmsKeyId, KmsDataKeyReusePeriodSeconds, Type } = encryption;
  const custom = Type === 'CUSTOMER_MANAGED_KMS_KEY';
  const key = typeof KmsKeyId === 'string' ? KmsKeyId : '';
  if (custom && (!encrypted || key === ''))
    throw refused(resource, 'customer managed keys need KMS and a key');
  return {
    ...(LoggingConfiguration === undefined ? {} : { logging: LoggingConfiguration }),
    ...(TracingConfiguration === undefined ? {} : { tracing: TracingConfiguration }),
    ...(custom ? { key, reuse: Number(KmsDataKeyReusePeriodSeconds ?? 300) } : {}),
  };
}

function refused(resource: DeclaredResource, what: string): AwsError {
  return new AwsError('InvalidRequest', `AWS::StepFunctions::StateMachine ${resource.logicalId}: ${what}`);
}
