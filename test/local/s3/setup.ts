import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { S3Client } from '@aws-sdk/client-s3';
import type { AccessRequest } from '../../../local/front/service.ts';
import { AwsError } from '../../../local/front/service.ts';
import type { S3 } from '../../../local/s3/s3.ts';
import { createS3 } from '../../../local/s3/s3.ts';
import { ROLE, serve } from '../kms/wire.ts';
import type { Wire } from '../kms/wire.ts';
import { testWorld } from '../kms/world.ts';
import type { TestWorld } from '../kms/world.ts';

export const DAY = 86_400_000;
export const ACCESS_KEY = { accessKeyId: 'AKIATESTTESTTESTTEST', secretAccessKey: 'not-a-secret' };
export const KEY_ARN = 'arn:aws:kms:eu-central-1:000000000000:key/8c3c9f1e-0000-4000-8000-000000000000';

/** An S3 behind a wire, with an SDK client; KMS questions are remembered like all others. */
export class Bench {
  readonly world: TestWorld;
  /** Errors that KMS answers with, by action. */
  readonly kmsRefuses = new Map<string, string>();
  s3: S3;
  wire!: Wire;
  client!: S3Client;

  constructor(world: TestWorld) {
    this.world = world;
    this.s3 = this.#create();
  }

  async start(): Promise<this> {
    this.wire = await serve(this.s3);
    this.client = new S3Client({
      endpoint: this.wire.endpoint,
      region: 'eu-central-1',
      credentials: ACCESS_KEY,
      forcePathStyle: true,
      maxAttempts: 1,
    });
    return this;
  }

  async bucket(name: string, properties: Record<string, unknown> = {}): Promise<string> {
    return (await this.apply('AWS::S3::Bucket', { BucketName: name, ...properties })).ref;
  }

  apply(type: string, properties: Record<string, unknown>, logicalId = 'Bucket') {
    const found = this.s3.resourceTypes.find((entry) => entry.type === type);
    if (!found) throw new Error(type);
    return found.apply({ stack: 'App', logicalId, properties, defaultName: `App-${logicalId}` });
  }

  /** Closes the service and opens it again on the same files. */
  async restart(): Promise<void> {
    this.client.destroy();
    await this.wire.close();
    this.s3 = this.#create();
    await this.start();
  }

  async remove(): Promise<void> {
    this.client.destroy();
    await this.wire.close();
    await this.world.remove();
  }

  /** Everything on disk, names of files included. */
  async disk(): Promise<Buffer> {
    const folder = join(this.world.stateDir, 's3');
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    const files = entries
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name));
    return Buffer.concat(await Promise.all(files.map((file) => readFile(file))));
  }

  /** Names of content files. */
  blobs(): Promise<string[]> {
    return readdir(join(this.world.stateDir, 's3', 'blobs'));
  }

  /** Actions asked for since the last call, shortest form: `s3:PutObject on arn…`. */
  asked(): string[] {
    return this.world.asked.splice(0).map(({ request }) => `${request.action} on ${request.resource}`);
  }

  last(action: string): AccessRequest {
    const found = this.world.asked.findLast(({ request }) => request.action === action);
    if (!found) throw new Error(`never asked: ${action}`);
    return found.request;
  }

  /** Refuses some actions from now on. */
  deny(...actions: string[]): void {
    this.world.denies = (request) => actions.includes(request.action);
  }

  #create(): S3 {
    return createS3(this.world, {
      kms: (principal, action, keyArn, context) => {
        this.world.authorize(principal, [{ action, resource: keyArn, context }]);
        const code = this.kmsRefuses.get(action);
        if (code !== undefined) throw new AwsError(code, 'refused by KMS');
      },
      credentials: {
        lookup: (id) =>
          id === ACCESS_KEY.accessKeyId ? { secret: ACCESS_KEY.secretAccessKey, principal: ROLE } : undefined,
      },
    });
  }
}

export const bench = async (): Promise<Bench> => new Bench(await testWorld()).start();

/** Resolves to name and status of the refusal. */
export async function refused(call: Promise<unknown>): Promise<string> {
  try {
    await call;
  } catch (error) {
    const { name, $metadata } = error as { name: string; $metadata?: { httpStatusCode?: number } };
    return `${name} ${$metadata?.httpStatusCode ?? ''}`;
  }
  return 'accepted';
}
