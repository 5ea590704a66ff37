import { BatchGetItemCommand, QueryCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Stack } from '../../journeys/fixture.ts';
import { clientsOf } from '../../proofs/account.ts';

/** How far erasures are: how many are in each state, and when the last key of each ended (epoch milliseconds). */
export interface Progress {
  readonly states: Readonly<Record<string, number>>;
  readonly destroyed: readonly number[];
}

const DATA = 'bailiwick-dev-data';
/** Requests looked at in one call, two items each. */
const TOGETHER = 50;

/** Asks as whoever owns the account. */
async function asked<T>(stack: Stack, question: (dynamodb: DynamoDBClient) => Promise<T>): Promise<T> {
  const { dynamodb } = clientsOf(stack);
  try {
    return await question(dynamodb);
  } finally {
    dynamodb.destroy();
  }
}

/** Looks at the requests and the runs of erasures. */
export function progressOf(stack: Stack, tenant: string, requests: readonly string[]): Promise<Progress> {
  return asked(stack, async (dynamodb) => {
    const states: Record<string, number> = {};
    const destroyed: number[] = [];
    for (let from = 0; from < requests.length; from += TOGETHER) {
      const Keys = requests
        .slice(from, from + TOGETHER)
        .flatMap((id) =>
          ['CTL', 'RUN#CTL'].map((sk) => ({ pk: { S: `T#${tenant}#REQ#${id}` }, sk: { S: sk } })),
        );
      const asks = new BatchGetItemCommand({ RequestItems: { [DATA]: { Keys, ConsistentRead: true } } });
      for (const { sk, state, destroyedAt } of (await dynamodb.send(asks)).Responses?.[DATA] ?? []) {
        if (sk?.S === 'CTL' && state?.S) states[state.S] = (states[state.S] ?? 0) + 1;
        if (destroyedAt?.S) destroyed.push(Date.parse(destroyedAt.S));
      }
    }
    return { states, destroyed };
  });
}

/** How often a request was carried out and closed, and how many receipts it has: once each, if all is well. */
export function traceOf(stack: Stack, tenant: string, request: string): Promise<readonly number[]> {
  return asked(stack, async (dynamodb) => {
    const { Items = [] } = await dynamodb.send(
      new QueryCommand({
        TableName: DATA,
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': { S: `T#${tenant}#REQ#${request}` } },
        ConsistentRead: true,
      }),
    );
    const steps = (name: string) => Items.filter(({ step }) => step?.S === name).length;
    const receipts = Items.filter(({ sk }) => sk?.S?.startsWith('RCP#')).length;
    return [steps('execute'), steps('finish'), receipts];
  });
}
