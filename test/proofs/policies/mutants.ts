import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startStack, type Stack } from '../../journeys/fixture.ts';
import { tellStory } from '../story/tell.ts';
import { StepFailed } from '../story/told.ts';
import { wordsOf } from '../story/words.ts';
import { removed, rewrite, strike, type Change, type Found, type Struck } from './statements.ts';

/** One change to one statement. */
export interface Mutation {
  readonly found: Found;
  readonly change?: Change;
}

/** Copies an assembly, rewrites statements in the copy, starts it, and removes it all afterwards. */
export async function onMutant<Value>(
  assembly: string,
  mutations: readonly Mutation[],
  use: (stack: Stack) => Promise<Value>,
  struck: readonly Struck[] = [],
): Promise<Value> {
  const folder = mkdtempSync(join(tmpdir(), 'bailiwick-proof-'));
  let stack: Stack | undefined;
  try {
    const copy = join(folder, 'assembly');
    cpSync(assembly, copy, { recursive: true });
    for (const { found, change = removed } of mutations) rewrite(copy, found, change);
    for (const what of struck) strike(copy, what);
    stack = await startStack({ folder });
    return await use(stack);
  } finally {
    await stack?.stop('keep');
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What services answer when a resource is made that they may not use. */
const REFUSALS: ReadonlySet<unknown> = new Set([
  'AccessDeniedException',
  'BadRequestException',
  'InvalidLambdaFunction',
  'InvalidParameterException',
  'InvalidS3Configuration',
]);

/** Tells the story without statements and resources; the step that noticed, or undefined when nothing did. */
export async function noticed(
  assembly: string,
  without: readonly Found[],
  struck: readonly Struck[] = [],
): Promise<string | undefined> {
  const mutations = without.map((found) => ({ found }));
  try {
    await onMutant(assembly, mutations, (stack) => tellStory(stack, wordsOf('qzxkvbnm')), struck);
    return undefined;
  } catch (error) {
    if (error instanceof StepFailed) return error.step;
    // A role or key that its own service cannot use shows when the local cloud starts; anything else is a broken template.
    if (REFUSALS.has((error as { code?: unknown }).code)) return 'start';
    throw error;
  }
}
