import { DescribeKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { CALLS, type ArrivedCall } from '../../../local/probes.ts';
import { cloud, type Cloud } from './setup.ts';

let local: Cloud;
beforeEach(async () => {
  local = await cloud();
});
afterEach(() => local.close());

test('whoever listens hears of a call before its service does and before it is answered, with the trace of the caller', async () => {
  const heard: unknown[] = [];
  const listen = (message: unknown) => {
    const { operation, phase, traceId } = message as ArrivedCall;
    heard.push({ operation, phase, traceId, served: local.seen.length });
  };
  const client = new KMSClient(local.client());
  client.middlewareStack.add(
    (next) => (args) => {
      (args.request as { headers: Record<string, string> }).headers['x-amzn-trace-id'] = 'Root=1-a;Sampled=0';
      return next(args);
    },
    { step: 'build' },
  );
  CALLS.subscribe(listen);
  try {
    await client.send(new DescribeKeyCommand({ KeyId: 'k' }));
    await new KMSClient(local.client()).send(new DescribeKeyCommand({ KeyId: 'k' }));
  } finally {
    CALLS.unsubscribe(listen);
  }
  await client.send(new DescribeKeyCommand({ KeyId: 'k' }));
  const call = { operation: 'DescribeKey', traceId: 'Root=1-a;Sampled=0' };
  expect(heard).toEqual([
    { ...call, phase: 'before', served: 0 },
    { ...call, phase: 'after', served: 1 },
    { ...call, traceId: undefined, phase: 'before', served: 1 },
    { ...call, traceId: undefined, phase: 'after', served: 2 },
  ]);
});
