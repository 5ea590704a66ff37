import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { AwsError } from '../../../local/front/service.ts';
import { servicePrincipal } from '../../../local/lambda/registry.ts';
import { INVOCATIONS, type Invocation } from '../../../local/probes.ts';
import { CALLER, Harness } from './harness.ts';

let harness: Harness;
beforeEach(() => {
  harness = new Harness();
});
afterEach(() => harness.close());

const run = async (name: string, event: unknown = {}) => {
  const { payload, error } = await harness.lambda.invoke(name, event, CALLER);
  return { value: JSON.parse(payload) as Record<string, unknown>, error };
};

describe('the environment of a function', () => {
  test('holds what the template declares and what Lambda sets, and nothing of the host', async () => {
    process.env['HOST_SECRET'] = 'x';
    await harness.deploy('env', 'export const handler = () => ({ ...process.env });', {
      Environment: { Variables: { TABLE: 'things' } },
      MemorySize: 256,
    });
    const { value } = await run('env');
    delete process.env['HOST_SECRET'];
    expect(value).toMatchObject({
      TABLE: 'things',
      AWS_REGION: 'eu-central-1',
      AWS_LAMBDA_FUNCTION_NAME: 'env',
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '256',
      AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
      AWS_ACCESS_KEY_ID: 'AKIATEST',
      AWS_ENDPOINT_URL: 'http://127.0.0.1:9',
    });
    expect(value).not.toHaveProperty('HOST_SECRET');
    expect(value).not.toHaveProperty('HOME');
  });

  test('has a Date that follows every jump of the virtual clock, warm workers included', async () => {
    await harness.deploy(
      'date',
      'export const handler = () => ({ now: Date.now(), made: new Date().getTime(), fixed: new Date(5).getTime(), is: new Date() instanceof Date });',
    );
    await run('date');
    harness.clock.advance(90 * 86_400_000);
    const { value } = await run('date');
    const hostNow = Date.now();
    expect(Number(value['now']) - hostNow).toBeGreaterThan(89 * 86_400_000);
    expect(Number(value['made']) - hostNow).toBeGreaterThan(89 * 86_400_000);
    expect(value).toMatchObject({ fixed: 5, is: true });
    expect(harness.lambda.status()[0]).toMatchObject({ cold: 1, warm: 1, errors: 0 });
  });

  test('tells whoever listens which event carries which trace', async () => {
    const heard: Invocation[] = [];
    const listen = (message: unknown) => void heard.push(message as Invocation);
    await harness.deploy('trace', 'export const handler = () => process.env._X_AMZN_TRACE_ID;');
    INVOCATIONS.subscribe(listen);
    try {
      const { value } = await run('trace', { step: 'one' });
      expect(heard).toEqual([{ functionName: 'trace', event: '{"step":"one"}', traceId: value }]);
    } finally {
      INVOCATIONS.unsubscribe(listen);
    }
  });

  test('has the context of Lambda', async () => {
    await harness.deploy(
      'context',
      'export const handler = (e, c) => ({ ...c, left: c.getRemainingTimeInMillis() });',
      { Timeout: 7 },
    );
    const { value } = await run('context');
    expect(value).toMatchObject({
      functionName: 'context',
      invokedFunctionArn: 'arn:aws:lambda:eu-central-1:000000000000:function:context',
      memoryLimitInMB: '128',
    });
    expect(value['left']).toBeGreaterThan(5000);
  });
});

describe('a failing function', () => {
  test('answers its error, and the next event runs', async () => {
    await harness.deploy(
      'throws',
      `export const handler = (e) => { if (e.bad) throw new RangeError('no'); return 'fine'; };`,
    );
    const { error } = await run('throws', { bad: true });
    expect(error).toMatchObject({ errorType: 'RangeError', errorMessage: 'no' });
    expect((await run('throws')).value).toBe('fine');
  });

  test('is ended at its timeout with Sandbox.Timedout', async () => {
    await harness.deploy('slow', 'export const handler = () => { for (;;); };', { Timeout: 1 });
    const { error } = await run('slow');
    expect(error?.errorType).toBe('Sandbox.Timedout');
    expect(error?.errorMessage).toContain('timed out after 1.00 seconds');
    expect(harness.lambda.status()[0]).toMatchObject({ timeouts: 1 });
  });

  test('that exhausts its heap ends alone', async () => {
    await harness.deploy(
      'heap',
      'export const handler = () => { const a = []; for (;;) a.push(new Array(1e5).fill({}).map(() => ({}))); };',
      { MemorySize: 128, Timeout: 60 },
    );
    const { error } = await run('heap');
    expect(error?.errorType).toBe('Runtime.OutOfMemory');
  }, 60_000);

  test.each([
    ['a module that does not load', 'throw new TypeError("init");', 'TypeError'],
    ['a missing export', 'export const other = 1;', 'Runtime.HandlerNotFound'],
    ['process.exit', 'export const handler = () => process.exit(3);', 'Runtime.ExitError'],
  ])('%s answers %s', async (_, source, errorType) => {
    await harness.deploy('broken', source);
    expect((await run('broken')).error?.errorType).toBe(errorType);
  });

  test('with more than 6 MB to say is refused', async () => {
    await harness.deploy('big', `export const handler = () => 'x'.repeat(7e6);`);
    expect((await run('big')).error?.errorType).toBe('Function.ResponseSizeTooLarge');
  });
});

describe('callers', () => {
  beforeEach(() => harness.deploy('called', 'export const handler = (e) => e;'));

  test('are authorised for lambda:InvokeFunction before anything runs', async () => {
    harness.refuse = () => {
      throw new AwsError('AccessDeniedException', 'no');
    };
    await expect(run('called')).rejects.toMatchObject({ code: 'AccessDeniedException' });
    expect(harness.asked.at(-1)?.request).toMatchObject({
      action: 'lambda:InvokeFunction',
      resource: 'arn:aws:lambda:eu-central-1:000000000000:function:called',
    });
    expect(harness.lambda.status()[0]).toMatchObject({ cold: 0, warm: 0 });
  });

  test('that are services meet the permission with its source', async () => {
    const sourceArn = 'arn:aws:execute-api:eu-central-1:000000000000:api/prod/GET/x';
    await harness.apply('AWS::Lambda::Permission', 'Permit', {
      Action: 'lambda:InvokeFunction',
      FunctionName: 'called',
      Principal: 'apigateway.amazonaws.com',
      SourceArn: sourceArn,
    });
    await harness.lambda.invoke('called', {}, servicePrincipal('apigateway.amazonaws.com'), { sourceArn });
    const asked = harness.asked.find(({ request }) => request.action === 'lambda:InvokeFunction');
    expect(asked?.request).toMatchObject({
      context: { 'aws:SourceArn': sourceArn, 'aws:SourceAccount': '000000000000' },
      resourceRule: 'either',
      resourcePolicy: {
        Statement: [
          {
            Principal: { Service: 'apigateway.amazonaws.com' },
            Condition: { ArnLike: { 'aws:SourceArn': sourceArn } },
          },
        ],
      },
    });
  });

  test('may send 6 MB and no more', async () => {
    expect((await run('called', 'x'.repeat(6_000_000))).error).toBeUndefined();
    await expect(run('called', 'x'.repeat(6_300_000))).rejects.toMatchObject({ status: 413 });
  });

  test('of an unknown function or qualifier hear ResourceNotFoundException', async () => {
    await expect(run('nobody')).rejects.toMatchObject({ code: 'ResourceNotFoundException', status: 404 });
    await expect(run('called:live')).rejects.toMatchObject({ code: 'ResourceNotFoundException' });
    await harness.apply('AWS::Lambda::Alias', 'Live', {
      FunctionName: 'called',
      FunctionVersion: '1',
      Name: 'live',
    });
    expect((await run('called:live', { a: 1 })).value).toEqual({ a: 1 });
  });

  test('are throttled at reserved concurrency', async () => {
    await harness.deploy('none', 'export const handler = () => 1;', { ReservedConcurrentExecutions: 0 });
    await expect(run('none')).rejects.toMatchObject({ code: 'TooManyRequestsException', status: 429 });
  });

  test('run side by side, each worker one event at a time', async () => {
    await harness.deploy(
      'one',
      `let busy = 0; export const handler = async () => { busy++; await new Promise((r) => setTimeout(r, 30)); return busy--; };`,
    );
    const results = await Promise.all(Array.from({ length: 6 }, () => run('one')));
    expect(results.map(({ value }) => value)).toEqual([1, 1, 1, 1, 1, 1]);
  });
});

describe('logs', () => {
  test('go to the log group with START, END and REPORT in order, at virtual times', async () => {
    harness.clock.advance(86_400_000 * 400);
    await harness.deploy(
      'talks',
      `export const handler = () => { console.log('hello %s', 'you'); process.stderr.write('raw\\n'); };`,
    );
    await run('talks');
    const lines = harness.logs.tail('/aws/lambda/talks', 10);
    expect(lines.map(({ message }) => message.replace(/^.*\t/, ''))).toEqual([
      expect.stringMatching(/^START RequestId/),
      'hello you',
      'raw',
      expect.stringMatching(/^END RequestId/),
      'Memory Size: 128 MB',
    ]);
    expect(lines[0]?.timestamp).toBeGreaterThan(Date.now() + 86_400_000 * 399);
  });

  test('are JSON when the function asks for it', async () => {
    await harness.deploy('json', `export const handler = () => console.warn({ a: 1 });`, {
      LoggingConfig: { LogFormat: 'JSON', LogGroup: 'own' },
    });
    await run('json');
    const [, line] = harness.logs.tail('own', 10);
    expect(JSON.parse(line?.message ?? '')).toMatchObject({ level: 'WARN', message: { a: 1 } });
  });

  test('of a function whose role may not write them are lost, and the function runs', async () => {
    harness.refuse = (_, { action }) => {
      if (action === 'logs:PutLogEvents') throw new AwsError('AccessDeniedException', 'no');
    };
    await harness.deploy('mute', `export const handler = () => { console.log('said'); return 1; };`);
    expect((await run('mute')).value).toBe(1);
    expect(harness.logs.tail('/aws/lambda/mute', 10)).toEqual([]);
  });

  test('end with their retention on the virtual clock, and only then', async () => {
    const [row] = harness.logs.types;
    await row?.apply({
      stack: 'S',
      logicalId: 'L',
      defaultName: 'S-L',
      properties: { LogGroupName: 'kept', RetentionInDays: 3 },
    });
    harness.logs.write('kept', 's', 'line');
    harness.logs.write('for-ever', 's', 'line');
    harness.clock.advance(2 * 86_400_000);
    await new Promise((resolve) => setImmediate(resolve));
    expect(harness.logs.tail('kept', 5)).toHaveLength(1);
    harness.clock.advance(3 * 86_400_000);
    await new Promise<void>((resolve) => void harness.clock.at(harness.clock.now(), resolve));
    expect(harness.logs.tail('kept', 5)).toHaveLength(0);
    expect(harness.logs.tail('for-ever', 5)).toHaveLength(1);
  });
});

describe('a template that asks for more than is emulated', () => {
  test.each([
    ['inline code', { Code: { ZipFile: 'x' } }, 'Code'],
    ['a layer', { Layers: ['arn'] }, 'Layers'],
    ['a VPC', { VpcConfig: {} }, 'VpcConfig'],
    ['another runtime', { Runtime: 'python3.13' }, 'Runtime'],
    ['a reserved variable', { Environment: { Variables: { AWS_REGION: 'x' } } }, 'Environment'],
    ['more than 4 KB of variables', { Environment: { Variables: { A: 'x'.repeat(4096) } } }, 'Environment'],
    ['a timeout above 15 minutes', { Timeout: 901 }, 'Timeout'],
    ['less than 128 MB', { MemorySize: 64 }, 'MemorySize'],
    ['a handler file that is not there', { Handler: 'nope.handler' }, 'Handler'],
  ])('is refused: %s', async (_, properties, subject) => {
    await expect(harness.deploy('f', 'export const handler = () => 1;', properties)).rejects.toMatchObject({
      code: 'property.unsupported',
      subject: `S/f.${subject}`,
    });
  });
});
