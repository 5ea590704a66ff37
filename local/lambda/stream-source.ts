/** One record as Lambda hands it to a function. */
export interface StreamRecord {
  readonly eventID: string;
  readonly eventName: string;
  readonly dynamodb: {
    readonly SequenceNumber: string;
    /** Epoch seconds. */
    readonly ApproximateCreationDateTime: number;
  };
}

/** The streams of the emulated DynamoDB, one shard per table. */
export interface StreamSource {
  /** Up to `limit` records after a sequence number; the empty text starts at the oldest record kept. */
  changes(table: string, after: string, limit: number): readonly StreamRecord[];
  /** Sequence number of the newest record, empty without one. */
  latestChange(table: string): string;
  /** Calls back after changes; the answer ends it. */
  onChange(table: string, listener: () => void): () => void;
}

/** What a role needs to read a stream (Lambda developer guide, "Process DynamoDB records"). */
export const READER_ACTIONS = [
  'dynamodb:DescribeStream',
  'dynamodb:GetRecords',
  'dynamodb:GetShardIterator',
] as const;
