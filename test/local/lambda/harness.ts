import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { VirtualClock } from '../../../local/clock.ts';
import type { AccessRequest, Principal } from '../../../local/front/service.ts';
import { createLambda, type Lambda } from '../../../local/lambda/lambda.ts';
import type { StreamSource } from '../../../local/lambda/stream-source.ts';
import { createLogs, type Logs } from '../../../local/logs/groups.ts';

export const PLACE = { partition: 'aws', region: 'eu-central-1', account: '000000000000' };
export const ROLE = 'arn:aws:iam::000000000000:role/worker';
export const CALLER: Principal = { kind: 'role', arn: ROLE, roleArn: ROLE, tags: {} };

/** A stream whose records a test writes by hand. */
export class FakeStream implements StreamSource {
  readonly records: { key: string; at: number }[] = [];
  readonly #listeners = new Set<() => void>();

  put(at: number, ...keys: string[]): void {
    this.records.push(...keys.map((key) => ({ key, at })));
    for (const listener of this.#listeners) queueMicrotask(listener);
  }

  changes(_table: string, after: string, limit: number) {
    return this.records.slice(Number(after), Number(after) + limit).map(({ key, at }, index) => ({
      eventID: key,
      eventName: 'INSERT',
      dynamodb: {
        SequenceNumber: String(Number(after) + index + 1).padStart(21, '0'),
        ApproximateCreationDateTime: Math.floor(at / 1000),
        Keys: { PK: { S: key } },
      },
    }));
  }

  latestChange(): string {
    return this.records.length === 0 ? '' : String(this.records.length).padStart(21, '0');
  }

  onChange(_table: string, listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }
}

/** Lambda over a temporary state folder; functions are given as module texts. */
export class Harness {
  readonly folder = mkdtempSync(join(tmpdir(), 'lambda-'));
  readonly assets = new Map<string, string>();
  readonly asked: { principal: Principal; request: AccessRequest }[] = [];
  clock = new VirtualClock();
  logs!: Logs;
  lambda!: Lambda;
  refuse: ((principal: Principal, request: AccessRequest) => void) | undefined;
  readonly streams = new FakeStream();

  constructor() {
    this.open();
  }

  open(): void {
    const world = {
      place: PLACE,
      clock: this.clock,
      stateDir: this.folder,
      seed: 1,
      authorize: (principal: Principal, requests: readonly AccessRequest[]) => {
        for (const request of requests) {
          this.asked.push({ principal, request });
          this.refuse?.(principal, request);
        }
      },
    };
    this.logs = createLogs(world);
    this.lambda = createLambda({
      world,
      logs: this.logs,
      assets: this.assets,
      endpoint: () => 'http://127.0.0.1:9',
      credentialsFor: () => ({ accessKeyId: 'AKIATEST', secretAccessKey: 'secret' }),
      assume: (roleArn) => ({ kind: 'session', arn: roleArn, roleArn, tags: {} }),
      streams: this.streams,
    });
  }

  /** Ends this Lambda and opens another one on the same state. */
  async reopen(): Promise<void> {
    await this.lambda.close();
    this.logs.close();
    this.open();
  }

  apply(type: string, logicalId: string, properties: Record<string, unknown>) {
    const row = this.lambda.types.find((known) => known.type === type);
    if (row === undefined) throw new Error(type);
    return row.apply({ stack: 'S', logicalId, properties, defaultName: `S-${logicalId}` });
  }

  /** Declares a function whose module is `source`. */
  async deploy(name: string, source: string, properties: Record<string, unknown> = {}): Promise<void> {
    const folder = join(this.folder, 'assets', name);
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'index.mjs'), source);
    this.assets.set(`${name}.zip`, folder);
    await this.apply('AWS::Lambda::Function', name, {
      FunctionName: name,
      Code: { S3Bucket: 'assets', S3Key: `${name}.zip` },
      Handler: 'index.handler',
      Runtime: 'nodejs24.x',
      Role: ROLE,
      ...properties,
    });
  }

  async close(): Promise<void> {
    await this.lambda.close();
    this.logs.close();
    this.clock.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
