import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { freshFolder, placesIn, startStack, type Stack } from '../../journeys/fixture.ts';
import { readAssembly } from '../../../local/template/assembly.ts';

/** What Lambda itself sets (developer guide, "Defined runtime environment variables"). */
const DOCUMENTED = [
  '_HANDLER',
  '_X_AMZN_TRACE_ID',
  'AWS_ACCESS_KEY',
  'AWS_ACCESS_KEY_ID',
  'AWS_DEFAULT_REGION',
  'AWS_EXECUTION_ENV',
  'AWS_LAMBDA_FUNCTION_MEMORY_SIZE',
  'AWS_LAMBDA_FUNCTION_NAME',
  'AWS_LAMBDA_FUNCTION_VERSION',
  'AWS_LAMBDA_INITIALIZATION_TYPE',
  'AWS_LAMBDA_LOG_FORMAT',
  'AWS_LAMBDA_LOG_GROUP_NAME',
  'AWS_LAMBDA_LOG_LEVEL',
  'AWS_LAMBDA_LOG_STREAM_NAME',
  'AWS_LAMBDA_RUNTIME_API',
  'AWS_REGION',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SESSION_TOKEN',
  'LAMBDA_RUNTIME_DIR',
  'LAMBDA_TASK_ROOT',
  'LANG',
  'LD_LIBRARY_PATH',
  'NODE_PATH',
  'PATH',
  'TZ',
];
/** Where AWS is on this machine, and two that keep the profile of whoever works on it out. */
const LOCAL = ['AWS_CONFIG_FILE', 'AWS_ENDPOINT_URL', 'AWS_SHARED_CREDENTIALS_FILE'];

const PROBE = `export const handler = async () => ({ env: { ...process.env }, argv: process.argv.slice(2) });\n`;
const HOST = 'BAILIWICK_PROOF_OF_THE_HOST';

interface Declared {
  readonly FunctionName: string;
  readonly Environment?: { readonly Variables?: Readonly<Record<string, unknown>> };
  readonly Code: { readonly S3Key: string };
}

let folder: string;
let stack: Stack;
let declared: Map<string, Readonly<Record<string, unknown>>>;

/** Every function runs a probe in place of its code; all else of the template stays. */
beforeAll(async () => {
  process.env[HOST] = 'must not be seen';
  folder = await freshFolder();
  const { stacks, assets } = readAssembly(placesIn(folder).assembly);
  declared = new Map();
  for (const { template } of stacks)
    for (const { Type, Properties = {} } of Object.values(template.Resources)) {
      if (Type !== 'AWS::Lambda::Function') continue;
      const { FunctionName, Environment, Code } = Properties as unknown as Declared;
      writeFileSync(join(assets.get(Code.S3Key) ?? '', 'index.mjs'), PROBE);
      declared.set(FunctionName, Environment?.Variables ?? {});
    }
  stack = await startStack({ folder });
});
afterAll(async () => {
  delete process.env[HOST];
  await stack.stop('keep');
  rmSync(folder, { recursive: true, force: true });
});

test('the environment of every handler holds what the template declares and what Lambda sets, and nothing else', async () => {
  const { cloud } = stack;
  const caller = cloud.identity.credentials.lookup(cloud.operator.accessKeyId);
  if (caller === undefined) throw new Error('no caller');
  expect(declared.size).toBeGreaterThan(10);
  for (const [name, variables] of declared) {
    const { payload, error } = await cloud.services.lambda.invoke(name, '{}', caller.principal);
    expect(error, name).toBeUndefined();
    const { env, argv } = JSON.parse(payload) as { env: Record<string, string>; argv: string[] };
    const names = Object.keys(env);
    const foreign = names.filter(
      (one) => ![...Object.keys(variables), ...DOCUMENTED, ...LOCAL].includes(one),
    );
    expect(foreign, name).toEqual([]);
    expect(
      Object.keys(variables).filter((one) => !env[one]),
      name,
    ).toEqual([]);
    expect(argv, name).toEqual([]);
    expect(JSON.stringify(env)).not.toContain('must not be seen');
  }
});
