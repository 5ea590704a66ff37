import type { AppliedResource, Place, ResourceType } from '../front/service.ts';
import type { Assembly, Stack } from './assembly.ts';
import { decideCondition } from './conditions.ts';
import { EXCUSED, fill, type Excuse } from './excused.ts';
import { NO_VALUE, resolveValue, type Scope } from './intrinsics.ts';
import { resourceOrder, stackOrder } from './order.ts';
import { readParameter, resolveDynamic, type Parameters } from './parameters.ts';
import { RefusedTemplate } from './refusal.ts';

/** What stands after a deployment, for callers and the status page. */
export interface Deployment {
  /** Outputs by stack name and output name. */
  readonly outputs: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Applied resources, in creation order. */
  readonly resources: readonly DeployedResource[];
}

/** A resource as it stands after the deployment; excused ones exist by name only. */
export interface DeployedResource {
  readonly stack: string;
  readonly logicalId: string;
  readonly type: string;
  readonly physicalId: string;
  readonly excused: boolean;
}

/** What a deployment needs beside the assembly. */
export interface DeployOptions {
  readonly place: Place;
  readonly types: readonly ResourceType[];
  /** Template parameters by name, for every stack. */
  readonly parameters?: Parameters;
  /** Value of an SSM parameter, or undefined. */
  readonly parameter: (name: string) => string | undefined;
}

/** Refuses an assembly that holds a resource type neither emulated nor excused, naming type and logical id. */
export function checkTypes(assembly: Assembly, types: readonly Pick<ResourceType, 'type'>[]): void {
  const known = new Set(
    [...types, ...EXCUSED.filter(({ when }) => when === undefined)].map(({ type }) => type),
  );
  const unknown = assembly.stacks.flatMap(({ name, template }) => {
    if (template.Transform !== undefined) throw new RefusedTemplate('transform.unsupported', name);
    return Object.entries(template.Resources)
      .filter(([, { Type }]) => !known.has(Type))
      .map(([id, { Type }]) => `${Type} (${name}/${id})`);
  });
  if (unknown.length > 0) throw new RefusedTemplate('type.unknown', unknown.join(', '));
}

/** Emulated types are excused only where an excuse says when. */
function excuseFor(
  type: string,
  properties: Readonly<Record<string, unknown>>,
  emulated: boolean,
): Excuse | undefined {
  return EXCUSED.find((row) => row.type === type && (row.when?.(properties) ?? !emulated));
}

function excusedResource(excuse: Excuse, name: string, place: Place): AppliedResource {
  const values = { name, region: place.region, account: place.account, partition: place.partition };
  const attributes = Object.entries(excuse.attributes ?? {});
  return {
    ref: fill(excuse.ref ?? '{name}', values),
    attributes: Object.fromEntries(attributes.map(([key, pattern]) => [key, fill(pattern, values)])),
  };
}

/** Everything the functions of one stack can name, filled while its resources are applied. */
function stackScope(
  stack: Stack,
  applied: ReadonlyMap<string, AppliedResource>,
  exported: ReadonlyMap<string, string>,
  options: DeployOptions,
): Scope {
  const { place } = options;
  const pseudo: Readonly<Record<string, unknown>> = {
    'AWS::Region': place.region,
    'AWS::AccountId': place.account,
    'AWS::Partition': place.partition,
    'AWS::URLSuffix': 'amazonaws.com',
    'AWS::StackName': stack.name,
    'AWS::StackId': `arn:${place.partition}:cloudformation:${place.region}:${place.account}:stack/${stack.name}/local`,
    'AWS::NotificationARNs': [],
    'AWS::NoValue': NO_VALUE,
  };
  const resource = (name: string): AppliedResource => {
    const found = applied.get(name);
    if (found === undefined) throw new RefusedTemplate('reference.unknown', `${stack.name}/${name}`);
    return found;
  };
  const scope: Scope = {
    ref: (name) => {
      if (Object.hasOwn(pseudo, name)) return pseudo[name];
      const declared = stack.template.Parameters?.[name];
      return declared === undefined ? resource(name).ref : readParameter(name, declared, options);
    },
    attribute: (id, name) => {
      const value = resource(id).attributes[name];
      if (value === undefined) throw new RefusedTemplate('attribute.unknown', `${stack.name}/${id}.${name}`);
      return value;
    },
    condition: (name) => {
      const expression = stack.template.Conditions?.[name];
      if (expression === undefined) throw new RefusedTemplate('condition.unknown', `${stack.name}/${name}`);
      return decideCondition(expression, scope);
    },
    mapping: (map, key, name) => {
      const value = stack.template.Mappings?.[map]?.[key]?.[name];
      if (value === undefined) throw new RefusedTemplate('mapping.unknown', `${stack.name}/${map}`);
      return value;
    },
    exported: (name) => {
      const value = exported.get(name);
      if (value === undefined) throw new RefusedTemplate('export.unknown', name);
      return value;
    },
  };
  return scope;
}

async function deployStack(
  stack: Stack,
  exported: Map<string, string>,
  options: DeployOptions,
  resources: DeployedResource[],
): Promise<Record<string, string>> {
  const applied = new Map<string, AppliedResource>();
  const scope = stackScope(stack, applied, exported, options);
  const types = new Map(options.types.map((row) => [row.type, row]));
  for (const logicalId of resourceOrder(stack.template.Resources)) {
    const declared = stack.template.Resources[logicalId];
    if (declared === undefined) continue;
    if (declared.Condition !== undefined && !scope.condition(declared.Condition)) continue;
    const properties = resolveDynamic(
      resolveValue(declared.Properties ?? {}, scope),
      options.parameter,
    ) as Record<string, unknown>;
    const defaultName = `${stack.name}-${logicalId}`;
    const excuse = excuseFor(declared.Type, properties, types.has(declared.Type));
    const emulated = excuse === undefined ? types.get(declared.Type) : undefined;
    let result: AppliedResource;
    if (emulated !== undefined) {
      result = await emulated.apply({ stack: stack.name, logicalId, properties, defaultName });
    } else if (excuse !== undefined) {
      const own = excuse.named === undefined ? undefined : properties[excuse.named];
      result = excusedResource(excuse, typeof own === 'string' ? own : defaultName, options.place);
    } else {
      throw new RefusedTemplate('type.unknown', `${declared.Type} (${stack.name}/${logicalId})`);
    }
    applied.set(logicalId, result);
    resources.push({
      stack: stack.name,
      logicalId,
      type: declared.Type,
      physicalId: result.ref,
      excused: excuse !== undefined,
    });
  }
  const outputs: Record<string, string> = {};
  for (const [name, { Value, Export, Condition }] of Object.entries(stack.template.Outputs ?? {})) {
    if (Condition !== undefined && !scope.condition(Condition)) continue;
    outputs[name] = String(resolveValue(Value, scope));
    if (Export === undefined) continue;
    const exportName = String(resolveValue(Export.Name, scope));
    if (exported.has(exportName)) throw new RefusedTemplate('export.duplicate', exportName);
    exported.set(exportName, outputs[name]);
  }
  return outputs;
}

/** Applies every stack in order; the first refusal ends the deployment and leaves what already stands. */
export async function deploy(assembly: Assembly, options: DeployOptions): Promise<Deployment> {
  checkTypes(assembly, options.types);
  const exported = new Map<string, string>();
  const resources: DeployedResource[] = [];
  const outputs: Record<string, Record<string, string>> = {};
  for (const stack of stackOrder(assembly.stacks)) {
    outputs[stack.name] = await deployStack(stack, exported, options, resources);
  }
  return { outputs, resources };
}
