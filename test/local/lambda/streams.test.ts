import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { AwsError } from '../../../local/front/service.ts';
import { compileFilters } from '../../../local/lambda/filter.ts';
import { CALLER, Harness } from './harness.ts';

const STREAM = 'arn:aws:dynamodb:eu-central-1:000000000000:table/Things/stream/2026';

let harness: Harness;
beforeEach(() => {
  harness = new Harness();
});
afterEach(() => harness.close());

/** A function that notes every batch in a file and fails as `verdict` says. */
async function connect(verdict: string, properties: Record<string, unknown> = {}): Promise<() => string[][]> {
  const file = join(harness.folder, 'seen.jsonl');
  await harness.deploy(
    'reader',
    `import { appendFileSync } from 'node:fs';
     export const handler = ({ Records }) => {
       const keys = Records.map((record) => record.eventID);
       appendFileSync(${JSON.stringify(file)}, JSON.stringify(keys) + '\\n');
       ${verdict}
     };`,
  );
  await map(properties);
  return () => {
    try {
      return readFileSync(file, 'utf8')
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as string[]);
    } catch {
      return [];
    }
  };
}

const map = (properties: Record<string, unknown> = {}) =>
  harness.apply('AWS::Lambda::EventSourceMapping', 'Mapping', {
    EventSourceArn: STREAM,
    FunctionName: 'reader',
    StartingPosition: 'TRIM_HORIZON',
    ...properties,
  });

const FAST = { timeout: 8000, interval: 15 };

describe('a stream mapping', () => {
  test('hands records over in order, in batches of its size', async () => {
    const seen = await connect('', { BatchSize: 2 });
    harness.streams.put(harness.clock.now(), 'a', 'b', 'c');
    harness.lambda.start();
    await vi.waitFor(() => expect(seen()).toEqual([['a', 'b'], ['c']]), FAST);
    harness.streams.put(harness.clock.now(), 'd');
    await vi.waitFor(() => expect(seen().at(-1)).toEqual(['d']), FAST);
  });

  test('goes on after a restart where it was', async () => {
    const seen = await connect('');
    harness.streams.put(harness.clock.now(), 'a');
    harness.lambda.start();
    await vi.waitFor(() => expect(seen()).toEqual([['a']]), FAST);
    await harness.reopen();
    await connect('');
    harness.streams.put(harness.clock.now(), 'b');
    harness.lambda.start();
    await vi.waitFor(() => expect(seen()).toEqual([['a'], ['b']]), FAST);
  });

  test('at LATEST does not see what was there before', async () => {
    harness.streams.put(harness.clock.now(), 'old');
    const seen = await connect('', { StartingPosition: 'LATEST' });
    harness.lambda.start();
    harness.streams.put(harness.clock.now(), 'new');
    await vi.waitFor(() => expect(seen()).toEqual([['new']]), FAST);
  });

  test('halves a failing batch until the poison record is alone, retries it and gives it up', async () => {
    const seen = await connect(`if (keys.includes('bad')) throw new Error('no');`, {
      BisectBatchOnFunctionError: true,
      MaximumRetryAttempts: 1,
    });
    harness.streams.put(harness.clock.now(), 'a', 'bad', 'c', 'd');
    harness.lambda.start();
    await vi.waitFor(() => {
      harness.clock.advance(60_000);
      expect(seen()).toEqual([['a', 'bad', 'c', 'd'], ['a', 'bad'], ['a'], ['bad'], ['bad'], ['c', 'd']]);
    }, FAST);
    expect(harness.lambda.mappings()).toEqual([{ name: 'S-Mapping', discarded: 1, problem: undefined }]);
  });

  test('tries again only from the first reported item', async () => {
    const seen = await connect(
      `if (keys.length > 1) return { batchItemFailures: [{ itemIdentifier: Records[1].dynamodb.SequenceNumber }] };`,
      { FunctionResponseTypes: ['ReportBatchItemFailures'] },
    );
    harness.streams.put(harness.clock.now(), 'a', 'b');
    harness.lambda.start();
    await vi.waitFor(() => {
      harness.clock.advance(60_000);
      expect(seen()).toEqual([['a', 'b'], ['b']]);
    }, FAST);
  });

  test('does not hand over what its filter leaves out, and moves on', async () => {
    const seen = await connect('', {
      FilterCriteria: {
        Filters: [{ Pattern: JSON.stringify({ dynamodb: { Keys: { PK: { S: [{ prefix: 'x' }] } } } }) }],
      },
    });
    harness.streams.put(harness.clock.now(), 'a', 'x1', 'b', 'x2');
    harness.lambda.start();
    await vi.waitFor(() => expect(seen()).toEqual([['x1', 'x2']]), FAST);
  });

  test('is refused when the role may not read the stream', async () => {
    await harness.deploy('reader', 'export const handler = () => 1;');
    harness.refuse = (_, { action }) => {
      if (action === 'dynamodb:GetRecords') throw new AwsError('AccessDeniedException', 'no');
    };
    await expect(map()).rejects.toMatchObject({ code: 'AccessDeniedException' });
  });

  test.each([
    ['another source', { EventSourceArn: 'arn:aws:sqs:eu-central-1:000000000000:queue' }, 'EventSourceArn'],
    ['a failure destination', { DestinationConfig: {} }, 'DestinationConfig'],
  ])('is refused with %s', async (_, properties, subject) => {
    await harness.deploy('reader', 'export const handler = () => 1;');
    await expect(map(properties)).rejects.toMatchObject({ subject: `S/Mapping.${subject}` });
  });
});

describe('filter patterns', () => {
  const record = { eventName: 'INSERT', n: 5, dynamodb: { Keys: { PK: { S: 'T#1' } } } };
  test.each([
    [{ eventName: ['INSERT', 'MODIFY'] }, true],
    [{ eventName: ['REMOVE'] }, false],
    [{ eventName: [{ 'anything-but': ['REMOVE'] }] }, true],
    [{ dynamodb: { Keys: { PK: { S: [{ prefix: 'T#' }] } } } }, true],
    [{ dynamodb: { NewImage: { x: [{ exists: false }] } } }, true],
    [{ dynamodb: { NewImage: { x: [{ exists: true }] } } }, false],
    [{ n: [{ numeric: ['>', 1, '<=', 5] }] }, true],
    [{ n: [{ numeric: ['>', 5] }] }, false],
    [{ $or: [{ n: [1] }, { eventName: ['INSERT'] }] }, true],
  ])('%j decides %s', (pattern, expected) => {
    expect(compileFilters([JSON.stringify(pattern)])(record)).toBe(expected);
  });

  test('with an unknown operator are refused', () => {
    expect(() => compileFilters([JSON.stringify({ a: [{ cidr: '10.0.0.0/8' }] })])).toThrow(
      'FilterCriteria cidr',
    );
  });
});

describe('asynchronous events', () => {
  const fails = (file: string) => `import { appendFileSync } from 'node:fs';
    export const handler = (e) => { appendFileSync(${JSON.stringify(file)}, 'x'); if (!e.ok) throw new Error('no'); };`;
  const count = (file: string) => {
    try {
      return readFileSync(file, 'utf8').length;
    } catch {
      return 0;
    }
  };

  test('are tried three times over three virtual minutes, then given up', async () => {
    const file = join(harness.folder, 'runs');
    await harness.deploy('task', fails(file));
    harness.lambda.start();
    await harness.lambda.invoke('task', {}, CALLER, { async: true });
    await vi.waitFor(() => expect(harness.lambda.status()[0]).toMatchObject({ errors: 1 }), FAST);
    await vi.waitFor(() => {
      harness.clock.advance(20_000);
      expect(harness.lambda.status()[0]).toMatchObject({ errors: 3, discardedEvents: 1 });
    }, FAST);
    harness.clock.advance(3_600_000);
    expect(count(file)).toBe(3);
  });

  test('survive a restart', async () => {
    const file = join(harness.folder, 'runs');
    await harness.deploy('task', fails(file));
    await harness.lambda.invoke('task', { ok: true }, CALLER, { async: true });
    await harness.reopen();
    await harness.deploy('task', fails(file));
    expect(count(file)).toBe(0);
    harness.lambda.start();
    await vi.waitFor(() => expect(count(file)).toBe(1), FAST);
  });
});
