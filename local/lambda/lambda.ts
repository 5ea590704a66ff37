import type {
  AppliedResource,
  DeclaredResource,
  Principal,
  ResourceType,
  Service,
} from '../front/service.ts';
import { RefusedTemplate } from '../template/refusal.ts';
import { readFunction } from './function.ts';
import { Functions, type FunctionStatus, type InvokeOptions, type LambdaOptions } from './functions.ts';
import type { InvocationResult } from './invocation.ts';
import { ASYNC_AGE, ASYNC_RETRIES } from './limits.ts';
import { readMapping } from './mapping-properties.ts';
import { permissionStatement } from './permission.ts';
import { createEndpoint } from './endpoint.ts';

/** The emulated AWS Lambda. */
export interface Lambda {
  readonly types: readonly ResourceType[];
  readonly service: Service;
  invoke(
    functionArn: string,
    payload: unknown,
    principal: Principal,
    options?: InvokeOptions,
  ): Promise<InvocationResult>;
  /** Begins to deliver asynchronous events and to read streams. */
  start(): void;
  status(): FunctionStatus[];
  /** True while a call of a function is in progress. */
  busy(): boolean;
  /** Stream mappings with what they gave up and why they cannot read. */
  mappings(): { readonly name: string; readonly discarded: number; readonly problem: string | undefined }[];
  close(): Promise<void>;
}

type Apply = (resource: DeclaredResource) => AppliedResource | Promise<AppliedResource>;

function names(resource: DeclaredResource, allowed: readonly string[]): Record<string, unknown> {
  const unread = Object.keys(resource.properties).find((name) => !allowed.includes(name));
  if (unread === undefined) return resource.properties;
  throw new RefusedTemplate('property.unsupported', `${resource.stack}/${resource.logicalId}.${unread}`);
}

/** Builds AWS Lambda over worker threads. */
export function createLambda(options: LambdaOptions): Lambda {
  const { world, assets } = options;
  const functions = new Functions(options);
  const { registry } = functions;
  const ROWS: Readonly<Record<string, Apply>> = {
    'AWS::Lambda::Function': (resource) => {
      const { spec } = functions.deployFunction(readFunction(resource, world.place, assets));
      return { ref: spec.name, attributes: { Arn: spec.arn } };
    },
    'AWS::Lambda::Permission': (resource) => {
      registry.permit(resource.defaultName, permissionStatement(resource, world.place, registry));
      return { ref: resource.defaultName, attributes: { Id: resource.defaultName } };
    },
    'AWS::Lambda::EventSourceMapping': (resource) => {
      const { Enabled } = resource.properties;
      const spec = readMapping(resource);
      if (String(Enabled) === 'false') return { ref: spec.name, attributes: { Id: spec.name } };
      const { id } = functions.deployMapping(spec);
      return { ref: id, attributes: { Id: id } };
    },
    'AWS::Lambda::Version': (resource) => {
      const given = names(resource, ['FunctionName', 'Description', 'RuntimePolicy']);
      const { deployed, arn } = registry.find(String(given['FunctionName']));
      registry.qualify(deployed.spec.name, '1');
      return { ref: `${arn}:1`, attributes: { Version: '1', FunctionArn: `${arn}:1` } };
    },
    'AWS::Lambda::Alias': (resource) => {
      const given = names(resource, ['FunctionName', 'FunctionVersion', 'Name', 'Description']);
      const { deployed } = registry.find(String(given['FunctionName']));
      const alias = String(given['Name']);
      registry.qualify(deployed.spec.name, alias);
      const arn = `${deployed.spec.arn}:${alias}`;
      return { ref: arn, attributes: { AliasArn: arn } };
    },
    'AWS::Lambda::EventInvokeConfig': (resource) => {
      const given = names(resource, [
        'FunctionName',
        'Qualifier',
        'MaximumRetryAttempts',
        'MaximumEventAgeInSeconds',
      ]);
      const { deployed } = registry.find(String(given['FunctionName']));
      functions.queue.policies.set(deployed.spec.name, {
        retries: Number(given['MaximumRetryAttempts'] ?? ASYNC_RETRIES),
        maximumAge: Number(given['MaximumEventAgeInSeconds'] ?? ASYNC_AGE),
      });
      return { ref: resource.defaultName, attributes: {} };
    },
  };
  return {
    types: Object.entries(ROWS).map(([type, apply]) => ({
      type,
      apply: async (resource: DeclaredResource) => apply(resource),
    })),
    service: createEndpoint(functions, world),
    invoke: (reference, payload, principal, invokeOptions) =>
      functions.invoke(reference, payload, principal, invokeOptions),
    start: () => functions.start(),
    status: () => functions.status(),
    busy: () => functions.busy,
    mappings: () =>
      functions.mappings.map(({ spec, discarded, problem }) => ({ name: spec.name, discarded, problem })),
    close: () => functions.close(),
  };
}
