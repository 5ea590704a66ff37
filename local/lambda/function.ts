import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { DeclaredResource, Place } from '../front/service.ts';
import { RefusedTemplate } from '../template/refusal.ts';

/** A function of the template, ready to be loaded into workers. */
export interface FunctionSpec {
  readonly name: string;
  readonly arn: string;
  readonly roleArn: string;
  /** Module to import and the path of the handler inside it. */
  readonly file: string;
  readonly handler: readonly string[];
  readonly taskRoot: string;
  readonly handlerText: string;
  readonly runtime: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  readonly memoryMb: number;
  readonly logGroup: string;
  readonly logFormat: 'Text' | 'JSON';
  /** Reserved concurrency: calls above it are throttled, 0 throttles every call. */
  readonly reserved?: number;
}

/** Properties of AWS::Lambda::Function: read here, or without an effect on one machine. Others are refused. */
const PROPERTIES: Readonly<Record<string, 'read' | 'without effect'>> = {
  Code: 'read',
  Environment: 'read',
  FunctionName: 'read',
  Handler: 'read',
  LoggingConfig: 'read',
  MemorySize: 'read',
  ReservedConcurrentExecutions: 'read',
  Role: 'read',
  Runtime: 'read',
  Timeout: 'read',
  Architectures: 'without effect',
  Description: 'without effect',
  EphemeralStorage: 'without effect',
  KmsKeyArn: 'without effect',
  RecursiveLoop: 'without effect',
  RuntimeManagementConfig: 'without effect',
  Tags: 'without effect',
  TracingConfig: 'without effect',
};

const EXTENSIONS = ['.mjs', '.js', '.cjs'];

interface Properties {
  readonly Code?: { readonly S3Key?: unknown };
  readonly Environment?: { readonly Variables?: Readonly<Record<string, unknown>> };
  readonly FunctionName?: string;
  readonly Handler?: string;
  readonly LoggingConfig?: { readonly LogGroup?: string; readonly LogFormat?: string };
  readonly MemorySize?: number | string;
  readonly ReservedConcurrentExecutions?: number | string;
  readonly Role?: string;
  readonly Runtime?: string;
  readonly Timeout?: number | string;
}

function variables(given: Readonly<Record<string, unknown>> = {}): Record<string, string> {
  const entries = Object.entries(given).filter(([, value]) =>
    ['string', 'number', 'boolean'].includes(typeof value),
  );
  return Object.fromEntries(entries.map(([name, value]) => [name, String(value as string)]));
}

function moduleFile(root: string, path: string): string | undefined {
  return EXTENSIONS.map((extension) => join(root, path + extension)).find((file) => existsSync(file));
}

/** Reads a resolved AWS::Lambda::Function; its code must be an unpacked asset of the assembly. */
export function readFunction(
  resource: DeclaredResource,
  place: Place,
  assets: ReadonlyMap<string, string>,
): FunctionSpec {
  const where = `${resource.stack}/${resource.logicalId}`;
  const refuse = (what: string): never => {
    throw new RefusedTemplate('property.unsupported', `${where}.${what}`);
  };
  for (const name of Object.keys(resource.properties)) if (PROPERTIES[name] === undefined) refuse(name);
  const properties = resource.properties as Properties;
  const { Handler = '', Role = '', Runtime = '', LoggingConfig } = properties;
  if (!Runtime.startsWith('nodejs')) refuse('Runtime');
  const key = properties.Code?.S3Key;
  const taskRoot = typeof key === 'string' ? assets.get(key) : undefined;
  if (taskRoot === undefined || !statSync(taskRoot).isDirectory()) return refuse('Code');
  const slash = Handler.lastIndexOf('/') + 1;
  const [module = '', ...handler] = Handler.slice(slash).split('.');
  const file = moduleFile(taskRoot, Handler.slice(0, slash) + module);
  if (file === undefined || handler.length === 0) return refuse('Handler');
  const name = properties.FunctionName ?? resource.defaultName.slice(0, 64);
  const reserved = properties.ReservedConcurrentExecutions;
  return {
    name,
    arn: `arn:${place.partition}:lambda:${place.region}:${place.account}:function:${name}`,
    roleArn: Role,
    file,
    handler,
    taskRoot,
    handlerText: Handler,
    runtime: Runtime,
    environment: variables(properties.Environment?.Variables),
    timeoutMs: Number(properties.Timeout ?? 3) * 1000,
    memoryMb: Number(properties.MemorySize ?? 128),
    logGroup: LoggingConfig?.LogGroup ?? `/aws/lambda/${name}`,
    logFormat: LoggingConfig?.LogFormat === 'JSON' ? 'JSON' : 'Text',
    ...(reserved === undefined ? {} : { reserved: Number(reserved) }),
  };
}
