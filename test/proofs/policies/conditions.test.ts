import { QueryCommand } from '@aws-sdk/client-dynamodb';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { rmSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { freshFolder, placesIn, type Stack } from '../../journeys/fixture.ts';
import { clientsOf, physicalId, tenantSession } from '../account.ts';
import { HEAVY, report, share } from '../run.ts';
import { ATTACKS, type Attack, type Scene } from './attacks.ts';
import { onMutant, type Mutation } from './mutants.ts';
import { statementsIn, type Change, type Found } from './statements.ts';

let folder: string;
let assembly: string;
let statements: Found[];
const say = report('conditions');

beforeAll(async () => {
  folder = await freshFolder();
  ({ assembly } = placesIn(folder));
  statements = statementsIn(assembly);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function sceneOn(stack: Stack): Promise<Scene> {
  const [own, other] = [await stack.begin('DE'), await stack.begin('FR')];
  const account = clientsOf(stack);
  const object = `${other}/sealed`;
  const Bucket = physicalId(stack, 'AWS::S3::Bucket', 'BucketsVault');
  await account.s3.send(new PutObjectCommand({ Bucket, Key: object, Body: 'x' }));
  const { Items = [] } = await account.dynamodb.send(
    new QueryCommand({
      TableName: 'bailiwick-dev-keys',
      KeyConditionExpression: 'pk = :pk AND begins_with(sk, :sk)',
      ExpressionAttributeValues: { ':pk': { S: `T#${other}#WRP` }, ':sk': { S: 'wrapping#' } },
    }),
  );
  const wrapping = { blob: Items[0]?.['wrapped']?.B ?? new Uint8Array(), key: Items[0]?.['kmsKey']?.S ?? '' };
  return { stack, own, other, object, wrapping, session: clientsOf(stack, await tenantSession(stack, own)) };
}

function foundFor({ name, of }: Attack): Found {
  const found = statements.filter((statement) => of.test(statement.name));
  const [first] = found;
  if (first === undefined || found.length > 1) throw new Error(`${found.length} statements for: ${name}`);
  return first;
}

const mutation = (attack: Attack, change: Change): Mutation => ({ found: foundFor(attack), change });
const givens = () => ATTACKS.flatMap((attack) => (attack.given ? [mutation(attack, attack.given)] : []));

/** `allowed`, or the code of the refusal. */
async function outcome(attack: Attack, scene: Scene): Promise<string> {
  return attack.run(scene).then(
    () => 'allowed',
    (error: Error) => error.name,
  );
}

const DENIED = /^AccessDenied(Exception)?$/;

test(`each of ${ATTACKS.length} attacks with a raw client is refused by the policies alone`, async () => {
  const got = await onMutant(assembly, givens(), async (stack) => {
    const scene = await sceneOn(stack);
    const outcomes: Record<string, string> = {};
    for (const attack of ATTACKS) outcomes[attack.name] = await outcome(attack, scene);
    return outcomes;
  });
  expect(Object.entries(got).filter(([, code]) => !DENIED.test(code))).toEqual([]);
  say({ attacks: ATTACKS.length, refused: Object.keys(got).length });
});

test(
  `the attack gets through once ${HEAVY ? 'its' : 'its (two, drawn by the seed)'} line is out of the policy`,
  async () => {
    const planted: Record<string, string> = {};
    for (const attack of share(ATTACKS, 2)) {
      const given = attack.given ? [mutation(attack, attack.given)] : [];
      const faults = [...given, mutation(attack, attack.without)];
      planted[attack.name] = await onMutant(assembly, faults, async (stack) =>
        outcome(attack, await sceneOn(stack)),
      );
    }
    say({ 'planted faults': Object.keys(planted).length, found: planted });
    expect(Object.entries(planted).filter(([, code]) => code !== 'allowed')).toEqual([]);
  },
  HEAVY ? 600_000 : 60_000,
);
