import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import type { Principal, Service } from '../front/service.ts';
import { AwsError } from '../front/service.ts';

/** One record as GetRecords answers it, binary values in base64. */
export interface StreamRecord {
  readonly eventID: string;
  readonly eventName: string;
  readonly dynamodb: { readonly SequenceNumber: string; readonly ApproximateCreationDateTime?: number };
}

export interface Shard {
  readonly id: string;
  readonly parent: string | undefined;
}

export interface Page {
  readonly records: readonly StreamRecord[];
  /** Absent at the end of a closed shard. */
  readonly next: string | undefined;
}

/** Where a reader begins. */
export type Position = 'TRIM_HORIZON' | { readonly after: string };

/** Reads DynamoDB streams through the emulated service, so that its IAM decides about the reader's role. */
export class StreamClient {
  readonly #service: () => Service;

  constructor(service: () => Service) {
    this.#service = service;
  }

  async shards(principal: Principal, streamArn: string): Promise<Shard[]> {
    const answer = await this.#call(principal, 'DescribeStream', { StreamArn: streamArn });
    const { Shards = [] } = answer['StreamDescription'] as {
      Shards?: { ShardId: string; ParentShardId?: string }[];
    };
    return Shards.map(({ ShardId, ParentShardId }) => ({ id: ShardId, parent: ParentShardId }));
  }

  async iterator(principal: Principal, streamArn: string, shard: string, from: Position): Promise<string> {
    const answer = await this.#call(principal, 'GetShardIterator', {
      StreamArn: streamArn,
      ShardId: shard,
      ...(from === 'TRIM_HORIZON'
        ? { ShardIteratorType: from }
        : { ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', SequenceNumber: from.after }),
    });
    return String(answer['ShardIterator']);
  }

  async read(principal: Principal, iterator: string, limit: number): Promise<Page> {
    const answer = await this.#call(principal, 'GetRecords', { ShardIterator: iterator, Limit: limit });
    const next = answer['NextShardIterator'];
    return {
      records: (answer['Records'] ?? []) as StreamRecord[],
      next: typeof next === 'string' ? next : undefined,
    };
  }

  async #call(principal: Principal, operation: string, input: unknown): Promise<Record<string, unknown>> {
    const body = Buffer.from(JSON.stringify(input));
    const reply = await this.#service().handle({
      service: 'dynamodb',
      principal,
      method: 'POST',
      path: '/',
      query: new URLSearchParams(),
      headers: {
        'content-type': 'application/x-amz-json-1.0',
        'content-length': String(body.length),
        'x-amz-target': `DynamoDBStreams_20120810.${operation}`,
      },
      operation,
      body,
      stream: Readable.from([body]),
      presigned: false,
      requestId: randomUUID(),
    });
    const parts: Buffer[] = [];
    if (reply.body instanceof Readable)
      for await (const part of reply.body) parts.push(Buffer.from(part as Buffer));
    else parts.push(Buffer.from(reply.body ?? '{}'));
    const answer = JSON.parse(Buffer.concat(parts).toString('utf8')) as Record<string, unknown>;
    if (reply.status < 300) return answer;
    const code = typeof answer['__type'] === 'string' ? answer['__type'].split('#').pop() : undefined;
    throw new AwsError(code ?? 'InternalServerError', 'the stream cannot be read', reply.status);
  }
}
