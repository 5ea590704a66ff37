import { rmSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { freshFolder, placesIn, startStack } from '../../journeys/fixture.ts';
import { HEAVY, inLanes, report, share } from '../run.ts';
import { tellStory } from '../story/tell.ts';
import { wordsOf } from '../story/words.ts';
import { hitsOf } from './hits.ts';
import { noticed } from './mutants.ts';
import { NEVER, SECOND_WAYS } from './never.ts';
import { statementsIn, type Found } from './statements.ts';

let folder: string;
let assembly: string;
let allowing: Found[];
let used: Found[];
const say = report('policies');

beforeAll(async () => {
  folder = await freshFolder();
  ({ assembly } = placesIn(folder));
  const stack = await startStack({ folder });
  try {
    await tellStory(stack, wordsOf('qzxkvbnm'));
    const counts = stack.cloud.identity.hits.read();
    allowing = statementsIn(assembly).filter(({ statement }) => statement.Effect === 'Allow');
    used = allowing.filter((found) => hitsOf(stack, counts, found) > 0);
  } finally {
    await stack.stop('keep');
  }
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('every statement that allows something decides something in the story, or there is a reason', () => {
  const silent = allowing.filter((found) => !used.includes(found)).map(({ name }) => name);
  expect(silent.filter((name) => !NEVER.some((row) => row.name.test(name)))).toEqual([]);
  say({ statements: allowing.length, used: used.length, silent: silent.length });
});

// A minute long, and needed only beside the removal of every statement.
if (HEAVY) {
  test('the story goes on without the first of two ways: the second one does what it is there for', async () => {
    for (const { first } of SECOND_WAYS)
      expect(await noticed(assembly, [], [first]), first.resource.source).toBeUndefined();
  }, 180_000);
}

test(
  `the story fails without ${HEAVY ? 'any one' : 'one of three (drawn by the seed)'} of the statements that it uses`,
  async () => {
    expect(used.length).toBeGreaterThan(20);
    const survived: string[] = [];
    const seen: Record<string, string> = {};
    const seenBy = used.filter(({ name }) => !NEVER.some((row) => row.name.test(name)));
    await inLanes(share(seenBy, 3), HEAVY ? 2 : 1, async (found) => {
      const ways = SECOND_WAYS.filter((row) => row.name.test(found.name)).map(({ first }) => first);
      const step = await noticed(assembly, [found], ways);
      if (step === undefined) survived.push(found.name);
      else seen[found.name] = step;
      console.log(`${found.name}: ${step ?? 'not noticed'}`);
    });
    say({ removed: Object.keys(seen).length + survived.length, 'noticed by': seen, survived });
    expect(survived).toEqual([]);
  },
  HEAVY ? 3_600_000 : 240_000,
);
