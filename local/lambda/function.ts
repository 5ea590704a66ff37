import { createHash } from 'node:crypto';
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { DeclaredResource, Place } from '../front/service.ts';
import { RefusedTemplate } from '../template/refusal.ts';
import { ENVIRONMENT_SIZE, LONGEST_TIMEOUT, MEMORY } from './limits.ts';

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

/** Names that only Lambda may set (developer guide, "Reserved environment variables"). */
const RESERVED =
  /^(_HANDLER|_X_AMZN_TRACE_ID|LAMBDA_(TASK_ROOT|RUNTIME_DIR)|AWS_(REGION|DEFAULT_REGION|EXECUTION_ENV|ACCESS_KEY(_ID)?|SECRET_ACCESS_KEY|SESSION_TOKEN|LAMBDA_(FUNCTION_.*|INITIALIZATION_TYPE|LOG_.*|RUNTIME_API)))$/;
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

/** Function names hold 64 characters: longer default names end in a hash of the whole. */
function shorten(name: string): string {
  if (name.length <= 64) return name;
  return `${name.slice(0, 51)}-${createHash('sha256').update(name).digest('hex').slice(0, 12)}`;
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
  const environment = variables(properties.Environment?.Variables);
  const texts = Object.entries(environment).flat();
  const size = texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0);
  if (size > ENVIRONMENT_SIZE || Object.keys(environment).some((key) => RESERVED.test(key)))
    refuse('Environment');
  const timeout = Number(properties.Timeout ?? 3);
  if (!(timeout >= 1 && timeout <= LONGEST_TIMEOUT)) refuse('Timeout');
  const memoryMb = Number(properties.MemorySize ?? MEMORY.least);
  if (!(memoryMb >= MEMORY.least && memoryMb <= MEMORY.most)) refuse('MemorySize');
  const name = properties.FunctionName ?? shorten(resource.defaultName);
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
    environment,
    timeoutMs: timeout * 1000,
    memoryMb,
    logGroup: LoggingConfig?.LogGroup ?? `/aws/lambda/${name}`,
    logFormat: LoggingConfig?.LogFormat === 'JSON' ? 'JSON' : 'Text',
    ...(reserved === undefined ? {} : { reserved: Number(reserved) }),
  };
}
