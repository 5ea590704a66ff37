import { paginateQuery } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startStack, type Stack } from '../../journeys/fixture.ts';
import { clientsOf } from '../account.ts';
import { report } from '../run.ts';
import { bytesNeedles, needlesOf } from '../scanner/encodings.ts';
import { everythingOf, filesIn } from '../scanner/places.ts';
import { scan } from '../scanner/scan.ts';
import { ERASURE } from '../story/requests.ts';
import { goOn, STEPS, tellStory } from '../story/tell.ts';
import type { Told } from '../story/told.ts';
import { personOf, wordsOf, type Words } from '../story/words.ts';
import { keysIn } from './keys.ts';
import { openEverything, sealedIn, type Tried } from './open.ts';
import { discarded, restored } from './recovery.ts';

const DATA = 'bailiwick-dev-data';
const KEYS = 'bailiwick-dev-keys';
const HOUR = 3_600_000;

/** Words of the person that no statute keeps; the invoice keeps the name. */
const secretsOf = ({ name: _name, ...rest }: Words): string[] => Object.values(rest);

describe('an erasure, seen by somebody who has every key that is left', () => {
  const mark = 'qzxkvbnm';
  const words = personOf(mark);
  let stack: Stack;
  let told: Told;
  let before: number;
  let subjectKeys: Buffer[];
  const say = report('open everything');

  const tell = (tried: readonly Tried[], texts: readonly string[]) =>
    tried.filter(({ opened }) =>
      texts.some((text) => opened?.plain.includes(JSON.stringify(text).slice(1, -1))),
    );
  const attempt = async (tables: readonly string[], keyTables: readonly string[]) =>
    openEverything(await sealedIn(stack, tables), await keysIn(stack, keyTables));

  beforeAll(async () => {
    stack = await startStack();
    const steps = STEPS.filter((step) => !ERASURE.includes(step));
    told = await tellStory(stack, wordsOf(mark), steps);
  });
  afterAll(() => stack.stop());

  test('before it, every sealed section opens, and the person’s words are among them', async () => {
    const tried = await attempt([DATA], [KEYS]);
    const closed = tried.filter(({ opened }) => opened === undefined).map(({ sealed }) => sealed.where);
    say({ sealed: tried.length, closed: closed.length, ofThePerson: tell(tried, secretsOf(words)).length });
    expect(closed).toEqual([]);
    for (const secret of Object.values(words))
      expect(tell(tried, [secret]).length, 'a word that is nowhere').toBeGreaterThan(0);
  });

  test('the wrapped key of the person lies on the disk before it: the search for it sees', async () => {
    await stack.advance(2 * HOUR);
    before = stack.cloud.clock.now();
    subjectKeys = await wrappedOf(stack, told);
    await stack.advance(HOUR);
    expect(subjectKeys.length).toBeGreaterThan(0);
    const { hits } = await scan(filesIn(stack.stateDir), bytesNeedles(subjectKeys));
    expect(new Set(hits.map(({ word }) => word)).size).toBe(subjectKeys.length);
  });

  test('part of DSR-03: after it, nothing of the person opens, not even what lay in the data table before', async () => {
    await goOn(told, ERASURE);
    await stack.advance('PT6M');
    const past = await restored(stack, DATA, 'proof-data', before);
    const tried = await attempt([DATA, past], [KEYS]);
    const opened = tell(tried, secretsOf(words)).map(({ sealed }) => sealed.where);
    const named = tell(tried, [words.name]).map(({ sealed }) => sealed.where);
    say({ sealed: tried.length, opened: opened.length, named });
    expect(opened).toEqual([]);
    // The invoice names its recipient until the statute ends: under a key of its own.
    expect(named.every((where) => where.includes('#KPT#'))).toBe(true);
    expect(named.length).toBeGreaterThan(0);
  });

  test('with the keys of an hour before, all of it opens again: what opens nothing is the missing key', async () => {
    const keys = await restored(stack, KEYS, 'proof-keys', before);
    const tried = await attempt(['proof-data'], [keys]);
    expect(tell(tried, [words.remark, words.note]).length).toBeGreaterThanOrEqual(2);
    expect(tried.filter(({ opened }) => opened === undefined)).toEqual([]);
    await discarded(stack, keys);
  });

  test('part of BAK-03: 25 hours later the keys cannot be restored, and no byte of them is on the disk', async () => {
    await stack.advance('PT25H');
    await expect(restored(stack, KEYS, 'proof-late', before)).rejects.toMatchObject({
      name: 'InvalidRestoreTimeException',
    });
    await stack.cloud.services.dynamodb.purge();
    const { hits, bytes } = await scan(filesIn(stack.stateDir), bytesNeedles(subjectKeys));
    say({ 'wrapped keys': subjectKeys.length, bytes, hits: hits.length });
    expect(hits).toEqual([]);
    const late = await restored(stack, KEYS, 'proof-late', stack.cloud.clock.now() - 23 * HOUR);
    const tried = await attempt([DATA, 'proof-data'], [KEYS, late]);
    expect(tell(tried, secretsOf(words))).toEqual([]);
  });

  test('part of DSR-03: the scanner finds nothing of the person in any store, log or workflow; the mails are the person’s own', async () => {
    const { hits, bytes, kinds } = await scan(everythingOf(stack), needlesOf(Object.values(words)));
    const elsewhere = hits.filter(({ where }) => where !== 'mail' && !/^(file|row) ses\//.test(where));
    say({ bytes, kinds: [...kinds], hits: elsewhere.length, 'hits in the outbox': hits.length });
    expect(elsewhere).toEqual([]);
    expect(hits.length).toBeGreaterThan(0);
  });
});

/** Wrapped owner keys that the person’s partition names. */
async function wrappedOf(stack: Stack, told: Told): Promise<Buffer[]> {
  const { dynamodb: client } = clientsOf(stack);
  const ids = new Set<string>();
  const query = (table: string, pk: string) => ({
    TableName: table,
    ConsistentRead: true,
    KeyConditionExpression: 'pk = :pk',
    ExpressionAttributeValues: { ':pk': { S: pk } },
  });
  for await (const { Items = [] } of paginateQuery(
    { client },
    query(DATA, `T#${told.tenant}#SUB#${told.person}`),
  ))
    for (const { key } of Items) if (key?.S) ids.add(key.S);
  const found: Buffer[] = [];
  for (const id of ids)
    for await (const { Items = [] } of paginateQuery({ client }, query(KEYS, `T#${told.tenant}#KEY#${id}`)))
      for (const { wrapped } of Items) if (wrapped?.B) found.push(Buffer.from(wrapped.B));
  return found;
}
