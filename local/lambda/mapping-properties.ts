import type { DeclaredResource } from '../front/service.ts';
import { RefusedTemplate } from '../template/refusal.ts';
import type { FailurePolicy } from './batch.ts';
import { compileFilters } from './filter.ts';

/** An AWS::Lambda::EventSourceMapping between a DynamoDB stream and a function. */
export interface MappingSpec {
  readonly name: string;
  readonly streamArn: string;
  readonly table: string;
  readonly functionName: string;
  readonly batchSize: number;
  readonly latest: boolean;
  readonly policy: FailurePolicy;
  readonly passes: (record: unknown) => boolean;
}

/** Properties read here, or without an effect on one machine (`MaximumBatchingWindowInSeconds`: batches leave earlier). */
const PROPERTIES = new Set([
  'BatchSize',
  'BisectBatchOnFunctionError',
  'Enabled',
  'EventSourceArn',
  'FilterCriteria',
  'FunctionName',
  'FunctionResponseTypes',
  'KmsKeyArn',
  'MaximumBatchingWindowInSeconds',
  'MaximumRecordAgeInSeconds',
  'MaximumRetryAttempts',
  'ParallelizationFactor',
  'StartingPosition',
  'Tags',
]);

interface Properties {
  readonly BatchSize?: number;
  readonly BisectBatchOnFunctionError?: boolean | string;
  readonly EventSourceArn?: string;
  readonly FilterCriteria?: { readonly Filters?: readonly { readonly Pattern: string }[] };
  readonly FunctionName?: string;
  readonly FunctionResponseTypes?: readonly string[];
  readonly MaximumRecordAgeInSeconds?: number;
  readonly MaximumRetryAttempts?: number;
  readonly StartingPosition?: string;
}

const STREAM = /^arn:[\w-]+:dynamodb:[\w-]+:\d{12}:table\/([^/]+)\/stream\/.+$/;

/** Reads a mapping; sources other than DynamoDB streams, and failure destinations, are refused. */
export function readMapping({ stack, logicalId, properties, defaultName }: DeclaredResource): MappingSpec {
  const unread = Object.keys(properties).find((name) => !PROPERTIES.has(name));
  if (unread !== undefined)
    throw new RefusedTemplate('property.unsupported', `${stack}/${logicalId}.${unread}`);
  const given = properties as Properties;
  const streamArn = given.EventSourceArn ?? '';
  const table = STREAM.exec(streamArn)?.[1];
  if (table === undefined)
    throw new RefusedTemplate('property.unsupported', `${stack}/${logicalId}.EventSourceArn`);
  return {
    name: defaultName,
    streamArn,
    table,
    functionName: given.FunctionName ?? '',
    batchSize: Number(given.BatchSize ?? 100),
    latest: given.StartingPosition === 'LATEST',
    policy: {
      bisect: String(given.BisectBatchOnFunctionError) === 'true',
      retries: Number(given.MaximumRetryAttempts ?? -1),
      maximumAge: Number(given.MaximumRecordAgeInSeconds ?? -1),
      partial: given.FunctionResponseTypes?.includes('ReportBatchItemFailures') === true,
    },
    passes: compileFilters((given.FilterCriteria?.Filters ?? []).map(({ Pattern }) => Pattern)),
  };
}
