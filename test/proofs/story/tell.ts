import type { Reachable } from '../../journeys/fixture.ts';
import { INTAKE } from './intake.ts';
import { IMPORTS } from './imports.ts';
import { LOGS } from './logs.ts';
import { RECORDS } from './records.ts';
import { ACCESS, ERASURE } from './requests.ts';
import { STANDARDS } from './standards.ts';
import { TENANCY } from './tenancy.ts';
import { StepFailed, type Step, type Told } from './told.ts';
import type { HouseWords, Words } from './words.ts';

/** The compact journey: every capability that needs something of AWS, once. */
export const STEPS: readonly Step[] = [
  ...TENANCY,
  ...RECORDS,
  ...IMPORTS,
  ...INTAKE,
  ...ACCESS,
  ...STANDARDS,
  ...ERASURE,
  ...LOGS,
];

/** Goes on with a story; throws `StepFailed` at the first step that goes wrong. */
export async function goOn(told: Told, steps: readonly Step[]): Promise<Told> {
  for (const { step, tell } of steps) {
    try {
      await tell(told);
    } catch (error) {
      throw new StepFailed(step, (error as Error).message);
    }
  }
  return told;
}

/** Tells a story on a stack from its beginning. */
export function tellStory(stack: Reachable, words: Words & HouseWords, steps = STEPS): Promise<Told> {
  const nobody = stack.anybody;
  const told: Told = {
    stack,
    words,
    tenant: '',
    apiKeys: [],
    admin: nobody,
    officers: [nobody, nobody],
    contact: '',
    person: '',
    number: '',
    arrivals: [],
    erasure: '',
  };
  return goOn(told, steps);
}

/** The same story on another stack: one that was started again, or that began as a copy. */
export function elsewhere(told: Told, stack: Reachable): Told {
  const [admin = '', first = '', second = ''] = told.apiKeys;
  return {
    ...told,
    stack,
    admin: stack.client(admin),
    officers: [stack.client(first), stack.client(second)],
  };
}
