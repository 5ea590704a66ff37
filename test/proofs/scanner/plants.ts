import { DeleteItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { SendEmailCommand } from '@aws-sdk/client-sesv2';
import { StartExecutionCommand } from '@aws-sdk/client-sfn';
import { strToU8, zipSync } from 'fflate';
import { gzipSync } from 'node:zlib';
import { randomUUID } from 'node:crypto';
import type { Stack } from '../../journeys/fixture.ts';
import { clientsOf, physicalId } from '../account.ts';

/** A way by which a text could get into a store; `kind` is where the scanner has to find it. */
export interface Plant {
  readonly name: string;
  readonly kind: string;
  /** What can go there, unless it is arbitrary bytes. */
  readonly only?: 'text' | 'ascii';
  readonly put: (stack: Stack, bytes: Buffer) => Promise<unknown>;
}

const id = () => randomUUID().replaceAll('-', '');
const item = (stack: Stack, attributes: Record<string, { S: string } | { B: Uint8Array }>) =>
  clientsOf(stack).dynamodb.send(
    new PutItemCommand({
      TableName: 'bailiwick-dev-data',
      Item: { pk: { S: `X#${id()}` }, sk: { S: 'CTL' }, ...attributes },
    }),
  );
const object = (stack: Stack, Body: Uint8Array, more: object = {}) =>
  clientsOf(stack).s3.send(
    new PutObjectCommand({
      Bucket: physicalId(stack, 'AWS::S3::Bucket', 'BucketsVault'),
      Key: id(),
      Body,
      ...more,
    }),
  );
const text = (bytes: Buffer): string => bytes.toString('utf8');

/** Every kind of store and container. */
export const PLANTS: readonly Plant[] = [
  { name: 'a binary attribute', kind: 'item', put: (stack, bytes) => item(stack, { leak: { B: bytes } }) },
  {
    name: 'a text attribute',
    kind: 'item',
    only: 'text',
    put: (stack, bytes) => item(stack, { leak: { S: `before ${text(bytes)} after` } }),
  },
  {
    name: 'a long attribute, cut into pages on disk',
    kind: 'row',
    put: (stack, bytes) => item(stack, { leak: { B: Buffer.concat([Buffer.alloc(20_000, 1), bytes]) } }),
  },
  {
    name: 'an item that was deleted: its image is kept for recovery',
    kind: 'file',
    put: async (stack, bytes) => {
      const key = { pk: { S: `X#${id()}` }, sk: { S: 'CTL' } };
      const { dynamodb } = clientsOf(stack);
      await dynamodb.send(
        new PutItemCommand({ TableName: 'bailiwick-dev-data', Item: { ...key, leak: { B: bytes } } }),
      );
      await dynamodb.send(new DeleteItemCommand({ TableName: 'bailiwick-dev-data', Key: key }));
    },
  },
  { name: 'an object', kind: 'object', put: (stack, bytes) => object(stack, bytes) },
  {
    name: 'what is said about an object',
    kind: 'object',
    only: 'ascii',
    put: (stack, bytes) =>
      object(stack, Buffer.of(0), { ContentDisposition: `attachment; filename="${text(bytes)}"` }),
  },
  {
    name: 'a file of a ZIP object',
    kind: 'object',
    put: (stack, bytes) => object(stack, zipSync({ 'a.bin': bytes, 'b.txt': strToU8('nothing') })),
  },
  {
    name: 'a stored file of a ZIP object',
    kind: 'object',
    put: (stack, bytes) => object(stack, zipSync({ 'a.bin': [bytes, { level: 0 }] })),
  },
  { name: 'a gzip object', kind: 'object', put: (stack, bytes) => object(stack, gzipSync(bytes)) },
  {
    name: 'a ZIP within base64 within an item',
    kind: 'item',
    put: (stack, bytes) =>
      item(stack, { leak: { S: Buffer.from(zipSync({ 'a.bin': bytes })).toString('base64') } }),
  },
  {
    name: 'a log line',
    kind: 'log',
    only: 'text',
    put: async ({ cloud }, bytes) =>
      cloud.services.logs.write('/bailiwick/dev/records', 'planted', text(bytes)),
  },
  {
    name: 'the input of a workflow',
    kind: 'execution',
    only: 'text',
    put: (stack, bytes) =>
      clientsOf(stack).states.send(
        new StartExecutionCommand({
          stateMachineArn: physicalId(stack, 'AWS::StepFunctions::StateMachine', 'onboardworkflow'),
          input: JSON.stringify({ step: 'failed', tenant: '0'.repeat(26), leak: text(bytes) }),
        }),
      ),
  },
  {
    name: 'a mail',
    kind: 'mail',
    only: 'text',
    put: (stack, bytes) =>
      clientsOf(stack).ses.send(
        new SendEmailCommand({
          FromEmailAddress: 'no-reply@mail.example.com',
          Destination: { ToAddresses: ['ines@example.org'] },
          Content: { Simple: { Subject: { Data: 'planted' }, Body: { Text: { Data: text(bytes) } } } },
        }),
      ),
  },
];
