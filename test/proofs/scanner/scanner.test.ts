import { afterAll, beforeAll, expect, test } from 'vitest';
import { startStack, type Stack } from '../../journeys/fixture.ts';
import { report, SEED, seeded, share } from '../run.ts';
import { ACCESS, ERASURE } from '../story/requests.ts';
import { INTAKE } from '../story/intake.ts';
import { STEPS, tellStory } from '../story/tell.ts';
import { wordsOf } from '../story/words.ts';
import { ENCODINGS, needlesOf, type EncodingName } from './encodings.ts';
import { everythingOf } from './places.ts';
import { PLANTS, type Plant } from './plants.ts';
import { kindOf, scan, type Hit } from './scan.ts';

let stack: Stack;
beforeAll(async () => {
  stack = await startStack();
});
afterAll(() => stack.stop());

const random = seeded(SEED);
const letters = (count: number): string =>
  Array.from({ length: count }, () => 'bcdfghjkmnpqrstvwxz'.charAt(Math.floor(random() * 19))).join('');
/** A word with everything that encodings write differently. */
const canary = (): string => `${letters(7)}ß&<"${letters(6)}é ${letters(5)}`;

interface Planted {
  readonly plant: Plant;
  readonly encoding: EncodingName;
  readonly word: string;
}

/** Encodings whose results are no texts, or no ASCII texts. */
const UNFIT: Readonly<Record<string, readonly EncodingName[]>> = {
  text: ['utf-16le', 'utf-16be', 'latin-1'],
  ascii: ['utf-16le', 'utf-16be', 'latin-1', 'utf-8'],
};

function matrix(): Planted[] {
  const encodings = Object.keys(ENCODINGS) as EncodingName[];
  return PLANTS.flatMap((plant) =>
    encodings
      .filter((encoding) => !UNFIT[plant.only ?? '']?.includes(encoding))
      .map((encoding) => ({ plant, encoding, word: canary() })),
  );
}

test('part of ENC-03: nothing of what a tenant stores is readable in any store, log or workflow, in any of twelve encodings', async () => {
  const say = report('scanner: a story');
  const words = wordsOf(letters(8));
  await tellStory(
    stack,
    words,
    STEPS.filter((step) => ![...INTAKE, ...ACCESS, ...ERASURE].includes(step)),
  );
  const secrets = Object.values(words);
  const { hits, bytes, kinds } = await scan(everythingOf(stack), needlesOf(secrets));
  say({
    words: secrets.length,
    encodings: Object.keys(ENCODINGS).length,
    bytes,
    kinds: [...kinds],
    hits: hits.length,
  });
  expect(hits).toEqual([]);
});

test('the scanner finds a text in every kind of store, in every encoding, packed or not', async () => {
  const say = report('scanner: planted');
  const planted = share(matrix(), 40);
  for (const { plant, encoding, word } of planted) {
    const [bytes = Buffer.alloc(0)] = ENCODINGS[encoding](word);
    await plant.put(stack, bytes);
  }
  const { hits, bytes, kinds } = await scan(everythingOf(stack), needlesOf(planted.map(({ word }) => word)));
  const at = new Map<number, Hit[]>();
  for (const hit of hits) at.set(hit.word, [...(at.get(hit.word) ?? []), hit]);
  const missed = planted.filter(
    ({ plant }, position) => !at.get(position)?.some(({ where }) => kindOf(where) === plant.kind),
  );
  say({ planted: planted.length, missed: missed.length, bytes, kinds: [...kinds], hits: hits.length });
  expect(missed.map(({ plant, encoding }) => `${plant.name}: ${encoding}`)).toEqual([]);
}, 120_000);

test('the scanner finds nothing of a text that is nowhere', async () => {
  const { hits } = await scan(everythingOf(stack), needlesOf([canary(), canary()]));
  expect(hits).toEqual([]);
});
